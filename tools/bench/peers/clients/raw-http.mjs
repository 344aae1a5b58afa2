// The floor of a client on `node:http`: no check of what comes back.
import { Agent, request } from "node:http"

import { drive, text, url } from "../../src/ClientLoad.ts"

const agent = new Agent({ keepAlive: true })
const headers = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": "2025-11-25"
}
let id = 0

const read = (response) =>
  new Promise((resolve, reject) => {
    let body = ""
    response.setEncoding("utf8")
    response.on("error", reject)
    response.on("data", (chunk) => {
      body += chunk
    })
    response.on("end", () => resolve(JSON.parse(body).result))
  })

await drive(
  () =>
    new Promise((resolve, reject) => {
      const params = { name: "echo", arguments: { text } }
      const body = JSON.stringify({ jsonrpc: "2.0", id: ++id, method: "tools/call", params })
      const length = Buffer.byteLength(body)
      const post = request(url, {
        method: "POST",
        agent,
        headers: { ...headers, "content-length": length }
      })
      post.on("response", (response) => resolve(read(response)))
      post.on("error", reject)
      post.end(body)
    })
)
