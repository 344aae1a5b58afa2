import { McpServer, Tool } from "@effect-mcp/server"
import { StdioServer } from "@effect-mcp/transport-stdio"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect, Layer, Schema } from "effect"

const Add = Tool.make("add", {
  description: "Adds two numbers.",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
})

const Calculator = McpServer.layer({ name: "calculator", version: "1.0.0" }).pipe(
  McpServer.provide(Add.handle(({ a, b }) => Effect.succeed({ sum: a + b })))
)

StdioServer.layer(Calculator).pipe(Layer.launch, NodeRuntime.runMain)
