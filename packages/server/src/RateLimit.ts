/**
 * How often a caller may use features: tools, resources, prompts and completions together.
 *
 * @spec 2026-07-28/server/tools#security-considerations
 * @since 0.1.0
 */
import { Principal, RpcError } from "@effect-mcp/protocol"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"

import type { McpServer } from "./McpServer.ts"
import * as Middleware from "./Middleware.ts"

/**
 * @since 0.1.0
 */
export interface Options {
  /** How many uses at once, and in each `window`. */
  readonly limit: number
  /** In which time that many uses come back; a bare number is milliseconds. */
  readonly window: Duration.Input
}

/** Callers that are remembered; the one longest not seen is forgotten first. */
const maxCallers = 10_000

/** Uses that a caller has left, at a time. */
interface Left {
  readonly uses: number
  readonly at: number
}

class Buckets {
  private readonly left = new Map<string, Left>()
  private readonly limit: number
  private readonly perMilli: number

  constructor(limit: number, window: number) {
    this.limit = limit
    this.perMilli = limit / window
  }

  /** 0 if one use was taken, else in how many milliseconds there is one. */
  take(caller: string, now: number): number {
    const before = this.left.get(caller) ?? { uses: this.limit, at: now }
    const uses = Math.min(this.limit, before.uses + (now - before.at) * this.perMilli)
    const taken = uses >= 1 ? 1 : 0
    this.left.delete(caller)
    const oldest = this.left.keys().next()
    if (this.left.size >= maxCallers && oldest.done !== true) this.left.delete(oldest.value)
    this.left.set(caller, { uses: uses - taken, at: now })
    return taken === 1 ? 0 : Math.ceil((1 - uses) / this.perMilli)
  }
}

/**
 * Refuses uses beyond the limit, caller by caller, and says when to try again.
 *
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<never, never, McpServer> => {
  const buckets = new Buckets(options.limit, Duration.toMillis(options.window))
  return Middleware.layer((next, { request, stage }) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      if (stage === "Run") return next
      const retryAfterMs = buckets.take(Principal.key(request.principal), now)
      if (retryAfterMs === 0) return next
      const data = { reason: "RateLimited", retryAfterMs }
      return Effect.fail(RpcError.invalidRequest("Too many calls", data))
    })
  )
}
