import { deepStrictEqual } from "node:assert"

import { McpClient } from "@effect-mcp/client"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"

const program = Effect.gen(function* () {
  const client = yield* McpClient.connect({ name: "hello", version: "1.0.0" })
  const { structuredContent } = yield* client.callTool("add", { a: 1, b: 2 })
  yield* Console.log(`${client.revision.version}: 1 + 2 is`, structuredContent)
  deepStrictEqual(structuredContent, { sum: 3 })
})

// #region transport
const url = process.argv[2] ?? "http://127.0.0.1:3000/mcp"

program.pipe(
  Effect.scoped,
  Effect.provide(StreamableHttpClient.layer({ url })),
  NodeRuntime.runMain
)
// #endregion
