/**
 * What a caller can see. What it cannot is in no list, and calling it is calling something unknown.
 *
 * @spec 2026-07-28/server/tools#listing-tools
 * @since 0.1.0
 */
import type { McpRequest } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

import { clientLogging } from "./internal/clientLogger.ts"
import type { Sees } from "./internal/guards.ts"
import { within } from "./internal/within.ts"
import { McpServer, type RequestServices } from "./McpServer.ts"

export type { Feature, Sees } from "./internal/guards.ts"

/**
 * Decides once a request which features its caller sees; several layers hide what any of them hides.
 *
 * Decide by who the caller is (`request.principal`) or by the time, never by the connection or by earlier
 * requests: the specification wants lists to be the same on all of a caller's connections.
 *
 * @since 0.1.0
 */
export const layer = <R = never>(
  decide: (request: McpRequest.Request) => Effect.Effect<Sees, never, R>
): Layer.Layer<never, never, McpServer | Exclude<R, RequestServices>> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const server = yield* McpServer
      const context = clientLogging(yield* Effect.context<Exclude<R, RequestServices>>())
      yield* server.guards.hide((request) =>
        within<Sees, never, R, RequestServices>(context, decide(request))
      )
    })
  )
