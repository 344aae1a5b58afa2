// effect/ai's McpClient over undici. REVISION: which protocol it speaks.
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as McpClient from "effect/ai/McpClient"
import * as McpProtocol from "effect/ai/McpProtocol"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

import { drive, expectRevision, modern, text, url } from "../../src/ClientLoad.ts"

const protocol = modern ? McpProtocol.v2026_07_28 : McpProtocol.v2025_11_25
const Live = McpClient.layerHttp({ name: "bench", version: "1.0.0", url, protocol }).pipe(
  Layer.provide(NodeHttpClient.layerUndici)
)

const program = Effect.gen(function* () {
  const client = yield* McpClient.McpClient
  expectRevision(client.protocolVersion)
  const [tool] = yield* client.listTools()
  const call = client.callTool({ tool, arguments: { text } })
  yield* Effect.promise(() => drive(() => Effect.runPromise(call)))
})

await Effect.runPromise(Effect.provide(program, Live))
