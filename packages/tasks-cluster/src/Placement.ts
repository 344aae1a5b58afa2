/**
 * What an engine can tell and do about the workflows of tasks beyond running them. With it a task goes to another
 * process as soon as it is that one's to run, instead of when the engine is done with waiting for it; an answer
 * finds the process that has to go on; and nothing is left of tasks that are over.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/**
 * An engine that says nothing of it knows nothing.
 *
 * @since 0.1.0
 */
export const Placement = Context.Reference<{
  /** Whether the task with this id is this process's to run; `undefined` if that is not known. */
  readonly isHere: (id: string) => boolean | undefined
  /** Deletes what the engine has kept of a task that is over. */
  readonly forget: (id: string) => Effect.Effect<void>
}>("@effect-mcp/tasks-cluster/Placement", {
  defaultValue: () => ({ isHere: () => undefined, forget: () => Effect.void })
})
