// The `echo` tool of every peer, on this project's server over `node:http`.
import { McpServer, Tool } from "@effect-mcp/server"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Effect, Layer, Schema } from "effect"

const Echo = Tool.make("echo", {
  description: "Echo",
  input: Schema.Struct({ text: Schema.String })
})

const Server = McpServer.layer({ name: "ours", version: "1.0.0" }).pipe(
  McpServer.provide(Echo.handle(({ text }) => Effect.succeed(text)))
)

NodeServer.layer({ port: Number(process.env["PORT"]) }).pipe(
  Layer.provide(Server),
  Layer.launch,
  Effect.runFork
)
