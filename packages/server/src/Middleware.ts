/**
 * Something around each use of a feature: authorization, limits, an audit.
 *
 * @since 0.1.0
 */
import type { Handler, McpRequest } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

import { clientLogging } from "./internal/clientLogger.ts"
import type { Feature, Stage } from "./internal/guards.ts"
import { within } from "./internal/within.ts"
import { type CallServices, McpServer } from "./McpServer.ts"

/**
 * One use of a feature: a tool that is called, a resource that is read, a prompt that is got, or either of
 * the latter two that is completed.
 *
 * @since 0.1.0
 */
export interface Use {
  readonly feature: Feature
  readonly request: McpRequest.Request
  /** What counts callers looks at `Call` and `Begin`, what changes results at `Call` and `Run`. */
  readonly stage: Stage
}

/**
 * Wraps every use of a feature. `next` is the use itself: run it, refuse it with an `RpcError`, or look at
 * what it answers. The layer provided first is the outermost. With a middleware no result is `public`.
 *
 * @since 0.1.0
 */
export const layer = <R = never>(
  around: (
    next: Effect.Effect<Handler.Answer, Handler.Failure, CallServices>,
    use: Use
  ) => Effect.Effect<Handler.Answer, Handler.Failure, R | CallServices>
): Layer.Layer<never, never, McpServer | Exclude<R, CallServices>> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const server = yield* McpServer
      const context = clientLogging(
        yield* Effect.context<Exclude<R | CallServices, CallServices>>()
      )
      yield* server.guards.wrap((next, use) =>
        within<Handler.Answer, Handler.Failure, R | CallServices>(context, around(next, use))
      )
    })
  )
