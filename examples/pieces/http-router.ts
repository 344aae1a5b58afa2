import { deepStrictEqual } from "node:assert"
import { createServer } from "node:http"

import { McpClient } from "@effect-mcp/client"
import { Principal } from "@effect-mcp/protocol"
import { McpServer, Tool } from "@effect-mcp/server"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { HttpRoutes } from "@effect-mcp/transport-http/router"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer } from "effect"
import { HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"

const Who = Tool.make("who", {}).handle(() => Effect.map(Principal.Principal, ({ id }) => id))

const Greeter = McpServer.layer({ name: "greeter", version: "1.0.0" }).pipe(McpServer.provide(Who))

// #region routes
/** Stands behind a gateway that has found out who is calling. */
const Known = HttpRouter.middleware<{ provides: Principal.Principal }>()((effect) =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers }) =>
    Effect.provideService(effect, Principal.Principal, Principal.user(headers["x-user"] ?? ""))
  )
)

const Routes = Layer.mergeAll(
  HttpRoutes.layer().pipe(Layer.provide([Greeter, Known.layer])),
  HttpRouter.add("GET", "/health", HttpServerResponse.text("ok"))
)

const Http = NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })

const Served = HttpRouter.serve(Routes, { disableLogger: true, disableListenLog: true }).pipe(
  HttpRoutes.draining,
  Layer.provideMerge(Http)
)
// #endregion

const program = Effect.gen(function* () {
  const { address } = yield* HttpServer.HttpServer
  const origin = `http://127.0.0.1:${"port" in address ? address.port : 0}`
  const health = yield* Effect.promise(() => fetch(`${origin}/health`))
  deepStrictEqual(yield* Effect.promise(() => health.text()), "ok")

  const transport = StreamableHttpClient.layer({
    url: `${origin}/mcp`,
    headers: { "x-user": "ada" }
  })
  const called = Effect.gen(function* () {
    const client = yield* McpClient.connect({ name: "host", version: "1.0.0" })
    return yield* client.callTool("who")
  }).pipe(Effect.scoped, Effect.provide(transport))
  deepStrictEqual((yield* called).content, [{ type: "text", text: "ada" }])
})

await program.pipe(Effect.provide(Served), Effect.runPromise)
