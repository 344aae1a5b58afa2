/** What the extension's requests are about, for where that is said outside of a message. */
import type { JsonObject } from "@effect-mcp/protocol"

const taskId = ({ taskId }: JsonObject.JsonObject): string | undefined =>
  typeof taskId === "string" ? taskId : undefined

export const taskNames = {
  "tasks/get": taskId,
  "tasks/update": taskId,
  "tasks/cancel": taskId
}
