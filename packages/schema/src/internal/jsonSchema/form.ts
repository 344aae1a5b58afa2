/** From the JSON Schema of a flat object to the form that asks for it. */
import type { PrimitiveSchemaDefinition, RequestedSchema } from "../../Elicitation.ts"
import { isObject, type JsonObject } from "../../Json.ts"
import { definitionName } from "./root.ts"

type Definitions = Readonly<Record<string, unknown>>

/** A form, or the first field that cannot be one. */
export type Made =
  | { readonly _tag: "Form"; readonly schema: RequestedSchema }
  | { readonly _tag: "Unsupported"; readonly path: string; readonly reason: string }

/** Makes the form; `root` says `type: "object"`. */
export const make = (root: JsonObject, definitions: Definitions): Made => {
  if (!isObject(root["properties"])) {
    return root["anyOf"] === undefined && root["additionalProperties"] !== false
      ? emptyOrOpen(root)
      : unsupported("/", "a form is one object; a union of objects is several")
  }
  const fields: Array<readonly [string, PrimitiveSchemaDefinition]> = []
  for (const [name, schema] of Object.entries(root["properties"])) {
    const field = fieldOf(flatten(schema, definitions), definitions)
    if (typeof field === "string") return unsupported(`/${name}`, field)
    fields.push([name, field])
  }
  const required = Array.isArray(root["required"]) ? root["required"].filter(isString) : []
  const properties = Object.fromEntries(fields)
  return {
    _tag: "Form",
    schema: { type: "object", properties, ...(required.length > 0 ? { required } : {}) }
  }
}

const emptyOrOpen = (root: JsonObject): Made =>
  isObject(root["additionalProperties"]) || root["patternProperties"] !== undefined
    ? unsupported("/", "the fields of a form have names; a record has any")
    : { _tag: "Form", schema: { type: "object", properties: {} } }

const unsupported = (path: string, reason: string): Made => ({ _tag: "Unsupported", path, reason })

const isString = (value: unknown): value is string => typeof value === "string"

/** Resolves a reference, merges the `allOf` that key annotations become, drops the `null` of `optional`. */
const flatten = (schema: unknown, definitions: Definitions): JsonObject => {
  if (!isObject(schema)) return {}
  const name = definitionName(schema["$ref"], definitions)
  if (name !== undefined) {
    const { $ref: _, ...beside } = schema
    return { ...flatten(definitions[name], definitions), ...flatten(beside, definitions) }
  }
  const { allOf, ...rest } = schema
  const merged = Array.isArray(allOf)
    ? allOf.reduce<JsonObject>((all, each) => ({ ...all, ...(isObject(each) ? each : {}) }), rest)
    : rest
  return withoutNull(merged, definitions)
}

const withoutNull = (schema: JsonObject, definitions: Definitions): JsonObject => {
  const { anyOf, ...rest } = schema
  if (!Array.isArray(anyOf)) return schema
  const others = anyOf.filter((each) => !(isObject(each) && each["type"] === "null"))
  return others.length === anyOf.length || others.length !== 1
    ? schema
    : { ...flatten(others[0], definitions), ...rest }
}

const about = (schema: JsonObject): { readonly title?: string; readonly description?: string } => ({
  ...(isString(schema["title"]) ? { title: schema["title"] } : {}),
  ...(isString(schema["description"]) ? { description: schema["description"] } : {})
})

/** The field, or why there is none. */
const fieldOf = (
  schema: JsonObject,
  definitions: Definitions
): PrimitiveSchemaDefinition | string => {
  switch (schema["type"]) {
    case "boolean":
      return {
        type: "boolean",
        ...about(schema),
        ...(typeof schema["default"] === "boolean" ? { default: schema["default"] } : {})
      }
    case "number":
    case "integer":
      return numberField(schema, schema["type"])
    case "string":
      return stringField(schema)
    case "array":
      return severalField(schema, definitions)
    case "object":
      return "a form is flat; a field cannot be an object"
    default:
      return choiceField(schema, definitions)
  }
}

const limit = (value: unknown): number | undefined =>
  typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined

const numberField = (
  schema: JsonObject,
  type: "number" | "integer"
): PrimitiveSchemaDefinition | string => {
  if (schema["enum"] !== undefined) return "a choice is among strings; this one has numbers"
  const minimum = limit(schema["minimum"])
  const maximum = limit(schema["maximum"])
  const settled = limit(schema["default"])
  return {
    type,
    ...about(schema),
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(settled === undefined ? {} : { default: settled })
  }
}

type Format = "email" | "uri" | "date" | "date-time"

const isFormat = (value: unknown): value is Format =>
  value === "email" || value === "uri" || value === "date" || value === "date-time"

const textDefault = (schema: JsonObject): { readonly default?: string } =>
  isString(schema["default"]) ? { default: schema["default"] } : {}

const stringField = (schema: JsonObject): PrimitiveSchemaDefinition => {
  const { enum: choices, enumNames, format, pattern } = schema
  const minLength = limit(schema["minLength"])
  const maxLength = limit(schema["maxLength"])
  if (Array.isArray(choices)) {
    return {
      type: "string",
      ...about(schema),
      enum: choices.filter(isString),
      ...(Array.isArray(enumNames) ? { enumNames: enumNames.filter(isString) } : {}),
      ...textDefault(schema)
    }
  }
  return {
    type: "string",
    ...about(schema),
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(isString(pattern) ? { pattern } : {}),
    ...(isFormat(format) ? { format } : {}),
    ...textDefault(schema)
  }
}

interface Choice {
  readonly const: string
  readonly title: string | undefined
}

/** A union of string literals, as choices in their order. */
const choicesOf = (
  schema: JsonObject,
  definitions: Definitions
): ReadonlyArray<Choice> | undefined => {
  const branches = schema["anyOf"] ?? schema["oneOf"]
  if (!Array.isArray(branches)) return undefined
  const choices: Array<Choice> = []
  for (const each of branches) {
    const branch = flatten(each, definitions)
    const values = branch["enum"] ?? (branch["const"] === undefined ? undefined : [branch["const"]])
    if (!Array.isArray(values) || !values.every(isString)) return undefined
    const title = isString(branch["title"]) && values.length === 1 ? branch["title"] : undefined
    choices.push(...values.map((value) => ({ const: value, title })))
  }
  return choices
}

const isTitled = (choices: ReadonlyArray<Choice>): boolean =>
  choices.some((choice) => choice.title !== undefined)

const titled = (choices: ReadonlyArray<Choice>) =>
  choices.map((choice) => ({ const: choice.const, title: choice.title ?? choice.const }))

const choiceField = (
  schema: JsonObject,
  definitions: Definitions
): PrimitiveSchemaDefinition | string => {
  const choices = choicesOf(schema, definitions)
  if (choices === undefined) {
    return "a field is a string, a number, a boolean, or a choice of strings"
  }
  const settled = textDefault(schema)
  return isTitled(choices)
    ? { type: "string", ...about(schema), oneOf: titled(choices), ...settled }
    : { type: "string", ...about(schema), enum: choices.map((choice) => choice.const), ...settled }
}

const severalField = (
  schema: JsonObject,
  definitions: Definitions
): PrimitiveSchemaDefinition | string => {
  const items = flatten(schema["items"], definitions)
  const values = items["enum"]
  const choices =
    items["type"] === "string" && Array.isArray(values)
      ? values.filter(isString).map((value) => ({ const: value, title: undefined }))
      : choicesOf(items, definitions)
  if (choices === undefined) return "an array in a form is a choice of several strings"
  const settled = schema["default"]
  const minItems = limit(schema["minItems"])
  const maxItems = limit(schema["maxItems"])
  const field = {
    type: "array" as const,
    ...about(schema),
    ...(minItems === undefined ? {} : { minItems }),
    ...(maxItems === undefined ? {} : { maxItems }),
    ...(Array.isArray(settled) ? { default: settled.filter(isString) } : {})
  }
  return isTitled(choices)
    ? { ...field, items: { anyOf: titled(choices) } }
    : { ...field, items: { type: "string", enum: choices.map((choice) => choice.const) } }
}
