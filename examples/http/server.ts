import { McpServer, Tool } from "@effect-mcp/server"
import { NodeServer } from "@effect-mcp/transport-http/node"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Effect, Layer, Schema } from "effect"

const Add = Tool.make("add", {
  description: "Adds two numbers.",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
})

const Calculator = McpServer.layer({ name: "calculator", version: "1.0.0" }).pipe(
  McpServer.provide(Add.handle(({ a, b }) => Effect.succeed({ sum: a + b })))
)

// #region serve
const port = Config.withDefault(Config.Int("PORT"), 3000)

// http://127.0.0.1:3000/mcp
NodeServer.layerConfig({ port }).pipe(Layer.provide(Calculator), Layer.launch, NodeRuntime.runMain)
// #endregion
