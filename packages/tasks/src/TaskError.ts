/**
 * How a task can end for a client without a result. Found as the `cause` of `Unresolved`, a reason of
 * `ClientError`.
 *
 * @since 0.1.0
 */
import { Caller } from "@effect-mcp/protocol"
import * as Schema from "effect/Schema"

import { tasksExtension } from "./internal/extensionId.ts"

/**
 * It was cancelled, by whomever.
 *
 * @spec 2025-11-25/basic/utilities/tasks#task-cancellation
 * @since 0.1.0
 */
export class TaskCancelled extends Schema.TaggedError<TaskCancelled>()("TaskCancelled", {
  id: Schema.String,
  statusMessage: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    const { id, statusMessage } = this
    return `the task ${id} was cancelled${statusMessage === undefined ? "" : `: ${statusMessage}`}`
  }
}

/**
 * Its time is over, and nothing has happened to it: its server may have forgotten it.
 *
 * @spec 2025-11-25/basic/utilities/tasks#ttl-and-resource-management
 * @since 0.1.0
 */
export class TaskExpired extends Schema.TaggedError<TaskExpired>()("TaskExpired", {
  id: Schema.String,
  ttl: Schema.Finite
}) {
  override get message() {
    return `the task ${this.id} was not over within the ${this.ttl} ms it is kept for`
  }
}

/**
 * After a reconnect the server speaks a revision in which it is no task of this kind.
 *
 * @since 0.1.0
 */
export class TaskLost extends Schema.TaggedError<TaskLost>()("TaskLost", {
  id: Schema.String,
  revision: Schema.String
}) {
  override get message() {
    return `the task ${this.id} is unknown in revision ${this.revision}, which is spoken now`
  }
}

/**
 * @since 0.1.0
 */
export type TaskError = TaskCancelled | TaskExpired | TaskLost

/**
 * As a client's call fails with it.
 *
 * @since 0.1.0
 */
export const unresolved = (cause: TaskError): Caller.Unresolved =>
  new Caller.Unresolved({ extension: tasksExtension, cause })
