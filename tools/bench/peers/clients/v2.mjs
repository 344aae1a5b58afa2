// The official SDK v2. REVISION: which one it has to have agreed on.
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client"

import { drive, expectRevision, modern, text, url } from "../../src/ClientLoad.ts"

const options = modern ? { versionNegotiation: { mode: "auto" } } : {}
const client = new Client({ name: "bench", version: "1.0.0" }, options)
await client.connect(new StreamableHTTPClientTransport(new URL(url)))
expectRevision(client.getNegotiatedProtocolVersion())
await client.listTools()
await drive(() => client.callTool({ name: "echo", arguments: { text } }))
