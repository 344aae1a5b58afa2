// The official SDK v2 without sessions: the handler that serves 2026-07-28.
import { createServer } from "node:http"

import { toNodeHandler } from "@modelcontextprotocol/node"
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server"
import * as z from "zod/v4"

const input = z.object({ text: z.string() })

const make = () => {
  const server = new McpServer({ name: "v2", version: "1.0.0" })
  server.registerTool("echo", { description: "Echo", inputSchema: input }, ({ text }) => ({
    content: [{ type: "text", text }]
  }))
  return server
}

const handle = toNodeHandler(createMcpHandler(make, { maxSubscriptions: 100_000 }))
createServer((request, response) => {
  void handle(request, response)
}).listen(Number(process.env.PORT), "127.0.0.1")
