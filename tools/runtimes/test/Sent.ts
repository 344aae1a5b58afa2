/** Requests by hand, for what a client of ours would not send. */
import { Effect } from "effect"

const json = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream"
}

/** A call of a tool that says everything itself. */
export const call = (
  name: string,
  meta: { readonly [key: string]: unknown } = {},
  args: { readonly [key: string]: unknown } = {}
) => {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    ...meta
  }
  const params = { name, arguments: args, _meta }
  return {
    headers: {
      ...json,
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": name
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params })
  }
}

/** A body that does not say how long it is. */
export const pieces = (texts: ReadonlyArray<string>): ReadableStream<Uint8Array> =>
  ReadableStream.from(texts).pipeThrough(new TextEncoderStream())

export const text = (url: string, request: RequestInit): Effect.Effect<string> =>
  Effect.promise(async () => (await fetch(url, { method: "POST", ...request })).text())

export const status = (url: string, request: RequestInit): Effect.Effect<number> =>
  Effect.promise(async () => {
    const response = await fetch(url, { method: "POST", duplex: "half", ...request })
    await response.text()
    return response.status
  })

/** How many calls were stopped so far. */
export const stopped = (url: string): Effect.Effect<number> =>
  Effect.promise(async () => {
    const response = await fetch(url, { method: "POST", ...call("stopped") })
    const { result } = (await response.json()) as {
      readonly result: { readonly structuredContent: { readonly count: number } }
    }
    return result.structuredContent.count
  })

/** The session of a handshake. */
export const initialize = (url: string, protocolVersion: string): Effect.Effect<string> =>
  Effect.promise(async () => {
    const clientInfo = { name: "test", version: "1.0.0" }
    const params = { protocolVersion, capabilities: {}, clientInfo }
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params })
    const response = await fetch(url, { method: "POST", headers: json, body })
    await response.text()
    return response.headers.get("mcp-session-id") ?? ""
  })

/** The next piece of a stream that has anything to say. */
export const next = (response: Response): Effect.Effect<string> =>
  Effect.promise(async () => {
    const reader = response.body?.getReader()
    for (;;) {
      const { value } = (await reader?.read()) ?? {}
      const text = new TextDecoder().decode(value)
      if (text.includes("data:") || value === undefined) return text
    }
  })
