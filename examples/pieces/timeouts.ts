import { deepStrictEqual } from "node:assert"

import { McpServer, Progress, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema } from "effect"

const Work = Tool.make("work", { input: Schema.Struct({ steps: Schema.Int }) })

/** Each step takes 100 ms, and is reported. */
const WorkLive = Work.handle(({ steps }) =>
  Effect.forEach(
    Array.from({ length: steps }, (_, step) => step + 1),
    (step) => Effect.andThen(Effect.sleep("100 millis"), Progress.report(step)),
    { discard: true }
  ).pipe(Effect.as("worked"))
)

const Worker = McpServer.layer({ name: "worker", version: "1.0.0" }).pipe(
  McpServer.provide(WorkLive)
)

const ignore = () => undefined

const program = Effect.gen(function* () {
  // For every call of this client, unless the call says otherwise.
  const client = yield* TestMcp.connect(Worker, { client: { timeout: "400 millis" } })

  const late = yield* client.callTool("work", { steps: 9 }, { timeout: "50 millis" }).pipe(
    Effect.as("in time"),
    Effect.catchReason("ClientError", "TimedOut", ({ after }) =>
      Effect.succeed(`gave up after ${after} ms`)
    )
  )
  deepStrictEqual(late, "gave up after 50 ms")

  // Progress restarts the wait: 600 ms of work, and never 400 ms without a sign.
  const watched = yield* client.callTool("work", { steps: 6 }, { onProgress: ignore })
  deepStrictEqual(watched.content, [{ type: "text", text: "worked" }])

  // But not for ever.
  const { reason } = yield* Effect.flip(
    client.callTool("work", { steps: 9 }, { onProgress: ignore, ceiling: "500 millis" })
  )
  deepStrictEqual(reason._tag, "TimedOut")
})

await program.pipe(Effect.scoped, Effect.runPromise)
