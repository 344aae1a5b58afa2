// fastmcp, with sessions.
import { FastMCP } from "fastmcp"
import { z } from "zod"

const server = new FastMCP({ name: "fastmcp", version: "1.0.0", ping: { enabled: false } })
server.addTool({
  name: "echo",
  description: "Echo",
  parameters: z.object({ text: z.string() }),
  execute: async ({ text }) => text
})
await server.start({
  transportType: "httpStream",
  httpStream: { port: Number(process.env.PORT), host: "127.0.0.1" }
})
