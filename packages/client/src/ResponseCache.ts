/**
 * Results the server said may be kept, for as long as it said.
 *
 * An entry belongs to one server, one method and one set of parameters; a `private` one to one authorization
 * context (`owner`) as well. Every client has a cache of its own; provide `layer` to let the clients of a program share
 * the `public` entries.
 *
 * @spec 2026-07-28/server/utilities/caching#cache-key
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"

import * as Extent from "./internal/extent.ts"

/** What an entry is found by. @since 0.1.0 */
export interface Key {
  /** Which server: the transport's name. */
  readonly server: string
  /** Whose authorization the request was made under. */
  readonly owner: string
  readonly method: string
  /** `_meta` is no part of it. */
  readonly params: { readonly [name: string]: unknown } | undefined
}

/** What is kept. @since 0.1.0 */
export interface Entry {
  readonly result: object
  readonly scope: "public" | "private"
  /** Milliseconds since the epoch. */
  readonly freshUntil: number
}

/** Which entries to drop; all of them for the server if no more is said. @since 0.1.0 */
export interface Match {
  readonly server: string
  readonly method?: string | undefined
  readonly uri?: string | undefined
}

/** The cache. Every method is synchronous: it is a look-up, not a service call. @since 0.1.0 */
export class ResponseCache extends Context.Service<
  ResponseCache,
  {
    readonly get: (key: Key, now: number) => object | undefined
    readonly set: (key: Key, entry: Entry) => void
    readonly drop: (match: Match) => void
  }
>()("@effect-mcp/client/ResponseCache") {}

interface Stored extends Entry {
  readonly key: Key
  readonly size: number
}

/**
 * In memory, at most `capacity` entries, of about `maxSize` characters together; those unused for longest make room.
 *
 * @since 0.1.0
 */
export const make = (capacity = 1024, maxSize = 64 * 1024 * 1024): ResponseCache["Service"] => {
  const entries = new Map<string, Stored>()
  let size = 0

  const remove = (id: string): void => {
    size -= entries.get(id)?.size ?? 0
    entries.delete(id)
  }

  const touch = (id: string, now: number): object | undefined => {
    const entry = entries.get(id)
    if (entry === undefined) return undefined
    if (entry.freshUntil <= now) {
      remove(id)
      return undefined
    }
    entries.delete(id)
    entries.set(id, entry)
    return entry.result
  }

  return ResponseCache.of({
    get: (key, now) => touch(identity(key, "private"), now) ?? touch(identity(key, "public"), now),
    set: (key, entry) => {
      const id = identity(key, entry.scope)
      remove(id)
      const stored = { ...entry, key, size: Extent.of(entry.result) }
      size += stored.size
      entries.set(id, stored)
      for (const oldest of entries.keys()) {
        if (entries.size <= capacity && size <= maxSize) break
        remove(oldest)
      }
    },
    drop: (match) => {
      for (const [id, { key }] of entries) if (matches(key, match)) remove(id)
    }
  })
}

/**
 * One cache for all clients of the program.
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<ResponseCache> = Layer.sync(ResponseCache, () => make())

const matches = (key: Key, match: Match): boolean =>
  key.server === match.server &&
  (match.method === undefined || key.method === match.method) &&
  (match.uri === undefined || key.params?.["uri"] === match.uri)

const identity = (key: Key, scope: "public" | "private"): string => {
  const { _meta, ...params } = key.params ?? {}
  const owner = scope === "public" ? [] : [key.owner]
  return canonical([key.server, key.method, params, ...owner])
}

/** JSON with its members in order, so that two spellings of one request are one. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  )

/**
 * How long a result may be kept, from its `ttlMs` and `cacheScope`: `undefined` if not at all. Both must be there; a
 * result without them comes from a server that says nothing about caching.
 *
 * @spec 2026-07-28/server/utilities/caching#freshness-calculation
 * @since 0.1.0
 */
export const freshness = (
  result: { readonly [name: string]: unknown },
  now: number
): Pick<Entry, "scope" | "freshUntil"> | undefined => {
  const { ttlMs, cacheScope } = result
  if (typeof ttlMs !== "number" || !(ttlMs > 0)) return undefined
  if (cacheScope !== "public" && cacheScope !== "private") return undefined
  return { scope: cacheScope, freshUntil: now + ttlMs }
}

/**
 * What a change notification makes stale.
 *
 * @spec 2026-07-28/server/utilities/caching#interaction-with-notifications
 * @since 0.1.0
 */
export const stale: { readonly [notification: string]: ReadonlyArray<string> } = {
  "notifications/tools/list_changed": ["tools/list"],
  "notifications/prompts/list_changed": ["prompts/list"],
  "notifications/resources/list_changed": ["resources/list", "resources/templates/list"],
  "notifications/resources/updated": ["resources/read"]
}
