// The floor of a client on `fetch`: no check of what comes back.
import { drive, text, url } from "../../src/ClientLoad.ts"

const headers = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": "2025-11-25"
}
let id = 0

await drive(async () => {
  const params = { name: "echo", arguments: { text } }
  const body = JSON.stringify({ jsonrpc: "2.0", id: ++id, method: "tools/call", params })
  const response = await fetch(url, { method: "POST", headers, body })
  return (await response.json()).result
})
