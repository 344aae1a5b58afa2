/**
 * Sees whether a handler does anything: its scheduler is asked with every operation whether to go on. Waiting for
 * an answer, a timer or the network is doing nothing.
 */
import type * as Fiber from "effect/Fiber"
import type * as Scheduler from "effect/Scheduler"

export class Stirring implements Scheduler.Scheduler {
  readonly executionMode: "sync" | "async"
  /** Rises with everything it does. */
  count = 0
  private readonly inner: Scheduler.Scheduler

  constructor(inner: Scheduler.Scheduler) {
    this.inner = inner
    this.executionMode = inner.executionMode
  }

  shouldYield(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    this.count++
    return this.inner.shouldYield(fiber)
  }

  makeDispatcher(): Scheduler.SchedulerDispatcher {
    return this.inner.makeDispatcher()
  }
}
