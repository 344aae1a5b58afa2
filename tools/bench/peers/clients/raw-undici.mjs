// The floor of a client on undici: no check of what comes back.
import { Pool } from "undici"

import { drive, text, url } from "../../src/ClientLoad.ts"

const { origin, pathname } = new URL(url)
const pool = new Pool(origin)
const headers = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": "2025-11-25"
}
let id = 0

await drive(async () => {
  const params = { name: "echo", arguments: { text } }
  const body = JSON.stringify({ jsonrpc: "2.0", id: ++id, method: "tools/call", params })
  const response = await pool.request({ path: pathname, method: "POST", headers, body })
  return (await response.body.json()).result
})
