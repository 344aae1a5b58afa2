/**
 * The workflow that runs a task. Its payload is the task's id and so is its execution's; all else is in the
 * task store. It has no result: what a task came to is on the task.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Workflow from "effect/workflow/Workflow"

/**
 * @since 0.1.0
 */
export const name = "mcp/task"

/**
 * For whoever looks after an engine: `workflow.poll(taskId)`, `workflow.interrupt(taskId)`.
 *
 * @since 0.1.0
 */
export const workflow = Workflow.make(name, {
  payload: { id: Schema.String },
  idempotencyKey: ({ id }) => id
})
