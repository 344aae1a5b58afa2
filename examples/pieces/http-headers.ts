import { deepStrictEqual } from "node:assert"

import { McpClient } from "@effect-mcp/client"
import { McpServer, Tool } from "@effect-mcp/server"
import { FetchConnector, FetchHandler, StreamableHttpClient } from "@effect-mcp/transport-http"
import { Effect, Schema } from "effect"

// #region tool
const Query = Tool.make("query", {
  input: Schema.Struct({
    region: Schema.String.pipe(Tool.header("Region")),
    priority: Schema.optionalKey(Schema.Int.pipe(Tool.header("Priority"))),
    sql: Schema.String
  })
})
// #endregion

const Database = McpServer.layer({ name: "database", version: "1.0.0" }).pipe(
  McpServer.provide(Query.handle(({ region }) => Effect.succeed(`asked ${region}`)))
)

const { dispose, handler } = FetchHandler.make(Database)

/** What a gateway sees of each request. */
const seen: Array<Record<string, string>> = []

const gateway = (url: string, init: RequestInit) => {
  const request = new Request(url, init)
  const mirrored = [...request.headers].filter(([name]) => name.startsWith("mcp-"))
  seen.push(Object.fromEntries(mirrored))
  return handler(request)
}

const transport = StreamableHttpClient.layer({
  url: "http://localhost/mcp",
  connector: FetchConnector.fromFetch(gateway)
})

// #region client
const program = Effect.gen(function* () {
  const client = yield* McpClient.connect({ name: "host", version: "1.0.0" })
  yield* client.listTools()
  yield* client.callTool("query", { region: "Zürich", sql: "select 1" })
  deepStrictEqual(seen.at(-1), {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "query",
    "mcp-param-region": "=?base64?WsO8cmljaA==?="
  })
})
// #endregion

await program.pipe(Effect.scoped, Effect.provide(transport), Effect.runPromise)

// Says one region to the gateway, and another to the tool.
const request = new Request("http://localhost/mcp", {
  method: "POST",
  headers: {
    "content-type": "application/json",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "query",
    "mcp-param-region": "eu"
  },
  body: JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: {
      name: "query",
      arguments: { region: "us", sql: "select 1" },
      _meta: {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {}
      }
    }
  })
})
const response = await handler(request)
deepStrictEqual(response.status, 400)
deepStrictEqual(((await response.json()) as { error: unknown }).error, {
  code: -32020,
  message: "Mcp-Param-Region is not what the argument region says"
})

await dispose()
