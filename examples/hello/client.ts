import { deepStrictEqual } from "node:assert"
import { fileURLToPath } from "node:url"

import { McpClient } from "@effect-mcp/client"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer } from "effect"

const server = {
  command: process.execPath,
  args: [...process.execArgv, fileURLToPath(new URL("./server.ts", import.meta.url))]
}

const transport = StdioClient.layer(server).pipe(Layer.provide(SpawnConsent.layerExact(server)))

// #region program
const program = Effect.gen(function* () {
  const client = yield* McpClient.connect({ name: "hello", version: "1.0.0" })
  const { structuredContent } = yield* client.callTool("add", { a: 1, b: 2 })
  yield* Console.log(`${client.revision.version}: 1 + 2 is`, structuredContent)
  deepStrictEqual(structuredContent, { sum: 3 })
})

program.pipe(Effect.scoped, Effect.provide(transport), NodeRuntime.runMain)
// #endregion
