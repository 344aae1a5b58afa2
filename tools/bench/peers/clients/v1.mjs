// The official SDK v1.
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"

import { drive, text, url } from "../../src/ClientLoad.ts"

const client = new Client({ name: "bench", version: "1.0.0" })
await client.connect(new StreamableHTTPClientTransport(new URL(url)))
await client.listTools()
await drive(() => client.callTool({ name: "echo", arguments: { text } }))
