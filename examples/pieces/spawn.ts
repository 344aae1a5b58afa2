import { deepStrictEqual } from "node:assert"
import { fileURLToPath } from "node:url"

import { McpClient } from "@effect-mcp/client"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { Effect, Layer } from "effect"

const file = fileURLToPath(new URL("../hello/server.ts", import.meta.url))
const server = { command: process.execPath, args: [...process.execArgv, file] }

const program = Effect.gen(function* () {
  const client = yield* McpClient.connect({ name: "host", version: "1.0.0" })
  return yield* client.callTool("add", { a: 1, b: 2 })
}).pipe(
  Effect.scoped,
  Effect.provide(StdioClient.layer(server).pipe(Layer.provide(SpawnConsent.layerExact(server))))
)

const { structuredContent } = await Effect.runPromise(program)
deepStrictEqual(structuredContent, { sum: 3 })
