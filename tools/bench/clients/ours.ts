// This project's client, over the connector that it chooses on Node. REVISION: what it speaks.
import { McpClient } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { Effect } from "effect"

import { drive, expectRevision, revision, text, url } from "../src/ClientLoad.ts"

const program = Effect.gen(function* () {
  const client = yield* McpClient.connect({
    name: "bench",
    version: "1.0.0",
    pin: Revisions.byVersion(revision)
  })
  expectRevision(client.revision.version)
  yield* client.listTools()
  const call = client.callTool("echo", { text })
  yield* Effect.promise(() => drive(() => Effect.runPromise(call)))
})

await Effect.runPromise(
  program.pipe(Effect.provide(StreamableHttpClient.layer({ url })), Effect.scoped)
)
