/** What is at the root of a JSON Schema, and how to have an object there. */
import * as JsonPointer from "effect/JsonPointer"

import { isObject, type JsonObject, type ObjectSchema } from "../../Json.ts"

type Definitions = Readonly<Record<string, unknown>>

const definitionsOf = (schema: JsonObject): Definitions =>
  isObject(schema["$defs"]) ? schema["$defs"] : {}

/** The name in `$defs` that `ref` means, if it means one. */
export const definitionName = (ref: unknown, definitions: Definitions): string | undefined => {
  if (typeof ref !== "string" || !ref.startsWith("#/$defs/")) return undefined
  const token = ref.slice("#/$defs/".length)
  return Object.keys(definitions).find(
    (name) => name === token || encodeURI(JsonPointer.escapeToken(name)) === token
  )
}

/** Whether `ref` occurs in `value`; the check errs on the side of keeping a definition. */
const mentions = (value: unknown, ref: string): boolean =>
  JSON.stringify(value).includes(JSON.stringify(ref))

const withDefinitions = (schema: JsonObject, definitions: Definitions): JsonObject =>
  Object.keys(definitions).length === 0 ? schema : { ...schema, $defs: definitions }

/**
 * `schema` with the definition its root refers to in its place. The definition stays beside it only as
 * long as something still refers to it.
 */
export const inlineRoot = (schema: JsonObject): JsonObject => {
  const { $ref, $defs: _, ...beside } = schema
  const definitions = definitionsOf(schema)
  const name = definitionName($ref, definitions)
  const target = name === undefined ? undefined : definitions[name]
  if (name === undefined || typeof $ref !== "string" || !isObject(target)) return schema
  const { [name]: own, ...others } = definitions
  const root = { ...target, ...beside }
  const inlined = mentions([root, others], $ref)
    ? withDefinitions(root, { ...others, [name]: own })
    : withDefinitions(root, others)
  return target["$ref"] === undefined || target["$ref"] === $ref ? inlined : inlineRoot(inlined)
}

/** `Schema.Struct({})` is anything but `null` to Effect. */
const isEmptyStruct = (schema: JsonObject): boolean =>
  isObject(schema["not"]) && schema["not"]["type"] === "null" && schema["type"] === undefined

const branchesOf = (schema: JsonObject): ReadonlyArray<unknown> | undefined => {
  const branches = schema["anyOf"] ?? schema["oneOf"]
  return Array.isArray(branches) ? branches : undefined
}

const isObjectSchema = (
  schema: unknown,
  definitions: Definitions,
  seen: ReadonlyArray<string>
): boolean => {
  if (!isObject(schema)) return false
  if (schema["type"] === "object" || isEmptyStruct(schema)) return true
  const name = definitionName(schema["$ref"], definitions)
  if (name !== undefined) {
    return !seen.includes(name) && isObjectSchema(definitions[name], definitions, [...seen, name])
  }
  const branches = branchesOf(schema)
  return (
    branches !== undefined &&
    branches.length > 0 &&
    branches.every((branch) => isObjectSchema(branch, definitions, seen))
  )
}

/** `schema` with `type: "object"` at its root, or `undefined` when it is not of objects only. */
export const objectRoot = (schema: JsonObject): ObjectSchema | undefined => {
  const root = inlineRoot(schema)
  if (!isObjectSchema(root, definitionsOf(root), [])) return undefined
  if (isEmptyStruct(root)) {
    const { not: _, ...rest } = root
    return { type: "object", ...rest }
  }
  const { type: _, ...rest } = root
  return { type: "object", ...rest }
}
