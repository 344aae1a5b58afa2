/**
 * A form a server asks to be filled in: what is in it before the user has touched it, and whether what the user
 * gave back may be sent.
 *
 * @spec 2025-11-25/client/elicitation#requested-schema
 * @since 0.1.0
 */
import { type JsonSchemaValidator, SchemaIssues } from "@effect-mcp/protocol"
import type { Elicitation } from "@effect-mcp/schema"

/** What the fields hold, by name. @since 0.1.0 */
export type Content = { readonly [field: string]: Elicitation.ElicitValue }

/**
 * The fields that have a default, filled in with it: what a form shows at first.
 *
 * @spec 2025-11-25/client/elicitation#requested-schema
 * @since 0.1.0
 */
export const defaults = (schema: Elicitation.RequestedSchema): Content => {
  const filled: Array<readonly [string, Elicitation.ElicitValue]> = []
  for (const [name, field] of Object.entries(schema.properties)) {
    if (field.default !== undefined) filled.push([name, field.default])
  }
  return Object.fromEntries(filled)
}

/**
 * What is sent for `content`: fields that were left alone carry their defaults.
 *
 * @spec 2026-07-28/client/elicitation#requested-schema
 * @since 0.1.0
 */
export const complete = (
  schema: Elicitation.RequestedSchema,
  content: Content | undefined
): Content => ({ ...defaults(schema), ...content })

/**
 * What is wrong with `content`; nothing, if it may be sent. A field the server did not ask for is wrong too: it
 * must not learn what it did not ask.
 *
 * @spec 2025-11-25/client/elicitation#form-mode-security
 * @since 0.1.0
 */
export const issues = (
  validator: JsonSchemaValidator.JsonSchemaValidator["Service"],
  schema: Elicitation.RequestedSchema,
  content: Content
): ReadonlyArray<JsonSchemaValidator.Issue> => [
  ...unasked(schema, content),
  ...bySchema(validator, schema, content),
  ...byFormat(schema, content)
]

const unasked = (schema: Elicitation.RequestedSchema, content: Content) =>
  Object.keys(content)
    .filter((name) => !Object.hasOwn(schema.properties, name))
    .map((name) => ({ path: SchemaIssues.pointer([name]), message: "was not asked for" }))

const bySchema = (
  validator: JsonSchemaValidator.JsonSchemaValidator["Service"],
  schema: Elicitation.RequestedSchema,
  content: Content
): ReadonlyArray<JsonSchemaValidator.Issue> => {
  return Object.entries(schema.properties).flatMap(([name, field]) => {
    if (!Object.hasOwn(content, name)) {
      const isMissing = schema.required?.includes(name) === true
      return isMissing ? [{ path: SchemaIssues.pointer([name]), message: "is required" }] : []
    }
    return fieldIssues(validator, field, content[name]).map(({ message, path }) => ({
      path: `${SchemaIssues.pointer([name])}${path}`,
      message
    }))
  })
}

/**
 * Each field by itself, by the keywords a form has: what else a server puts into the schema must not be able to switch
 * the check off, and a pattern that cannot be run must not take the others with it.
 */
const fieldIssues = (
  validator: JsonSchemaValidator.JsonSchemaValidator["Service"],
  field: Elicitation.PrimitiveSchemaDefinition,
  value: unknown
): ReadonlyArray<JsonSchemaValidator.Issue> => {
  const { pattern, ...plain } = restricted(field)
  const checks = [plain, ...(pattern === undefined ? [] : [{ pattern }])]
  return checks.flatMap((schema) => {
    const checker = validator.compile(schema)
    const verdict = checker._tag === "Refused" ? undefined : checker.check(value)
    return verdict?._tag === "Invalid" ? verdict.issues : []
  })
}

const keywords: ReadonlySet<string> = new Set([
  "type",
  "minLength",
  "maxLength",
  "pattern",
  "minimum",
  "maximum",
  "enum",
  "oneOf",
  "anyOf",
  "const",
  "minItems",
  "maxItems",
  "items"
])

type Restricted = { readonly [keyword: string]: unknown }

const restricted = (schema: object): Restricted =>
  Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => keywords.has(keyword))
      .map(([keyword, value]: [string, unknown]) => [keyword, within(value)])
  )

const within = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(within)
  return typeof value === "object" && value !== null ? restricted(value) : value
}

const byFormat = (
  schema: Elicitation.RequestedSchema,
  content: Content
): ReadonlyArray<JsonSchemaValidator.Issue> =>
  Object.entries(schema.properties).flatMap(([name, field]) => {
    const format = "format" in field ? field.format : undefined
    const value = Object.hasOwn(content, name) ? content[name] : undefined
    if (format === undefined || typeof value !== "string" || formats[format](value)) return []
    return [{ path: SchemaIssues.pointer([name]), message: `is no ${format}` }]
  })

/** JSON Schema leaves `format` to whoever cares; a form cares. Each runs in linear time. */
const formats: Readonly<
  Record<NonNullable<Elicitation.StringSchema["format"]>, (text: string) => boolean>
> = {
  email: (text) => /^[^\s@]+@[^\s@]+$/u.test(text),
  uri: (text) => /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/u.test(text),
  date: (text) => /^\d{4}-\d{2}-\d{2}$/u.test(text) && isDay(text),
  "date-time": (text) =>
    /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/u.test(text) &&
    isDay(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text))
}

/** `Date` takes the 31st of February for a day in March. */
const isDay = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
