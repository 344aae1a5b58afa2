import { deepStrictEqual } from "node:assert"

import { McpServer, Tool } from "@effect-mcp/server"
import { FetchHandler } from "@effect-mcp/transport-http"
import { Effect } from "effect"

const Hello = Tool.make("hello", {}).handle(() => Effect.succeed("hello"))

const Greeter = McpServer.layer({ name: "greeter", version: "1.0.0" }).pipe(
  McpServer.provide(Hello)
)

// #region options
const options = {
  // Behind a proxy: the name that clients know, and where it says so.
  publicUrl: "https://mcp.example.com/mcp",
  trustProxy: true,
  // A page that may call, and read what comes back.
  cors: { origins: ["https://app.example.com"] }
}
// #endregion

const { dispose, handler } = FetchHandler.make(Greeter, options)

const list = { jsonrpc: "2.0", id: 1, method: "server/discover", params: {} }

const asked = async (headers: Record<string, string>) => {
  const { headers: answered, status } = await handler(
    new Request("http://10.0.0.7:3000/mcp", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(list)
    })
  )
  return { status, allowed: answered.get("access-control-allow-origin") }
}

const through = { "x-forwarded-host": "mcp.example.com" }

// Let through, and then told that a session is missing.
deepStrictEqual(await asked(through), { status: 400, allowed: null })
deepStrictEqual(await asked({ ...through, origin: "https://app.example.com" }), {
  status: 400,
  allowed: "https://app.example.com"
})

// Another page, another name, and somebody who went around the proxy.
deepStrictEqual((await asked({ ...through, origin: "https://evil.example" })).status, 403)
deepStrictEqual((await asked({ "x-forwarded-host": "evil.example" })).status, 403)
deepStrictEqual((await asked({})).status, 403)

await dispose()
