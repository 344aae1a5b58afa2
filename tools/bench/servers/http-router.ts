// The `echo` tool of every peer, on this project's server as a route of Effect's HttpRouter.
import { createServer } from "node:http"

import { McpServer, Tool } from "@effect-mcp/server"
import { HttpRoutes } from "@effect-mcp/transport-http/router"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer, Schema } from "effect"
import { HttpRouter } from "effect/http"

const Echo = Tool.make("echo", {
  description: "Echo",
  input: Schema.Struct({ text: Schema.String })
})

const Server = McpServer.layer({ name: "ours", version: "1.0.0" }).pipe(
  McpServer.provide(Echo.handle(({ text }) => Effect.succeed(text)))
)

const Routes = HttpRoutes.layer().pipe(Layer.provide(Server))

HttpRouter.serve(Routes, { disableLogger: true, disableListenLog: true }).pipe(
  Layer.provide(
    NodeHttpServer.layer(createServer, { port: Number(process.env["PORT"]), host: "127.0.0.1" })
  ),
  Layer.launch,
  Effect.runFork
)
