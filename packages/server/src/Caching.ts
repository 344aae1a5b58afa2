/**
 * How long a client may keep what it was told, and whether others may be given it.
 *
 * A resource's hint is `private` unless its author says `public`. Lists are `public`, until a `Visibility`
 * or a `Middleware` makes what is answered depend on who asks: then everything is `private`, whatever was
 * said. A hint is no access control: each request is decided anew.
 *
 * @spec 2026-07-28/server/utilities/caching#cacheable-results
 * @since 0.1.0
 */
import type { Interaction, McpRequest, Principal } from "@effect-mcp/protocol"
import type { Payload } from "@effect-mcp/schema"
import * as Duration from "effect/Duration"

import type { Hint } from "./internal/registry.ts"

/**
 * @since 0.1.0
 */
export interface Options {
  /**
   * How long, from receipt; a bare number is milliseconds. 0 says "do not keep it".
   *
   * @spec 2026-07-28/server/utilities/caching#time-to-live-ttl-field
   * @default 0
   */
  readonly ttl?: Duration.Input | undefined
  /**
   * @spec 2026-07-28/server/utilities/caching#choosing-a-cache-scope
   */
  readonly scope?: Payload.CacheScope | undefined
}

/**
 * The scope an author gave, in the type.
 *
 * @since 0.1.0
 */
export type ScopeOf<O> = O extends { readonly cache: { readonly scope: "public" } }
  ? "public"
  : "private"

/**
 * Says in a compiler's message that something public looks at who asks.
 *
 * @since 0.1.0
 */
export interface DependsOnCaller {
  readonly "What is public must not depend on who reads it: leave out scope, or say private": never
}

/**
 * Whatever looks at the caller cannot be `public`.
 *
 * @since 0.1.0
 */
export type Keepable<Scope extends Payload.CacheScope, R> = Scope extends "public"
  ? [Extract<R, Principal.Principal | McpRequest.McpRequest | Interaction.Interaction>] extends [
      never
    ]
    ? unknown
    : DependsOnCaller
  : unknown

/**
 * The hint as it goes on the wire.
 *
 * @since 0.1.0
 */
export const hint = (options: Options | undefined, otherwise: Payload.CacheScope): Hint => ({
  ttlMs: Math.max(0, Math.trunc(Duration.toMillis(options?.ttl ?? 0))),
  cacheScope: options?.scope ?? otherwise
})
