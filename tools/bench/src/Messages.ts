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

const metaWith = (capabilities: object) => ({
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": clientInfo,
  "io.modelcontextprotocol/clientCapabilities": capabilities
})

const meta = metaWith({})
const taskMeta = metaWith({ extensions: { "io.modelcontextprotocol/tasks": {} } })

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

/** A call of the tool that is a task, in the words of the era's own dialect. */
export const job = (era: Era, id: number): Message => ({
  id,
  method: "tools/call",
  params: {
    name: "job",
    arguments: { text },
    ...(era === "stateless" ? { _meta: taskMeta } : { task: { ttl: 3_600_000 } })
  }
})

const ofTask = (method: string) => (era: Era, id: number, taskId: string) => ({
  id,
  method,
  params: { taskId, ...(era === "stateless" ? { _meta: taskMeta } : {}) }
})

export const getTask: (era: Era, id: number, taskId: string) => Message = ofTask("tasks/get")

/** What a task came to, in the era in which `tasks/get` does not say it. */
export const taskResult: (era: Era, id: number, taskId: string) => Message = ofTask("tasks/result")
