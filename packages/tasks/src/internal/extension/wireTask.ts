/** A task as the extension has it on the wire, without what belongs to its status. */
import { Tasks } from "@effect-mcp/schema"
import * as Schema from "effect/Schema"

export const WireTask = Schema.Struct({
  taskId: Schema.NonEmptyString,
  status: Tasks.TaskStatus,
  statusMessage: Schema.optionalKey(Schema.String),
  createdAt: Schema.String,
  lastUpdatedAt: Schema.String,
  ttlMs: Schema.optionalKey(Schema.NullOr(Schema.Int)),
  pollIntervalMs: Schema.optionalKey(Schema.Int)
})
export type WireTask = typeof WireTask.Type

/** The notification that says what `tasks/get` would. */
export const changed = "notifications/tasks"
