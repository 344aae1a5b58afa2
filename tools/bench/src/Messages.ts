/** The messages every target is driven with, one set per era. */
import type { Target } from "./Peer.ts"

const clientInfo = { name: "bench", version: "1.0.0" }

const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": clientInfo,
  "io.modelcontextprotocol/clientCapabilities": {}
}

const line = (message: object): string => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`

/** What opens a conversation; its answer has id 0. */
export const opening = (era: Target["era"]): string =>
  era === "stateless"
    ? line({ id: 0, method: "server/discover", params: { _meta: meta } })
    : line({
        id: 0,
        method: "initialize",
        params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo }
      })

/** What follows the answer, if anything does. */
export const opened = (era: Target["era"]): string =>
  era === "stateless" ? "" : line({ method: "notifications/initialized" })

export const echo = (era: Target["era"], id: number): string =>
  line({
    id,
    method: "tools/call",
    params: {
      name: "echo",
      arguments: { text: "hello world 0123456789" },
      ...(era === "stateless" ? { _meta: meta } : {})
    }
  })
