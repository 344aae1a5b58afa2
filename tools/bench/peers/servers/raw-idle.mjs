// The floor of an idle stream: a response that stays open, and its session an entry in a map.
import { randomUUID } from "node:crypto"
import { createServer } from "node:http"

import { answer } from "./raw-answers.mjs"

const sessions = new Map()
const events = { "content-type": "text/event-stream", "cache-control": "no-cache" }

const acknowledged = (id) =>
  `event: message\ndata: ${JSON.stringify({
    jsonrpc: "2.0",
    method: "notifications/subscriptions/acknowledged",
    params: { _meta: { "io.modelcontextprotocol/subscriptionId": id } }
  })}\n\n`

const stream = (response, session) => {
  response.writeHead(200, events)
  response.flushHeaders()
  sessions.set(session, response)
}

const post = (response, message) => {
  if (message.method === "subscriptions/listen") {
    const subscription = randomUUID()
    stream(response, subscription)
    response.on("close", () => sessions.delete(subscription))
    response.write(acknowledged(message.id))
    return
  }
  const text = answer(message)
  if (text === "") {
    response.writeHead(202).end()
    return
  }
  const head = { "content-type": "application/json", "content-length": Buffer.byteLength(text) }
  if (message.method === "initialize") {
    head["mcp-session-id"] = randomUUID()
    sessions.set(head["mcp-session-id"], undefined)
  }
  response.writeHead(200, head)
  response.end(text)
}

createServer((request, response) => {
  const session = request.headers["mcp-session-id"]
  if (request.method === "GET") {
    stream(response, session)
    return
  }
  if (request.method === "DELETE") {
    sessions.get(session)?.end()
    sessions.delete(session)
    response.writeHead(200).end()
    return
  }
  let body = ""
  request.setEncoding("utf8")
  request.on("data", (chunk) => {
    body += chunk
  })
  request.on("end", () => post(response, JSON.parse(body)))
}).listen(Number(process.env.PORT), "127.0.0.1")
