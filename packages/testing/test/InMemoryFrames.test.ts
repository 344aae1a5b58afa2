import { McpClient } from "@effect-mcp/client"
import { InMemory } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { McpServer } from "@effect-mcp/server"
/** What is no pipe and no HTTP speaks the same protocol. */
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"

interface Frame {
  readonly jsonrpc?: unknown
  readonly id?: unknown
  readonly method?: unknown
  readonly result?: unknown
}

it.effect(
  "2025-11-25/T-51: in memory, messages are JSON-RPC texts, and the lifecycle is the one of every transport",
  () => {
    const frames: Array<readonly [to: string, frame: Frame]> = []
    const line = InMemory.layer({
      wire: ({ deliver, frame, to }) => {
        frames.push([to, JSON.parse(frame) as Frame])
        deliver(frame)
      }
    })
    const server = McpServer.layer({ name: "server", version: "1.0.0" })
    const revision = Revisions.byVersion("2025-11-25")
    return Effect.gen(function* () {
      yield* McpClient.connect({ name: "client", version: "1.0.0", pin: revision })
      assert.deepStrictEqual(
        frames.map(([to, { id, method, result }]) => [to, method ?? typeof result, id]),
        [
          ["server", "initialize", 1],
          ["client", "object", 1],
          ["server", "notifications/initialized", undefined]
        ]
      )
      assert.isTrue(frames.every(([, { jsonrpc }]) => jsonrpc === "2.0"))
    }).pipe(Effect.scoped, Effect.provide(Layer.provide(line, server)))
  }
)
