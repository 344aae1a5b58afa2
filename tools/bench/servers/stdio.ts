// The `echo` tool of every peer, on this project's server.
import { McpServer, Tool } from "@effect-mcp/server"
import { StdioServer } from "@effect-mcp/transport-stdio"
import { Effect, Layer, Schema } from "effect"

const Echo = Tool.make("echo", {
  description: "Echo",
  input: Schema.Struct({ text: Schema.String })
})

const Server = McpServer.layer({ name: "ours", version: "1.0.0" }).pipe(
  McpServer.provide(Echo.handle(({ text }) => Effect.succeed(text)))
)

StdioServer.layer(Server).pipe(Layer.launch, Effect.runFork)
