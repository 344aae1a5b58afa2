/**
 * Notices that a call can only wait: no fiber of it is ready to run, no step is in flight, and a whole
 * turn of the scheduler brought nothing new. Waiting for a timer, for the network or for an answer is
 * not being ready; being between two scheduled turns is.
 *
 * Effect does not say what a fiber waits for, but everything that is ready passes through the
 * scheduler: so this is the call's scheduler, and counts what is scheduled and has not run.
 *
 * A step may hold the call for so long that the client gives up before it sees the question; `cap`
 * bounds that.
 */
import type * as Fiber from "effect/Fiber"
import type * as Scheduler from "effect/Scheduler"

export interface QuietOptions {
  readonly onQuiet: () => void
  /** Calls back once the call was held for too long; gives what stops that. */
  readonly cap: (callback: () => void) => () => void
}

export class Quiet implements Scheduler.Scheduler {
  readonly executionMode: "sync" | "async"
  private readonly inner: Scheduler.Scheduler
  private readonly wanted: () => boolean
  private readonly options: QuietOptions
  private turns: Scheduler.SchedulerDispatcher | undefined
  private ready = 0
  private held = 0
  private changes = 0
  private watching = false
  private stopCap: (() => void) | undefined

  /** `wanted`: whether anybody waits for the call to be quiet. */
  constructor(inner: Scheduler.Scheduler, wanted: () => boolean, options: QuietOptions) {
    this.inner = inner
    this.wanted = wanted
    this.options = options
    this.executionMode = inner.executionMode
  }

  shouldYield(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    return this.inner.shouldYield(fiber)
  }

  makeDispatcher(): Scheduler.SchedulerDispatcher {
    const dispatcher = this.inner.makeDispatcher()
    return {
      scheduleTask: (task, priority) => {
        this.ready++
        dispatcher.scheduleTask(() => {
          this.ready--
          task()
        }, priority)
      },
      flush: () => dispatcher.flush()
    }
  }

  /** Something new happened: the current turn does not count as quiet. */
  changed(): void {
    this.changes++
  }

  /** Until `release`, the call is not quiet. */
  hold(): void {
    this.held++
    this.changes++
  }

  release(): void {
    this.held--
    this.changes++
    this.watch()
  }

  /** To be called whenever `wanted` may have changed. */
  watch(): void {
    const wanted = this.wanted()
    if (!wanted || this.held === 0) this.endCap()
    if (!wanted || this.watching) return
    if (this.held > 0) {
      this.stopCap ??= this.options.cap(() => {
        this.stopCap = undefined
        if (this.wanted()) this.options.onQuiet()
      })
      return
    }
    this.watching = true
    this.nextTurn(this.changes)
  }

  endCap(): void {
    this.stopCap?.()
    this.stopCap = undefined
  }

  private nextTurn(changesBefore: number): void {
    this.turns ??= this.inner.makeDispatcher()
    this.turns.scheduleTask(() => this.look(changesBefore), 0)
  }

  private look(changesBefore: number): void {
    if (this.held > 0 || !this.wanted()) {
      this.watching = false
      this.watch()
    } else if (this.ready > 0 || this.changes !== changesBefore) {
      this.nextTurn(this.changes)
    } else {
      this.watching = false
      this.options.onQuiet()
    }
  }
}
