import { deepStrictEqual } from "node:assert"

import { McpClient } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { McpServer, Progress, Tool } from "@effect-mcp/server"
import { EventStore, EventStream, StreamableHttpClient } from "@effect-mcp/transport-http"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Effect, Layer } from "effect"

// #region server
const Render = Tool.make("render", { description: "Renders a film." })

const released: Array<boolean> = []

const RenderLive = Render.handle(
  Effect.fnUntraced(function* () {
    yield* Progress.report(1, { total: 2 })
    // Nothing to say for a while: the client lets go of the connection and comes back.
    released.push(yield* EventStream.release)
    yield* Effect.sleep("20 millis")
    yield* Progress.report(2, { total: 2 })
    return "rendered"
  })
)

const Studio = McpServer.layer({ name: "studio", version: "1.0.0" }).pipe(
  McpServer.provide(RenderLive)
)

const Http = NodeServer.layer({
  port: 0,
  // How long a client is asked to wait before it comes back.
  retry: "100 millis",
  // The same without a word in the handler: no stream of a call lives longer.
  closeAfter: "5 minutes"
}).pipe(
  Layer.provide([Studio, EventStore.layerMemory({ eventsPerStream: 100, size: 16 * 1024 * 1024 })])
)
// #endregion

const render = (url: string, pin: (typeof Revisions.all)[number]) =>
  Effect.gen(function* () {
    const client = yield* McpClient.connect({ name: "host", version: "1.0.0", pin })
    const steps: Array<number> = []
    const onProgress = ({ progress }: { readonly progress: number }) => void steps.push(progress)
    const { content } = yield* client.callTool("render", {}, { onProgress })
    return { content, steps }
  }).pipe(Effect.scoped, Effect.provide(StreamableHttpClient.layer({ url })))

const program = Effect.gen(function* () {
  const { url } = yield* NodeServer.NodeServer
  for (const revision of Revisions.all) {
    deepStrictEqual(yield* render(url, revision), {
      content: [{ type: "text", text: "rendered" }],
      steps: [1, 2]
    })
  }
  // Newest first: one revision has it; in the others the call just goes on.
  deepStrictEqual(released, [false, true, false, false, false])
})

await program.pipe(Effect.provide(Http), Effect.runPromise)
