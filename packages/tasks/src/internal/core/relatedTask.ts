/**
 * What says which task a message is of.
 *
 * @spec 2025-11-25/basic/utilities/tasks#related-task-metadata
 */
import { JsonObject } from "@effect-mcp/protocol"
import { Meta } from "@effect-mcp/schema"

export const relatedTo = (taskId: string): JsonObject.JsonObject => ({
  [Meta.relatedTask]: { taskId }
})

/** Parameters or a result with that, beside what else they say about themselves. */
export const relate = (
  message: JsonObject.JsonObject | undefined,
  related: JsonObject.JsonObject
): JsonObject.JsonObject => ({
  ...message,
  _meta: { ...JsonObject.child(message, "_meta"), ...related }
})
