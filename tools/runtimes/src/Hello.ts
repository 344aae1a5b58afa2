/** The server of `examples/hello`, with two tools more: one that asks, and one that does not end by itself. */
import { Elicitation, McpServer, Progress, Tool } from "@effect-mcp/server"
import { Effect, Schema } from "effect"

const Add = Tool.make("add", {
  description: "Adds two numbers.",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
})

const Confirm = Tool.make("confirm", {})

/** Says again and again that it goes on, until it is stopped: some runtimes miss a client only when they write to it. */
const Wait = Tool.make("wait", {})

/** Takes as long as it is told. */
const Nap = Tool.make("nap", { input: Schema.Struct({ millis: Schema.Finite }) })

/** How many waits were stopped. */
const Stopped = Tool.make("stopped", { output: Schema.Struct({ count: Schema.Int }) })

let stopped = 0

export const Hello = McpServer.layer({
  name: "calculator",
  version: "1.0.0",
  callTimeout: "2 seconds"
}).pipe(
  McpServer.provide(
    Add.handle(({ a, b }) => Effect.succeed({ sum: a + b })),
    Confirm.handle(() =>
      Elicitation.form({
        message: "Sure?",
        schema: Schema.Struct({ sure: Schema.Boolean })
      }).pipe(
        Effect.orDie,
        Effect.map(({ sure }) => (sure ? "sure" : "unsure"))
      )
    ),
    Wait.handle(() => {
      let rounds = 0
      const round = Effect.suspend(() => Progress.report(++rounds))
      return Effect.forever(Effect.andThen(round, Effect.sleep("50 millis"))).pipe(
        Effect.onInterrupt(() => Effect.sync(() => stopped++))
      )
    }),
    Nap.handle(({ millis }) =>
      Progress.report(1).pipe(Effect.andThen(Effect.sleep(millis)), Effect.as("rested"))
    ),
    Stopped.handle(() => Effect.sync(() => ({ count: stopped })))
  )
)
