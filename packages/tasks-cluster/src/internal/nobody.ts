/**
 * The lease of a task that no process runs: one that was just made, one at rest. Nobody moves it on, so when it has
 * run out somebody looks after the task.
 */
import type { Task } from "@effect-mcp/tasks"

const nobody = "cluster"

/** `check` is in milliseconds. */
export const lease = (now: number, check: number): Task.Lease => ({
  runner: nobody,
  until: now + check
})

/** Whether a process runs it, or did before it ended. */
export const isHeld = ({ lease }: Pick<Task.Task, "lease">): boolean =>
  lease !== undefined && lease.runner !== nobody
