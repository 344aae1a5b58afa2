// The official SDK v1: the same `echo` tool.
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js"
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js"
import { z } from "zod"

const server = new McpServer({ name: "v1", version: "1.0.0" })
server.registerTool(
  "echo",
  { description: "Echo", inputSchema: { text: z.string() } },
  ({ text }) => ({ content: [{ type: "text", text }] })
)
await server.connect(new StdioServerTransport())
