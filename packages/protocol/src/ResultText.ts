/**
 * Results as text, with what the revision wants in every one: `resultType`, who answered, and how long
 * a list may be kept.
 *
 * What a result says itself stays. The members are put in front of text that is already there, so an
 * ordinary result is serialized once and copied never.
 *
 * @spec 2026-07-28/basic#result-responses
 * @since 0.1.0
 */
import { type Implementation, Meta, type Payload, type Revision } from "@effect-mcp/schema"

import { child, type JsonObject } from "./JsonObject.ts"

/**
 * How long a result may be kept, and by whom.
 *
 * @spec 2026-07-28/server/utilities/caching#cache-scope-field
 * @since 0.1.0
 */
export interface CacheHint {
  /** Milliseconds; 0 says "do not". */
  readonly ttlMs: number
  readonly cacheScope: Payload.CacheScope
}

/**
 * The text of a method's result.
 *
 * @since 0.1.0
 */
export type ResultText = (method: string, result: JsonObject) => string

/**
 * What every result of a revision is completed with.
 *
 * @since 0.1.0
 */
export interface Options {
  readonly revision: Revision.Revision
  /** Left out where it is `undefined`. */
  readonly info?: Implementation.Implementation | undefined
  /** By method; default for those that must say something: 0, private. */
  readonly cache?: { readonly [method: string]: CacheHint } | undefined
}

const never: CacheHint = { ttlMs: 0, cacheScope: "private" }

/**
 * The text of results in one revision.
 *
 * @since 0.1.0
 */
export const make = (options: Options): ResultText => {
  if (!options.revision.resultEnvelope) return (_method, result) => JSON.stringify(result)
  const meta = options.info === undefined ? undefined : { [Meta.serverInfo]: options.info }
  const metaText = meta === undefined ? "" : `"_meta":${JSON.stringify(meta)},`
  const hints = new Map<string, CacheHint>()
  for (const [name, payloads] of Object.entries(options.revision.client.requests)) {
    if (payloads?.cacheable === true) hints.set(name, options.cache?.[name] ?? never)
  }
  return (method, result) => {
    const isComplete = result["resultType"] === undefined || result["resultType"] === "complete"
    const hint = isComplete ? hints.get(method) : undefined
    const body = meta === undefined ? result : signed(result, meta)
    return join(
      (result["resultType"] === undefined ? `"resultType":"complete",` : "") +
        (result["_meta"] === undefined ? metaText : "") +
        (hint === undefined ? "" : missing(result, hint)),
      JSON.stringify(body)
    )
  }
}

const signed = (result: JsonObject, meta: JsonObject): JsonObject =>
  result["_meta"] === undefined
    ? result
    : { ...result, _meta: { ...meta, ...child(result, "_meta") } }

const missing = (result: JsonObject, hint: CacheHint): string =>
  (result["ttlMs"] === undefined ? `"ttlMs":${hint.ttlMs},` : "") +
  (result["cacheScope"] === undefined ? `"cacheScope":"${hint.cacheScope}",` : "")

/** `members` ends in a comma, or is empty; `object` is an object's text. */
const join = (members: string, object: string): string => {
  if (members === "") return object
  return object === "{}" ? `{${members.slice(0, -1)}}` : `{${members}${object.slice(1)}`
}
