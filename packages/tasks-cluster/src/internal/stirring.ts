/**
 * Sees whether a handler does anything: its scheduler is asked with every operation whether to go on. Waiting for
 * an answer, a timer or the network is doing nothing.
 */
import { CurrentTask } from "@effect-mcp/tasks"
import type * as Fiber from "effect/Fiber"
import type * as Scheduler from "effect/Scheduler"

export class Stirring implements Scheduler.Scheduler {
  readonly executionMode: "sync" | "async"
  private readonly inner: Scheduler.Scheduler
  private count = 0
  private sees = false

  constructor(inner: Scheduler.Scheduler) {
    this.inner = inner
    this.executionMode = inner.executionMode
  }

  /** Rises with everything it does; `undefined` where a scheduler of the application's own hides the handler. */
  get soFar(): number | undefined {
    return this.sees ? this.count : undefined
  }

  shouldYield(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    this.count++
    this.sees ||= fiber.getRef(CurrentTask.CurrentTask) !== undefined
    return this.inner.shouldYield(fiber)
  }

  makeDispatcher(): Scheduler.SchedulerDispatcher {
    return this.inner.makeDispatcher()
  }
}
