import { deepStrictEqual } from "node:assert"

import { Revisions } from "@effect-mcp/schema"
import { McpServer, Tool } from "@effect-mcp/server"
import { Faults, TestMcp } from "@effect-mcp/testing"
import { Effect, Fiber, Schedule, Stream } from "effect"

const Hello = Tool.make("hello", {}).handle(() => Effect.succeed("hello"))

const Server = McpServer.layer({
  name: "greeter",
  version: "1.0.0",
  title: "Greeter",
  instructions: "Call hello first."
}).pipe(McpServer.provide(Hello))

const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Server, {
    revision: Revisions.handshake[0],
    // The line breaks under the first call.
    faults: [Faults.cut(Faults.nth(1, Faults.method("tools/call")))],
    client: {
      reconnect: Schedule.exponential("10 millis").pipe(Schedule.upTo({ times: 5 })),
      ping: { every: "30 seconds", timeout: "5 seconds" }
    }
  })
  deepStrictEqual(client.server.info?.title, "Greeter")
  deepStrictEqual(client.server.instructions, "Call hello first.")
  yield* client.ping()

  const restored = yield* Effect.forkChild(
    client.events.pipe(
      Stream.filter(({ _tag }) => _tag === "Restored"),
      Stream.runHead
    ),
    { startImmediately: true }
  )
  // What was in flight is not sent again: only the caller knows whether that is safe.
  const { reason } = yield* Effect.flip(client.callTool("hello"))
  deepStrictEqual(reason._tag, "Disconnected")

  yield* Fiber.join(restored)
  const { content } = yield* client.callTool("hello")
  deepStrictEqual(content, [{ type: "text", text: "hello" }])
})

await program.pipe(Effect.scoped, Effect.runPromise)
