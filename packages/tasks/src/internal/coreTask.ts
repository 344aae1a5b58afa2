/** A task as 2025-11-25 has it on the wire. */
import { JsonObject } from "@effect-mcp/protocol"

import type * as Task from "../Task.ts"
import { iso } from "./time.ts"

export const coreTask = (task: Task.Task): JsonObject.JsonObject => ({
  taskId: task.id,
  status: statusOf(task),
  ...messageOf(task),
  createdAt: iso(task.createdAt),
  lastUpdatedAt: iso(task.updatedAt),
  ttl: task.ttl,
  pollInterval: task.pollInterval
})

/** A tool that failed makes a failed task here. */
const statusOf = ({ status, toolFailed }: Task.Task): Task.Status =>
  toolFailed ? "failed" : status

const messageOf = (task: Task.Task): JsonObject.JsonObject | undefined => {
  const message = task.toolFailed ? failureOf(task) : task.statusMessage
  return message === undefined ? undefined : { statusMessage: message }
}

/** What a failed tool said, for people. */
const failureOf = ({ outcome, statusMessage }: Task.Task): string | undefined => {
  if (outcome?._tag !== "Result") return statusMessage
  const { content } = outcome.result
  const first: unknown = Array.isArray(content) ? content[0] : undefined
  const text = JsonObject.is(first) ? first["text"] : undefined
  return typeof text === "string" ? text.slice(0, 500) : statusMessage
}
