/**
 * `params.task`: the wish for a task, as whoever receives it reads it.
 *
 * @spec 2025-11-25/basic/utilities/tasks#task-parameters
 */
import { JsonObject, RpcError } from "@effect-mcp/protocol"

export interface TaskMetadata {
  /** In milliseconds. */
  readonly ttl?: number | undefined
}

export const is = (value: unknown): value is TaskMetadata => {
  if (!JsonObject.is(value)) return false
  const { ttl } = value
  return ttl === undefined || (typeof ttl === "number" && Number.isSafeInteger(ttl) && ttl >= 0)
}

/** What it is refused with where it is none. */
export const malformed = RpcError.invalidParams(
  "task must be an object; its ttl, a whole number of 0 or more"
)
