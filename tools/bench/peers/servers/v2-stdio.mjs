// The official SDK v2: the same `echo` tool; it serves both eras.
import { McpServer } from "@modelcontextprotocol/server"
import { serveStdio } from "@modelcontextprotocol/server/stdio"
import * as z from "zod/v4"

const input = z.object({ text: z.string() })

serveStdio(() => {
  const server = new McpServer({ name: "v2", version: "1.0.0" })
  server.registerTool("echo", { description: "Echo", inputSchema: input }, ({ text }) => ({
    content: [{ type: "text", text }]
  }))
  return server
})
