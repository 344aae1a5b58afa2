/**
 * What a file imports, and every place where it uses it.
 *
 * Only references that really resolve to the import are listed: a parameter, a local or a type of the same name
 * hides it, as it does for the compiler.
 *
 * @since 0.1.0
 */
import type { Node } from "oxc-parser"

import { nameOf } from "./Effect4.ts"
import type { Scopes } from "./Scopes.ts"
import type { Identifier, Source } from "./Source.ts"

/** One name that an import statement brings in. */
export interface Binding {
  readonly statement: Statement<"ImportDeclaration">
  readonly specifier: Statement<"ImportDeclaration">["specifiers"][number]
  readonly module: string
  /** The exported name, `"*"` for the namespace, `"default"`. */
  readonly imported: string
  readonly local: string
  readonly uses: ReadonlyArray<Use>
}

/** One place that refers to a binding, and the members it goes through from there. */
export interface Use {
  /** The identifier that names the binding. */
  readonly root: Identifier
  readonly steps: ReadonlyArray<Step>
  /** The path as it grows: the root, then the expression or type name that ends with each step. */
  readonly path: ReadonlyArray<Node>
  readonly as: "type" | "value"
}

/** One member on a path, and how to write another name in its place. */
export interface Step {
  readonly name: string
  readonly start: number
  readonly end: number
  readonly write: (name: string) => string
}

type Statement<Type extends Node["type"]> = Extract<Node, { type: Type }>

/** The bindings of a file, in the order of its imports. */
export const bindings = (source: Source, scopes: Scopes): Array<Binding> =>
  source.program.body.flatMap((statement) =>
    statement.type !== "ImportDeclaration"
      ? []
      : statement.specifiers.map((specifier) => ({
          statement,
          specifier,
          module: statement.source.value,
          imported: importedName(specifier),
          local: specifier.local.name,
          uses: scopes.references(specifier.local).flatMap((root) => usesOf(source, root))
        }))
  )

/** Every name a file declares or mentions, so that a new one can avoid them. */
export const namesIn = (source: Source): Set<string> =>
  new Set(Array.from(source.identifiers.values(), (identifier) => identifier.name))

const importedName = (specifier: Binding["specifier"]): string =>
  specifier.type === "ImportSpecifier"
    ? nameOf(specifier.imported)
    : specifier.type === "ImportNamespaceSpecifier"
      ? "*"
      : "default"

const usesOf = (source: Source, root: Identifier): Array<Use> => {
  const use = followPath(source, root)
  const last = use.path.at(-1) ?? root
  const pattern = destructured(source.parents.get(last), last)
  if (pattern === undefined) return [use]
  return pattern.properties.map((property) => {
    const key = property.type === "Property" && !property.computed ? property.key : undefined
    const step = key?.type === "Identifier" ? stepOf(key) : undefined
    if (step === undefined || property.type !== "Property") return use
    const write = (name: string) => (property.shorthand ? `${name}: ${step.name}` : name)
    return { ...use, steps: [...use.steps, { ...step, write }] }
  })
}

/** `{ a, b }` in `const { a, b } = Module`. */
const destructured = (parent: Node | undefined, init: Node) =>
  parent?.type === "VariableDeclarator" &&
  parent.init === init &&
  parent.id.type === "ObjectPattern"
    ? parent.id
    : undefined

const followPath = (source: Source, root: Identifier): Use => {
  const steps: Array<Step> = []
  const path: Array<Node> = [root]
  let node: Node = root
  for (
    let parent = source.parents.get(node);
    parent !== undefined;
    parent = source.parents.get(node)
  ) {
    const step = stepFrom(parent, node)
    if (step !== undefined) path[steps.push(step)] = parent
    else if (transparent.has(parent.type)) path[steps.length] = parent
    else break
    node = parent
  }
  return { root, steps, path, as: isType(source, node) ? "type" : "value" }
}

/** Wrappers around an expression that leave it what it is. */
const transparent = new Set(["ParenthesizedExpression", "TSNonNullExpression"])

/** The member that `parent` takes of `node`, if that is what it does. */
const stepFrom = (parent: Node, node: Node): Step | undefined => {
  if (parent.type === "TSQualifiedName" && parent.left === node) return stepOf(parent.right)
  if (parent.type !== "MemberExpression" || parent.object !== node) return undefined
  const { property } = parent
  if (!parent.computed) return property.type === "Identifier" ? stepOf(property) : undefined
  if (property.type !== "Literal" || typeof property.value !== "string") return undefined
  const { end, start, value } = property
  return { name: value, start, end, write: (name) => JSON.stringify(name) }
}

const stepOf = ({ end, name, start }: Identifier): Step => ({
  name,
  start,
  end,
  write: (name) => name
})

/** Whether the compiler erases this place: a type, or the heritage of an interface. */
const isType = (source: Source, node: Node): boolean => {
  const parent = source.parents.get(node)
  if (parent?.type === "TSTypeReference") return true
  return parent?.type === "TSInterfaceHeritage" || parent?.type === "TSClassImplements"
}
