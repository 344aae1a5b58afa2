/** What the servers of these tests can do. */
import { Elicitation, Log, Progress, Tool } from "@effect-mcp/server"
import { Deferred, Effect, Layer, Schema } from "effect"

import * as Hold from "../support/hold.ts"
import { mcp } from "../support/server.ts"

const Add = Tool.make("add", {
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
}).handle(({ a, b }) => Effect.succeed({ sum: a + b }))

/** Says two things before it answers. */
const Steps = Tool.make("steps", {}).handle(() =>
  Effect.gen(function* () {
    yield* Progress.report(1)
    yield* Effect.yieldNow
    yield* Progress.report(2)
    return "done"
  })
)

const Confirm = Tool.make("confirm", {}).handle(() =>
  Effect.gen(function* () {
    const schema = Schema.Struct({ sure: Schema.Boolean })
    const { sure } = yield* Elicitation.form({ message: "Sure?", schema }).pipe(Effect.orDie)
    return sure ? "sure" : "unsure"
  })
)

export const Server = mcp(Layer.mergeAll(Add, Steps, Confirm))

/** A server whose calls wait for the test; whether they say something first is the caller's to say. */
export const holding = () => {
  const { feature, ...hold } = Hold.make(true)
  return { server: mcp(feature), ...hold }
}

/** A tool that says ever more to whoever does not listen. */
export const flooding = () => {
  const interrupted = Deferred.makeUnsafe<void>()
  const turn = Effect.callback<void>((resume) => {
    setImmediate(() => resume(Effect.void))
  })
  const Flood = Tool.make("flood", {}).handle(() =>
    Effect.forever(Effect.andThen(Log.send("info", "x".repeat(100_000)), turn)).pipe(
      Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined))
    )
  )
  return { server: mcp(Flood), interrupted: Deferred.await(interrupted) }
}
