/**
 * The results of one client that may be kept: what `ResponseCache` holds under this client's names.
 *
 * @spec 2026-07-28/server/utilities/caching#cacheable-results
 * @since 0.1.0
 */
import type { Outgoing } from "@effect-mcp/protocol"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import * as ResponseCache from "../ResponseCache.ts"

/** Where results are kept, and under which names. @since 0.1.0 */
export interface Options {
  readonly store: ResponseCache.ResponseCache["Service"]
  readonly server: string
  /** Whose authorization requests are made under now. */
  readonly owner: () => string
}

/** A result, decoded and as it came: what is said about keeping it is read from there. @since 0.1.0 */
export interface Fetched<out A> {
  readonly result: A
  readonly raw: Outgoing.JsonObject
}

/** The kept results of one client. @since 0.1.0 */
export class KeptResults {
  private readonly options: Options

  constructor(options: Options) {
    this.options = options
  }

  /** The fresh result there is, else the one `fetch` brings. What comes without `raw` is not kept. */
  through<A extends object, E, R>(
    method: string,
    params: Outgoing.JsonObject,
    refresh: boolean,
    fetch: (keep: (fetched: Fetched<A>) => void) => Effect.Effect<A, E, R>
  ): Effect.Effect<A, E, R> {
    const { owner, server, store } = this.options
    const key: ResponseCache.Key = { server, owner: owner(), method, params }
    return Clock.clockWith((clock) => {
      const found = refresh ? undefined : store.get(key, clock.currentTimeMillisUnsafe())
      // What is under a method's key was decoded as that method's result.
      if (found !== undefined) return Effect.succeed(found as A)
      return fetch(({ raw, result }) => {
        const fresh = ResponseCache.freshness(raw, clock.currentTimeMillisUnsafe())
        if (fresh !== undefined) store.set(key, { result, ...fresh })
      })
    })
  }

  /** Forgets what a change has made wrong. */
  drop(methods: ReadonlyArray<string>, uri?: string): void {
    const { server, store } = this.options
    for (const method of methods) store.drop({ server, method, uri })
  }

  /** Forgets everything: another server may be at the other end. */
  dropAll(): void {
    this.options.store.drop({ server: this.options.server })
  }
}
