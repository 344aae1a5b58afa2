/**
 * A TypeScript file, parsed: its imports, its functions, its exports with their docstrings.
 *
 * The parser is oxc's; nothing here reads source with a regular expression. Offsets are UTF-16 code units.
 *
 * @since 0.1.0
 */
import { readFileSync } from "node:fs"

import { parseSync, visitorKeys } from "oxc-parser"
import type { Comment, Node, Program } from "oxc-parser"

import * as Workspace from "./Workspace.ts"

/** One parsed file. `name` is its path from the root, for messages. */
export interface Source {
  readonly name: string
  readonly text: string
  readonly program: Program
  readonly comments: ReadonlyArray<Comment>
}

/** A module that a file asks for. `start` and `end` are the specifier's, quotes included. */
export interface Import {
  readonly specifier: string
  readonly start: number
  readonly end: number
}

/** An export of a file: its name, the offset of its statement and the docstring right above it. */
export interface Export {
  readonly name: string
  readonly offset: number
  readonly docstring: string | undefined
}

const cache = new Map<string, Source>()

/** Parses a text under a name; a syntax error throws with the name in it. */
export const parse = (name: string, text: string): Source => {
  const result = parseSync(name, text)
  const error = result.errors[0]
  if (error !== undefined) throw new SyntaxError(`${name}: ${error.message}`)
  return { name, text, program: result.program, comments: result.comments }
}

/** Parses a file, once per process. */
export const read = (path: string): Source => {
  const known = cache.get(path)
  if (known !== undefined) return known
  const source = parse(Workspace.display(path), readFileSync(path, "utf8"))
  cache.set(path, source)
  return source
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"

/** The nodes right below a node, in source order. */
export const children = (node: Node): ReadonlyArray<Node> =>
  (visitorKeys[node.type] ?? []).flatMap((key) => {
    const value: unknown = Reflect.get(node, key)
    return Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []
  })

/** Calls `visit` for each node, parents first; a visit that returns `false` skips what is below. */
export const walk = (node: Node, visit: (node: Node) => boolean | void): void => {
  if (visit(node) === false) return
  for (const child of children(node)) walk(child, visit)
}

/** The line of an offset, from 1. */
export const line = (source: Source, offset: number): number =>
  source.text.slice(0, offset).split("\n").length

/** `file:line` of an offset, as editors and terminals understand it. */
export const at = (source: Source, offset: number): string =>
  `${source.name}:${line(source, offset)}`

/** How many lines a file has. */
export const lines = (source: Source): number => source.text.trimEnd().split("\n").length

const literal = (node: Node | null | undefined): string | undefined =>
  node?.type === "Literal" && typeof node.value === "string" ? node.value : undefined

const moduleOf = (node: Node): Node | null => {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return node.source
    default:
      return null
  }
}

/** Everything the file imports: statements, re-exports, `import()` and `import("x").Type`. */
export const imports = (source: Source): ReadonlyArray<Import> => {
  const found: Array<Import> = []
  walk(source.program, (node) => {
    const asked = moduleOf(node)
    const specifier = literal(asked)
    if (asked !== null && specifier !== undefined) {
      found.push({ specifier, start: asked.start, end: asked.end })
    }
  })
  return found
}

/** The `/** … *\/` comment that ends right above an offset, without its stars; `undefined` for none. */
export const docstring = (source: Source, offset: number): string | undefined => {
  const above = source.comments.findLast((comment) => comment.end <= offset)
  if (above === undefined || above.type !== "Block" || !above.value.startsWith("*"))
    return undefined
  return source.text.slice(above.end, offset).trim() === "" ? above.value : undefined
}

const declared = (node: Node): ReadonlyArray<string> => {
  if (node.type !== "ExportNamedDeclaration") return []
  const declaration = node.declaration
  if (declaration === null) return node.specifiers.map(({ exported }) => nameOf(exported))
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.map(({ id }) => nameOf(id))
  }
  return "id" in declaration && declaration.id !== null ? [nameOf(declaration.id)] : []
}

const nameOf = (node: Node): string => {
  if (node.type === "Identifier") return node.name
  return literal(node) ?? node.type
}

/** What the file exports by declarations and lists, in order. */
export const exports = (source: Source): ReadonlyArray<Export> =>
  source.program.body.flatMap((node) =>
    declared(node).map((name) => ({
      name,
      offset: node.start,
      docstring: docstring(source, node.start)
    }))
  )

/** The comment at the top of the file, if it is a docstring. */
export const header = (source: Source): string | undefined => {
  const first = source.comments[0]
  const isFirst = first !== undefined && source.text.slice(0, first.start).trim() === ""
  return isFirst && first.value.startsWith("*") ? first.value : undefined
}
