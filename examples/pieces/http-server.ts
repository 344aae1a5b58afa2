import { deepStrictEqual } from "node:assert"
import { once } from "node:events"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"

import { McpClient } from "@effect-mcp/client"
import { McpServer, Tool } from "@effect-mcp/server"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Effect, Layer } from "effect"

const Hello = Tool.make("hello", {}).handle(() => Effect.succeed("hello"))

const Greeter = McpServer.layer({ name: "greeter", version: "1.0.0" }).pipe(
  McpServer.provide(Hello)
)

/** What a client gets from there. */
const greeted = (url: string) =>
  Effect.gen(function* () {
    const client = yield* McpClient.connect({ name: "host", version: "1.0.0" })
    const { content } = yield* client.callTool("hello")
    deepStrictEqual(content, [{ type: "text", text: "hello" }])
  }).pipe(Effect.scoped, Effect.provide(StreamableHttpClient.layer({ url })))

// #region layer
const listening = Effect.gen(function* () {
  // 0 takes any port that is free; here is which.
  const { url } = yield* NodeServer.NodeServer
  yield* greeted(url)
}).pipe(Effect.provide(NodeServer.layer({ port: 0 }).pipe(Layer.provide(Greeter))))
// #endregion

await Effect.runPromise(listening)

/** Listens until the scope closes; the port. */
const listen = (server: Server) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      await once(server.listen(0, "127.0.0.1"), "listening")
      return (server.address() as AddressInfo).port
    }),
    () => Effect.sync(() => server.close().closeAllConnections())
  )

// #region own
const mounted = Effect.gen(function* () {
  const mcp = yield* NodeServer.handler({ path: "/tools/mcp" })
  const server = createServer((request, response) => {
    if (request.url === "/health") response.end("ok")
    else mcp(request, response)
  })
  return yield* listen(server)
})
// #endregion

const program = Effect.gen(function* () {
  const origin = `http://127.0.0.1:${yield* mounted}`
  yield* greeted(`${origin}/tools/mcp`)
  const health = yield* Effect.promise(() => fetch(`${origin}/health`))
  deepStrictEqual(yield* Effect.promise(() => health.text()), "ok")
})

await program.pipe(Effect.scoped, Effect.provide(Greeter), Effect.runPromise)
