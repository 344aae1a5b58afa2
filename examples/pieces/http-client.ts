import { deepStrictEqual } from "node:assert"
import { once } from "node:events"
import { createServer, request } from "node:http"
import type { AddressInfo } from "node:net"

import { McpClient } from "@effect-mcp/client"
import { McpRequest } from "@effect-mcp/protocol"
import { McpServer, Tool } from "@effect-mcp/server"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Effect, Layer, Redacted } from "effect"

const Echo = Tool.make("headers", {}).handle(() =>
  McpRequest.McpRequest.useSync(({ exchange: { headers } }) => [
    { type: "text", text: `${headers?.["x-tenant"]}, ${headers?.["authorization"]}` }
  ])
)

const Server = McpServer.layer({ name: "echo", version: "1.0.0" }).pipe(McpServer.provide(Echo))

/** What a proxy was asked for. */
const visited: Array<string | undefined> = []
const proxyServer = createServer((asked, answer) => {
  const { headers, method, url = "" } = asked
  visited.push(url)
  const forwarded = request(url, { method, headers }, (upstream) => {
    answer.writeHead(upstream.statusCode ?? 502, upstream.headers)
    upstream.pipe(answer)
  })
  asked.pipe(forwarded)
}).listen(0, "127.0.0.1")
await once(proxyServer, "listening")
const proxy = `http://127.0.0.1:${(proxyServer.address() as AddressInfo).port}`

let tokens = 0
const currentToken = Effect.sync(() => Redacted.make(`token-${++tokens}`))

const program = Effect.gen(function* () {
  const { url } = yield* NodeServer.NodeServer
  // #region options
  const transport = StreamableHttpClient.layer({
    url,
    headers: { "x-tenant": "acme" },
    // An effect is run for each request, so an old token is never sent.
    bearer: currentToken,
    proxy
  })

  const call = Effect.gen(function* () {
    const client = yield* McpClient.connect({ name: "host", version: "1.0.0" })
    return (yield* client.callTool("headers")).content
  }).pipe(Effect.scoped, Effect.provide(transport))
  // #endregion

  deepStrictEqual(yield* call, [{ type: "text", text: "acme, Bearer token-2" }])
  deepStrictEqual(new Set(visited), new Set([url]))

  // A typed failure: here the server has no endpoint of that name.
  const lost = StreamableHttpClient.layer({ url: new URL("/wrong", url) })
  const { reason } = yield* McpClient.connect({ name: "host", version: "1.0.0" }).pipe(
    Effect.flip,
    Effect.scoped,
    Effect.provide(lost)
  )
  deepStrictEqual(reason._tag, "Refused")
})

await program.pipe(
  Effect.provide(NodeServer.layer({ port: 0 }).pipe(Layer.provide(Server))),
  Effect.runPromise
)
proxyServer.close()
proxyServer.closeAllConnections()
