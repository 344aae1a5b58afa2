/**
 * The task a handler runs in, if it runs in one.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

/**
 * @since 0.1.0
 */
export interface Current {
  readonly id: string
  /** Leaves the work to an outside system: no runner takes the task up again. */
  readonly handOver: Effect.Effect<void>
}

/**
 * `undefined` outside of a task.
 *
 * @since 0.1.0
 */
export const CurrentTask = Context.Reference<Current | undefined>("@effect-mcp/tasks/CurrentTask", {
  defaultValue: () => undefined
})
