/**
 * Arguments of a tool that are repeated in headers, so that what lies between client and server can route by them
 * without reading the message: which ones a tool's input schema says (`x-mcp-header`), what a client sends for them,
 * and whether what a server got agrees.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters
 * @since 0.1.0
 */
import * as HeaderText from "./HeaderText.ts"
import * as Scan from "./internal/headerScan.ts"
import { isObject, type JsonObject } from "./Json.ts"

/**
 * The keyword of an input schema.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#schema-extension
 * @since 0.1.0
 */
export const keyword = Scan.keyword

/**
 * What the name of every such header begins with.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters
 * @since 0.1.0
 */
export const prefix = "Mcp-Param-"

/**
 * One argument that is repeated in a header.
 *
 * @since 0.1.0
 */
export interface Annotation {
  /** The header, as it is sent. */
  readonly header: string
  /** The header in lower case. */
  readonly key: string
  /** The properties that lead to the argument. */
  readonly path: ReadonlyArray<string>
  readonly type: "string" | "integer" | "boolean"
}

/**
 * What a schema says about headers, or why that cannot be.
 *
 * @since 0.1.0
 */
export type Reading =
  | { readonly _tag: "Valid"; readonly annotations: ReadonlyArray<Annotation> }
  | { readonly _tag: "Invalid"; readonly reason: string }

/**
 * Reads the annotations of an input schema. One that breaks a rule makes all of them invalid.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#schema-extension
 * @since 0.1.0
 */
export const read = (inputSchema: JsonObject): Reading => {
  const annotations: Array<Annotation> = []
  const known = new Map<string, string>()
  const reason = Scan.each(inputSchema, (place) => {
    const problem = Scan.problem(place)
    if (problem !== undefined) return problem
    const header = prefix + String(place.name)
    const key = header.toLowerCase()
    const other = known.get(key)
    const path = Scan.pathOf(place)
    if (other !== undefined) return `${Scan.shown(path)}: ${other} has the same header, ${header}`
    known.set(key, Scan.shown(path))
    annotations.push({ header, key, path, type: place.schema["type"] as Annotation["type"] })
    return undefined
  })
  return reason === undefined ? { _tag: "Valid", annotations } : { _tag: "Invalid", reason }
}

/**
 * The headers of a call with these arguments, by name; not yet encoded. What is absent or `null` has none.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#client-behavior
 * @since 0.1.0
 */
export const mirror = (
  annotations: ReadonlyArray<Annotation>,
  args: JsonObject
): { readonly [header: string]: string } => {
  const headers: { [header: string]: string } = {}
  for (const { header, path } of annotations) {
    const text = textOf(valueAt(args, path))
    if (text !== undefined) headers[header] = text
  }
  return headers
}

/**
 * What is wrong with the headers of a call, as one sentence without their values; `undefined` if they agree with its
 * arguments. The names of `headers` are in lower case.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#server-behavior-for-custom-headers
 * @since 0.1.0
 */
export const check = (
  annotations: ReadonlyArray<Annotation>,
  args: JsonObject,
  headers: { readonly [name: string]: string | undefined }
): string | undefined => {
  for (const annotation of annotations) {
    const value = valueAt(args, annotation.path)
    const problem = compare(annotation, value, headers[annotation.key])
    if (problem !== undefined) return problem
  }
  return undefined
}

const compare = (
  { header, path }: Annotation,
  value: unknown,
  sent: string | undefined
): string | undefined => {
  const expected = textOf(value)
  const argument = `the argument ${Scan.shown(path)}`
  if (sent === undefined) {
    return expected === undefined ? undefined : `${header} is missing, and ${argument} is there`
  }
  if (expected === undefined)
    return `${header} is there, and ${argument} has nothing that it could say`
  const said = HeaderText.decode(sent)
  if (said === undefined) return `${header} cannot be decoded`
  const same = said === expected || isSameNumber(said, value)
  return same ? undefined : `${header} is not what ${argument} says`
}

const decimal = /^-?\d{1,16}(?:\.0{1,16})?$/

/** `42.0` is 42, where the argument is a number. */
const isSameNumber = (said: string, value: unknown): boolean =>
  decimal.test(said) && Number(said) === value

/**
 * A value as a header says it; `undefined` for what has no header. What would be another value at the other end, such
 * as a number beyond what is exact, has none.
 */
const textOf = (value: unknown): string | undefined => {
  switch (typeof value) {
    case "string":
      return value.toWellFormed()
    case "boolean":
      return String(value)
    case "number":
      return Number.isSafeInteger(value) ? String(value) : undefined
    default:
      return undefined
  }
}

/** Only members of its own: a schema may name a property `constructor`. */
const valueAt = (args: JsonObject, path: ReadonlyArray<string>): unknown => {
  let value: unknown = args
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}
