// The official SDK v1, one transport a session. ANSWERS=json: no event stream for an answer.
import { randomUUID } from "node:crypto"
import { createServer } from "node:http"

import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js"
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js"
import { z } from "zod"

import { serveSessions } from "./sessions.mjs"

const input = { text: z.string() }

const open = async (remember, forget) => {
  const server = new McpServer({ name: "v1", version: "1.0.0" })
  server.registerTool("echo", { description: "Echo", inputSchema: input }, ({ text }) => ({
    content: [{ type: "text", text }]
  }))
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    enableJsonResponse: process.env.ANSWERS === "json",
    onsessioninitialized: (id) => remember(id, transport),
    onsessionclosed: forget
  })
  await server.connect(transport)
  return transport
}

createServer(serveSessions(open)).listen(Number(process.env.PORT), "127.0.0.1")
