/** A server that listens on a port of its own for one test. */
import type { Endpoint } from "@effect-mcp/protocol"
import { McpServer } from "@effect-mcp/server"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Clock, type Context, Effect, Exit, Layer, Scope } from "effect"
import { TestClock } from "effect/testing"

export type Served = McpServer.McpServer | Endpoint.Endpoint

export interface Serving {
  readonly url: string
  readonly port: number
  /** The server behind it, to work on it from the test. */
  readonly context: Context.Context<Served>
  /** Shuts it down; what is in flight has its time. */
  readonly close: Effect.Effect<void>
}

/** A test's clock stands still, and who goes down may wait for it. */
export const hurried = (closing: Effect.Effect<void>): Effect.Effect<void> =>
  Effect.flatMap(Clock.Clock, (clock) =>
    "adjust" in clock
      ? Effect.raceFirst(
          closing,
          Effect.forever(Effect.andThen(turn, TestClock.adjust("1 second")))
        )
      : closing
  )

/** One turn of the event loop. */
export const turn: Effect.Effect<void> = Effect.callback((resume) => {
  setImmediate(() => resume(Effect.void))
})

export const serve = <E, R>(
  server: Layer.Layer<Served, E, R>,
  options: Partial<NodeServer.Options> = {}
): Effect.Effect<Serving, E, R | Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const close = Scope.close(scope, Exit.void)
    yield* Effect.addFinalizer(() => hurried(close))
    const context = yield* Scope.provide(Layer.build(server), scope)
    const { port, url } = yield* NodeServer.make({
      port: 0,
      drainWithin: "100 millis",
      ...options
    }).pipe(Effect.orDie, Effect.provideContext(context), Scope.provide(scope))
    return { url, port, context, close }
  })

/** A server of these features. */
export const mcp = (
  features: Layer.Layer<never, never, McpServer.McpServer>,
  options: Partial<McpServer.Options> = {}
): Layer.Layer<Served> =>
  McpServer.layer({ name: "test", version: "1.0.0", ...options }).pipe(McpServer.provide(features))
