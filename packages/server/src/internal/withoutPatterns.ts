/**
 * A JSON Schema less the patterns in it, for what can be checked without them.
 */
type Fields = { readonly [key: string]: unknown }

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What stands under these is named by the author, and no keyword. */
const named: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "dependentSchemas",
  "$defs",
  "definitions"
])

/** What stands under these is a value, and no schema. */
const values: ReadonlySet<string> = new Set(["enum", "const", "default", "examples"])

const mapped = (fields: Fields, change: (value: unknown, key: string) => unknown): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(value, key)]))

const stripped = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(stripped)
  return isFields(schema) ? withoutPatterns(schema) : schema
}

export const withoutPatterns = (schema: Fields): Fields => {
  const { pattern: _, ...rest } = schema
  return mapped(rest, (value, key) => {
    if (values.has(key)) return value
    return named.has(key) && isFields(value) ? mapped(value, stripped) : stripped(value)
  })
}
