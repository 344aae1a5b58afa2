// The official SDK v2 with sessions (2025-11-25). ANSWERS=json: no event stream for an answer.
import { randomUUID } from "node:crypto"
import { createServer } from "node:http"

import { NodeStreamableHTTPServerTransport } from "@modelcontextprotocol/node"
import { McpServer } from "@modelcontextprotocol/server"
import * as z from "zod/v4"

import { serveSessions } from "./sessions.mjs"

const input = z.object({ text: z.string() })

const open = async (remember, forget) => {
  const server = new McpServer({ name: "v2", version: "1.0.0" })
  server.registerTool("echo", { description: "Echo", inputSchema: input }, ({ text }) => ({
    content: [{ type: "text", text }]
  }))
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    enableJsonResponse: process.env.ANSWERS === "json",
    onsessioninitialized: (id) => remember(id, transport),
    onsessionclosed: forget
  })
  await server.connect(transport)
  return transport
}

createServer(serveSessions(open)).listen(Number(process.env.PORT), "127.0.0.1")
