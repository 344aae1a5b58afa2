/**
 * Where the engine runs the workflow of a task. An engine that can tell lets its tasks go to another process as
 * soon as they are that one's, instead of when it is done with waiting for them; and an answer finds the process
 * that has to go on.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

/**
 * Whether the task with this id is this process's to run; `undefined` if that is not known.
 *
 * @since 0.1.0
 */
export const Placement = Context.Reference<(id: string) => boolean | undefined>(
  "@effect-mcp/tasks-cluster/Placement",
  { defaultValue: () => () => undefined }
)
