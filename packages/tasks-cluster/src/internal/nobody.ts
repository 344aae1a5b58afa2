/**
 * Who holds a task. A process that runs it holds it under a lease of its own, which it moves on while it lives;
 * one that was just made or is at rest is held by nobody, under a lease that nobody moves on: when that has run
 * out, somebody looks after the task.
 */
import type { Task } from "@effect-mcp/tasks"

const nobody = "cluster"

type Held = Pick<Task.Task, "lease">

/** `check` is in milliseconds. */
export const lease = (now: number, check: number): Task.Lease => ({
  runner: nobody,
  until: now + check
})

/** Whether a process runs it, or did before it ended. */
export const isHeld = ({ lease }: Held): boolean => lease !== undefined && lease.runner !== nobody

/** Whether another process runs it, as far as may be believed. */
export const isOthers = (task: Held, runner: string, now: number): boolean =>
  task.lease !== undefined && isHeld(task) && task.lease.runner !== runner && task.lease.until > now
