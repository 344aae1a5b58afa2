// effect/ai's McpServer on Effect's HttpRouter. REVISION: which protocol it serves.
import { createServer } from "node:http"

import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as McpProtocol from "effect/ai/McpProtocol"
import * as McpServer from "effect/ai/McpServer"
import * as Tool from "effect/ai/Tool"
import * as Toolkit from "effect/ai/Toolkit"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

const protocols = {
  "2025-11-25": McpProtocol.v2025_11_25,
  "2026-07-28": McpProtocol.v2026_07_28
}

const Echo = Tool.make("echo", {
  description: "Echo",
  parameters: Schema.Struct({ text: Schema.String }),
  success: Schema.String
})
const Echoes = Toolkit.make(Echo)

const Mcp = McpServer.layerHttp({
  name: "effect",
  version: "1.0.0",
  path: "/mcp",
  protocols: [protocols[process.env.REVISION]],
  registrations: McpServer.toolkit(Echoes).pipe(
    Layer.provide(Echoes.toLayer({ echo: ({ text }) => Effect.succeed(text) }))
  ),
  allowSessionTermination: true
})

HttpRouter.serve(Mcp, { disableLogger: true, disableListenLog: true }).pipe(
  Layer.provide(
    NodeHttpServer.layer(createServer, { port: Number(process.env.PORT), host: "127.0.0.1" })
  ),
  Layer.launch,
  Effect.runFork
)
