/**
 * Which identifiers of a file mean the same variable.
 *
 * @since 0.1.0
 */
import { analyze } from "@typescript-eslint/scope-manager"

import type { Identifier, Source } from "./Source.ts"

/** The outcome of scope analysis. */
export interface Scopes {
  /** The identifiers that refer to what this one declares; itself not among them. */
  readonly references: (declaration: { readonly start: number }) => ReadonlyArray<Identifier>
  /** The identifiers that mean the same variable as this reference, itself among them. */
  readonly siblings: (reference: { readonly start: number }) => ReadonlyArray<Identifier>
}

export const analyzeScopes = (source: Source): Scopes => {
  const byDeclaration = new Map<number, ReadonlyArray<Identifier>>()
  const byReference = new Map<number, ReadonlyArray<Identifier>>()
  for (const variable of variablesOf(source.program)) {
    const starts = new Set(variable.references.map(({ identifier }) => identifier.range[0]))
    const found = Array.from(starts, (start) => source.identifiers.get(start))
    const references = found.filter((identifier) => identifier !== undefined)
    for (const { start } of references) byReference.set(start, references)
    for (const { name } of variable.defs) byDeclaration.set(name.range[0], references)
  }
  return {
    references: ({ start }) => byDeclaration.get(start) ?? [],
    siblings: ({ start }) => byReference.get(start) ?? []
  }
}

const variablesOf = (program: unknown) =>
  isEstree(program)
    ? analyze(program, { sourceType: "module" }).scopes.flatMap((scope) => scope.variables)
    : []

type Estree = Parameters<typeof analyze>[0]

/**
 * The parser emits the typescript-eslint form of the tree (`astType: "ts"`, ranges on), which is what the scope
 * analysis reads; only the two packages' declarations of it differ, in nominal details such as enums.
 */
const isEstree = (program: unknown): program is Estree =>
  typeof program === "object" && program !== null && "body" in program && "range" in program
