/**
 * What the value of each keyword of JSON Schema has to be like. The checker takes it for granted, and
 * breaks on a schema where it is not so.
 */

/** An object as JSON has it. */
export type Fields = Record<string, unknown>

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

type Shape = (value: unknown) => boolean

const is =
  (type: "string" | "number" | "boolean"): Shape =>
  (value) =>
    typeof value === type

const list =
  (item: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(item)

const table =
  (member: Shape): Shape =>
  (value) =>
    isFields(value) && Object.values(value).every(member)

const either =
  (one: Shape, other: Shape): Shape =>
  (value) =>
    one(value) || other(value)

const schema: Shape = (value) => typeof value === "boolean" || isFields(value)
const names = list(is("string"))

const keywords: ReadonlyArray<readonly [Shape, ReadonlyArray<string>]> = [
  [
    schema,
    [
      "additionalItems",
      "additionalProperties",
      "contains",
      "else",
      "if",
      "not",
      "propertyNames",
      "then",
      "unevaluatedItems",
      "unevaluatedProperties"
    ]
  ],
  [list(schema), ["allOf", "anyOf", "oneOf", "prefixItems"]],
  [either(schema, list(schema)), ["items"]],
  [table(schema), ["$defs", "definitions", "dependentSchemas", "patternProperties", "properties"]],
  [table(either(schema, names)), ["dependencies"]],
  [table(names), ["dependentRequired"]],
  [names, ["required"]],
  [(value) => Array.isArray(value), ["enum"]],
  [either(is("string"), names), ["type"]],
  [either(is("number"), is("boolean")), ["exclusiveMaximum", "exclusiveMinimum"]],
  [
    is("number"),
    [
      "maxContains",
      "maxItems",
      "maxLength",
      "maxProperties",
      "maximum",
      "minContains",
      "minItems",
      "minLength",
      "minProperties",
      "minimum",
      "multipleOf"
    ]
  ],
  [is("boolean"), ["uniqueItems"]],
  [
    is("string"),
    ["$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$recursiveRef", "$ref", "pattern"]
  ]
]

const shapes: ReadonlyMap<string, Shape> = new Map(
  keywords.flatMap(([shape, keys]) => keys.map((key) => [key, shape] as const))
)

/** A keyword whose value is none of those it can have. */
export const misshapen = (fields: Fields): string | undefined =>
  Object.entries(fields).find(([key, value]) => shapes.get(key)?.(value) === false)?.[0]
