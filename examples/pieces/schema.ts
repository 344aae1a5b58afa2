import { JsonRpc, Revisions, type Tool, Wire } from "@effect-mcp/schema"
import { Schema } from "effect"

// One frame in: a single JSON.parse, no exception, four kinds of message.
const message = JsonRpc.parse(
  `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":{"a":1,"b":2}}}`
)
if (message._tag !== "Request") throw new Error("that was a request")

// What differs between revisions is data.
const revision = Revisions.byVersion("2025-03-26") ?? Revisions.latest
const call = revision.client.requests["tools/call"]
if (call === undefined) throw new Error("every revision has tools/call")
const params = Schema.decodeUnknownSync(call.params)(message.params ?? {})
console.log(params.name, params.arguments)

// The newest model, said in that revision's words: structured content did not exist yet.
const result: Tool.CallToolResult = {
  content: [{ type: "text", text: `{"sum":3}` }],
  structuredContent: { sum: 3 }
}
console.log(JsonRpc.encodeResult(message.id, JSON.stringify(Wire.callToolResult(revision, result))))
// {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{\"sum\":3}"}]}}
