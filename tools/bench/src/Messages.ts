/** The messages every target is driven with, one set per era. */
import type { Era } from "./Target.ts"

export interface Message {
  readonly id?: number | undefined
  readonly method: string
  readonly params?: object | undefined
}

/** What every call sends and has to get back. */
export const text = "hello world 0123456789"

const clientInfo = { name: "bench", version: "1.0.0" }

const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": clientInfo,
  "io.modelcontextprotocol/clientCapabilities": {}
}

export const write = (message: Message): string => JSON.stringify({ jsonrpc: "2.0", ...message })

/** What opens a conversation; its answer has id 0. */
export const opening = (era: Era): Message =>
  era === "stateless"
    ? { id: 0, method: "server/discover", params: { _meta: meta } }
    : {
        id: 0,
        method: "initialize",
        params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo }
      }

/** What follows the answer, if anything does. */
export const opened = (era: Era): Message | undefined =>
  era === "stateless" ? undefined : { method: "notifications/initialized" }

export const echo = (era: Era, id: number): Message => ({
  id,
  method: "tools/call",
  params: {
    name: "echo",
    arguments: { text },
    ...(era === "stateless" ? { _meta: meta } : {})
  }
})

/** What opens a stream in the revision that has no GET. */
export const listen = (id: number): Message => ({
  id,
  method: "subscriptions/listen",
  params: { notifications: { toolsListChanged: true }, _meta: meta }
})
