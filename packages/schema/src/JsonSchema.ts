/**
 * JSON Schemas of tools and forms: made from a Schema, taken from another library, or handed through.
 *
 * A JSON Schema a user wrote is never rewritten: no key is moved, dropped or resolved. One without
 * `$schema` is draft 2020-12, so that is what is made here, and it does not say so.
 *
 * @spec 2026-07-28/basic#json-schema-usage
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type { StandardJSONSchemaV1 } from "effect/StandardSchema"

import type { RequestedSchema } from "./Elicitation.ts"
import * as Form from "./internal/jsonSchema/form.ts"
import { lifted } from "./internal/jsonSchema/lifted.ts"
import * as Refs from "./internal/jsonSchema/refs.ts"
import * as Root from "./internal/jsonSchema/root.ts"
import * as ParamHeaders from "./ParamHeaders.ts"

/**
 * A JSON Schema, as JSON.
 *
 * @since 0.1.0
 */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/**
 * A JSON Schema that says `type: "object"` at its root, where a reader looks for it.
 *
 * @since 0.1.0
 */
export interface ObjectJsonSchema extends JsonSchema {
  readonly type: "object"
}

type IsAny<A> = 0 extends 1 & A ? true : false

/** What JSON has no object for: collections, dates and functions are objects to TypeScript only. */
type NoJsonObject =
  | { readonly [Symbol.iterator]: unknown }
  | { readonly [Symbol.toPrimitive]: unknown }
  | { readonly [Symbol.toStringTag]: unknown }
  | ((...args: ReadonlyArray<never>) => unknown)

/**
 * `S` when what it encodes to is an object, else a type nothing is assignable to and whose member says
 * why. Use it as `schema: S & ObjectRooted<S>`.
 *
 * @spec 2026-07-28/server/tools#tool
 * @since 0.1.0
 */
export type ObjectRooted<S extends Schema.Constraint> =
  IsAny<S["Encoded"]> extends true
    ? NotAnObject
    : [S["Encoded"]] extends [object]
      ? [Extract<S["Encoded"], NoJsonObject>] extends [never]
        ? S
        : NotAnObject
      : NotAnObject

/**
 * What a type error shows.
 *
 * @since 0.1.0
 */
export interface NotAnObject {
  readonly "the root must be a JSON object: wrap it, as in Schema.Struct({ value: ... })": never
}

/**
 * The schema has no JSON object at its root, which the type could not tell. Thrown where a definition is
 * made: it is a mistake in the program.
 *
 * @since 0.1.0
 */
export class RootError extends Schema.TaggedError<RootError>()("RootError", {
  message: Schema.String
}) {}

/**
 * A field of a form that forms do not have. `path` is the property; thrown where the form is made.
 *
 * @spec 2026-07-28/client/elicitation#requested-schema
 * @since 0.1.0
 */
export class UnsupportedField extends Schema.TaggedError<UnsupportedField>()("UnsupportedField", {
  path: Schema.String,
  reason: Schema.String
}) {
  override get message() {
    return `${this.path}: ${this.reason}`
  }
}

const rooted = (schema: JsonSchema): ObjectJsonSchema => {
  const object = Root.objectRoot(schema)
  if (object !== undefined) return object
  throw new RootError({
    message: `the root must be a JSON object, and is ${JSON.stringify(schema).slice(0, 120)}`
  })
}

const anyRoot = (schema: JsonSchema): JsonSchema =>
  Root.objectRoot(schema) ?? Root.inlineRoot(schema)

const documentOf = (
  schema: Schema.Constraint,
  options?: Schema.ToJsonSchemaOptions
): JsonSchema => {
  const { definitions, schema: root } = Schema.toJsonSchemaDocument(schema, options)
  return Object.keys(definitions).length === 0 ? root : { ...root, $defs: definitions }
}

/**
 * The JSON Schema of what `schema` encodes to. The root is inline even if the schema has a name or is
 * recursive; a union at the root becomes `type: "object"` with `anyOf`. An annotation `x-mcp-header` becomes the
 * keyword. Throws `RootError` when the root is no object all the same.
 *
 * A pattern is exported only with the `u` flag: other flags mean something else to JSON Schema.
 *
 * @spec 2026-07-28/server/tools#tool
 * @since 0.1.0
 */
export const fromSchema = (schema: Schema.Constraint): ObjectJsonSchema => {
  let hasHeaders = false
  const includeAnnotationKey = (key: string): boolean => {
    const isHeader = key === ParamHeaders.keyword
    hasHeaders ||= isHeader
    return isHeader
  }
  const root = rooted(documentOf(schema, { includeAnnotationKey }))
  return hasHeaders ? rooted(lifted(root, ParamHeaders.keyword)) : root
}

/**
 * As `fromSchema`, with any root: for the output of tools from 2026-07-28 on.
 *
 * @spec 2026-07-28/server/tools#output-schema
 * @since 0.1.0
 */
export const fromSchemaAnyRoot = (schema: Schema.Constraint): JsonSchema =>
  anyRoot(documentOf(schema))

/**
 * The JSON Schema of another library's schema (zod 4, for one), by Standard JSON Schema: of what it
 * reads, or of what it gives. Throws `RootError` when its root is no object.
 *
 * @spec 2026-07-28/server/tools#tool
 * @since 0.1.0
 */
export const fromStandard = (
  schema: StandardJSONSchemaV1,
  side: "input" | "output" = "input"
): ObjectJsonSchema => rooted(schema["~standard"].jsonSchema[side]({ target: "draft-2020-12" }))

/**
 * As `fromStandard`, with any root: for the output of tools from 2026-07-28 on.
 *
 * @spec 2026-07-28/server/tools#output-schema
 * @since 0.1.0
 */
export const fromStandardAnyRoot = (
  schema: StandardJSONSchemaV1,
  side: "input" | "output" = "output"
): JsonSchema => anyRoot(schema["~standard"].jsonSchema[side]({ target: "draft-2020-12" }))

/**
 * The references of a JSON Schema that only a network could resolve, each once. Nothing here fetches:
 * who gets a schema with such references warns, and does without validation.
 *
 * @spec 2026-07-28/basic#ref-resolution
 * @since 0.1.0
 */
export const externalRefs = (schema: JsonSchema): ReadonlyArray<string> => Refs.external(schema)

/**
 * The form that asks for what `schema` reads: strings, numbers, booleans, and choices of one or several
 * strings. Literals are a choice; a union of literals with `title`s is a choice with titles; literals
 * annotated with `enumNames` are one in the old form; an array of either is a choice of several.
 * `title`, `description` and `default` are annotations. A limit that forms cannot say is left out: the
 * answer is checked against the schema anyway. Throws `UnsupportedField` for any other field.
 *
 * @spec 2026-07-28/client/elicitation#requested-schema
 * @since 0.1.0
 */
export const elicitation = (schema: Schema.Constraint): RequestedSchema => {
  const { definitions, schema: root } = Schema.toJsonSchemaDocument(schema, {
    includeAnnotationKey: (key) => key === "enumNames"
  })
  const form = Form.make(rooted({ ...root, $defs: definitions }), definitions)
  if (form._tag === "Form") return form.schema
  throw new UnsupportedField({ path: form.path, reason: form.reason })
}
