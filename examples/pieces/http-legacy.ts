import { deepStrictEqual } from "node:assert"

import { McpClient } from "@effect-mcp/client"
import { McpServer, Tool } from "@effect-mcp/server"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Effect, Layer } from "effect"

const Hello = Tool.make("hello", {}).handle(() => Effect.succeed("hello"))

const Greeter = McpServer.layer({ name: "greeter", version: "1.0.0" }).pipe(
  McpServer.provide(Hello)
)

// #region server
const Http = NodeServer.layer({ port: 0, legacySse: true }).pipe(Layer.provide(Greeter))
// #endregion

/** Which revision is spoken there, and what the tool answers. */
const visit = (url: URL) =>
  Effect.gen(function* () {
    const client = yield* McpClient.connect({ name: "host", version: "1.0.0" })
    const { content } = yield* client.callTool("hello")
    return [client.revision.version, content]
  }).pipe(Effect.scoped, Effect.provide(StreamableHttpClient.layer({ url })))

const hello = [{ type: "text", text: "hello" }]

const program = Effect.gen(function* () {
  const { url } = yield* NodeServer.NodeServer
  deepStrictEqual(yield* visit(new URL(url)), ["2026-07-28", hello])
  deepStrictEqual(yield* visit(new URL("/sse", url)), ["2025-11-25", hello])
})

await program.pipe(Effect.provide(Http), Effect.runPromise)
