/** Tasks as servers write them. */
import type { Frame } from "./Scripted.ts"

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString()

/** Of the extension; `after` is seconds from its creation to its last change. */
export const flat = (status: string, more: Frame = {}, after = 0): Frame => ({
  resultType: "complete",
  taskId: "task-1",
  status,
  createdAt: at(0),
  lastUpdatedAt: at(after),
  ttlMs: 3_600_000,
  pollIntervalMs: 2000,
  ...more
})

/** The answer that begins one of them. */
export const created = (more: Frame = {}): Frame => ({
  ...flat("working", more),
  resultType: "task"
})

/** Of the core. */
export const nested = (status: string, more: Frame = {}, after = 0): Frame => ({
  taskId: "task-1",
  status,
  createdAt: at(0),
  lastUpdatedAt: at(after),
  ttl: 3_600_000,
  pollInterval: 2000,
  ...more
})

/** A question for a name. */
export const question = (message = "Who?"): Frame => ({
  method: "elicitation/create",
  params: {
    mode: "form",
    message,
    requestedSchema: { type: "object", properties: { name: { type: "string" } } }
  }
})

export const named = (name: string): Frame => ({ action: "accept", content: { name } })
