/** A tool, `hold`, that answers "done" once the test lets it go. */
import { type McpServer, Progress, Tool } from "@effect-mcp/server"
import { Deferred, Effect, type Layer } from "effect"

export interface Hold {
  readonly feature: Layer.Layer<never, never, McpServer.McpServer>
  /** Waits until a call has begun. */
  readonly begun: Effect.Effect<void>
  /** All calls, and those that come later. */
  readonly letGo: Effect.Effect<void>
  /** Waits until a call was interrupted. */
  readonly interrupted: Effect.Effect<void>
  readonly isInterrupted: Effect.Effect<boolean>
}

/** `says`: it reports progress before it waits, to clients that asked for that. */
export const make = (says = false): Hold => {
  const gate = Deferred.makeUnsafe<void>()
  const begun = Deferred.makeUnsafe<void>()
  const interrupted = Deferred.makeUnsafe<void>()
  const holding = (says ? Progress.report(1) : Effect.void).pipe(
    Effect.andThen(Deferred.succeed(begun, undefined)),
    Effect.andThen(Deferred.await(gate)),
    Effect.as("done"),
    Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined))
  )
  return {
    feature: Tool.make("hold", {}).handle(() => holding),
    begun: Deferred.await(begun),
    letGo: Effect.asVoid(Deferred.succeed(gate, undefined)),
    interrupted: Deferred.await(interrupted),
    isInterrupted: Deferred.isDone(interrupted)
  }
}
