/**
 * How the official clients reach a server: the transports of their libraries.
 */
import {
  SSEClientTransport as V2Sse,
  StreamableHTTPClientTransport as V2Http
} from "@modelcontextprotocol/client"
import { StdioClientTransport as V2Stdio } from "@modelcontextprotocol/client/stdio"
import { SSEClientTransport as V1Sse } from "@modelcontextprotocol/sdk/client/sse.js"
import { StdioClientTransport as V1Stdio } from "@modelcontextprotocol/sdk/client/stdio.js"
import { StreamableHTTPClientTransport as V1Http } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import type { Transport as V1Transport } from "@modelcontextprotocol/sdk/shared/transport.js"

/** A program to start. */
export interface Command {
  readonly command: string
  readonly args: Array<string>
}

/** Where a server listens, by Streamable HTTP or by the HTTP+SSE that came before it. */
export interface Address {
  readonly url: string
  readonly transport: "http" | "sse"
}

export type Target = Command | Address

/** A transport, and what ends the session of one that has it. */
export interface Opened<Transport> {
  readonly transport: Transport
  readonly leave: () => Promise<void>
}

const nothing = () => Promise.resolve()

export const v1 = (target: Target): Opened<V1Transport> => {
  if ("command" in target) {
    return { transport: new V1Stdio({ ...target, stderr: "inherit" }), leave: nothing }
  }
  const url = new URL(target.url)
  if (target.transport === "sse") return { transport: new V1Sse(url), leave: nothing }
  const http = new V1Http(url)
  return { transport: http, leave: () => http.terminateSession() }
}

export const v2 = (target: Target): Opened<V2Stdio | V2Sse | V2Http> => {
  if ("command" in target) {
    return { transport: new V2Stdio({ ...target, stderr: "inherit" }), leave: nothing }
  }
  const url = new URL(target.url)
  if (target.transport === "sse") return { transport: new V2Sse(url), leave: nothing }
  const transport = new V2Http(url)
  return { transport, leave: () => transport.terminateSession() }
}
