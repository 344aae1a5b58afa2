/**
 * Where a schema has the keyword `x-mcp-header`. Without recursion, and at most so many schemas: it may be anybody's.
 */
import { isObject, type JsonObject } from "../Json.ts"

export const keyword = "x-mcp-header"

/** Many times what any tool has. */
const maxSchemas = 100_000

/** Deeper than anybody nests arguments. */
const maxDepth = 100

/** More headers than any server takes. */
const maxHeaders = 200

/** A schema inside of another one. */
export interface Place {
  readonly schema: JsonObject
  /** The value of the keyword. */
  readonly name: unknown
  /** Whether nothing but `properties` leads there, and at least one does. */
  readonly isArgument: boolean
  readonly parent: Node | undefined
  readonly key: string
  readonly depth: number
}

type Node = Omit<Place, "name">

/** Whose value is a schema, or an array of them. */
const nested = [
  "additionalItems",
  "additionalProperties",
  "allOf",
  "anyOf",
  "contains",
  "contentSchema",
  "else",
  "if",
  "items",
  "not",
  "oneOf",
  "prefixItems",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties"
]

/** Whose members are schemas. */
const named = ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties"]

/** Calls `visit` with every place that has the keyword, and gives the first thing it finds wrong. */
export const each = (
  root: JsonObject,
  visit: (place: Place) => string | undefined
): string | undefined => {
  const waiting: Array<Node> = [
    { schema: root, isArgument: false, parent: undefined, key: "", depth: 0 }
  ]
  let found = 0
  for (let count = 0; count < waiting.length; count++) {
    if (waiting.length > maxSchemas) return `it has more than ${maxSchemas} schemas`
    // The index is within bounds.
    const node = waiting[count] as Node
    if (Object.hasOwn(node.schema, keyword)) {
      if (++found > maxHeaders) return `it has more than ${maxHeaders} headers`
      if (node.depth > maxDepth) return `a header is deeper than ${maxDepth} levels`
      const problem = visit({ ...node, name: node.schema[keyword] })
      if (problem !== undefined) return problem
    }
    expand(node, waiting)
  }
  return undefined
}

const expand = (node: Node, waiting: Array<Node>): void => {
  const { schema } = node
  const add = (value: unknown, key: string, isArgument: boolean) => {
    if (!isObject(value)) return
    waiting.push({ schema: value, isArgument, parent: node, key, depth: node.depth + 1 })
  }
  const isReached = node.isArgument || node.parent === undefined
  for (const [key, value] of members(schema["properties"])) add(value, key, isReached)
  for (const key of nested) {
    const value = schema[key]
    if (Array.isArray(value)) for (const item of value) add(item, key, false)
    else add(value, key, false)
  }
  for (const key of named) {
    for (const [name, value] of members(schema[key])) add(value, `${key}.${name}`, false)
  }
}

const members = (value: unknown): ReadonlyArray<readonly [string, unknown]> =>
  isObject(value) ? Object.entries(value) : []

/** RFC 9110, 5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

const types: ReadonlyArray<unknown> = ["string", "integer", "boolean"]

/** Why the keyword may not be there, or not say this. */
export const problem = (place: Place): string | undefined => {
  const where = shown(pathOf(place))
  const { isArgument, name, schema } = place
  if (!isArgument) return `${where}: only a property reached by nothing but properties has a header`
  if (typeof name !== "string") return `${where}: the name of a header is a string`
  if (name === "") return `${where}: the name of the header is empty`
  if (!token.test(name)) return `${where}: ${quoted(name)} is no name of a header`
  const { type } = schema
  if (types.includes(type)) return undefined
  const found = type === undefined ? "has no type" : `is ${quoted(type)}`
  return `${where}: only a string, an integer or a boolean has a header, and this ${found}`
}

const quoted = (value: unknown): string => JSON.stringify(value).slice(0, 100)

/** The keys that lead to a place. */
export const pathOf = ({ key, parent }: Node): ReadonlyArray<string> => {
  const path: Array<string> = []
  let [name, node] = [key, parent]
  while (node !== undefined) {
    path.push(name)
    ;({ key: name, parent: node } = node)
  }
  return path.toReversed()
}

/** A path as it stands in a message. */
export const shown = (path: ReadonlyArray<string>): string =>
  path.length === 0 ? "the root" : path.join(".").slice(0, 200)
