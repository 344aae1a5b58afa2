import { deepStrictEqual } from "node:assert"

import { McpClient } from "@effect-mcp/client"
import { McpServer, Tool } from "@effect-mcp/server"
import { FetchConnector, FetchHandler, StreamableHttpClient } from "@effect-mcp/transport-http"
import { Effect } from "effect"

const Hello = Tool.make("hello", {}).handle(() => Effect.succeed("hello"))

const Greeter = McpServer.layer({ name: "greeter", version: "1.0.0" }).pipe(
  McpServer.provide(Hello)
)

// #region handler
const { dispose, handler } = FetchHandler.make(Greeter)

// handler: (request: Request) => Promise<Response>
// #endregion

// #region test
const transport = StreamableHttpClient.layer({
  url: "http://localhost/mcp",
  connector: FetchConnector.fromFetch((url, init) => handler(new Request(url, init)))
})

const program = Effect.gen(function* () {
  const client = yield* McpClient.connect({ name: "host", version: "1.0.0" })
  const { content } = yield* client.callTool("hello")
  deepStrictEqual(content, [{ type: "text", text: "hello" }])
})

await program.pipe(Effect.scoped, Effect.provide(transport), Effect.runPromise)
await dispose()
// #endregion
