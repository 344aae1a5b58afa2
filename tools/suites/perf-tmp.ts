import { Endpoint, Principal } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"
import { McpServer, Tool } from "@effect-mcp/server"
import { Context, Effect, Layer, Schema, Scope } from "effect"
const Echo = Tool.make("echo", {
  description: "Echo",
  input: Schema.Struct({ text: Schema.String })
})
const Server = McpServer.layer({ name: "ours", version: "1.0.0" }).pipe(
  McpServer.provide(Echo.handle(({ text }) => Effect.succeed(text)))
)
const scope = Scope.makeUnsafe()
const ctx: any = await Effect.runPromise(Layer.buildWithScope(Server, scope) as any)
const endpoint = Context.get(ctx, Endpoint.Endpoint) as any
let got = 0,
  last = ""
const connection = endpoint.open({ principal: Principal.local, send() {} })
const exchange: any = {
  principal: Principal.local,
  connection,
  send() {},
  answer(f: string) {
    got++
    last = f
  },
  silent() {}
}
endpoint.receive(
  JsonRpc.parse(
    '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}'
  ),
  exchange
)
endpoint.receive(JsonRpc.parse('{"jsonrpc":"2.0","method":"notifications/initialized"}'), exchange)
const era = process.argv[2]
const text =
  era === "2026"
    ? (i: number) =>
        `{"jsonrpc":"2.0","id":${i},"method":"tools/call","params":{"name":"echo","arguments":{"text":"hello world 0123456789"},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}`
    : (i: number) =>
        `{"jsonrpc":"2.0","id":${i},"method":"tools/call","params":{"name":"echo","arguments":{"text":"hello world 0123456789"}}}`
const run = (n: number) => {
  const t = performance.now()
  for (let i = 1; i <= n; i++) endpoint.receive(JsonRpc.parse(text(i)), exchange)
  return ((performance.now() - t) / n) * 1000
}
for (let k = 0; k < 10; k++) console.log("warm", 2000, run(2000).toFixed(2), "us")
await new Promise((r) => setTimeout(r, 100))
for (let k = 0; k < 5; k++)
  console.log(run(+(process.argv[3] ?? 100000)).toFixed(2), "us", got, last)
process.exit(0)
