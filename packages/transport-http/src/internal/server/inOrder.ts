/**
 * Effects one after another, without a fiber where they are done at once. One that dies, or does not end, is logged, and
 * the next one runs.
 */
import type { Deadlines } from "@effect-mcp/protocol"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/** How long one may take, in milliseconds. */
const patience = 10_000

interface Job {
  readonly begin: () => boolean
}

/** @since 0.1.0 */
export class InOrder {
  private readonly waiting: Array<Job> = []
  private busy = false
  private readonly context: Context.Context<never>
  private readonly deadlines: Deadlines.Deadlines

  constructor(context: Context.Context<never>, deadlines: Deadlines.Deadlines) {
    this.context = context
    this.deadlines = deadlines
  }

  /** Calls `done` with what came of it; `undefined` if nothing did. */
  run<A>(work: Effect.Effect<A>, done: (value: A | undefined) => void): void {
    this.waiting.push({ begin: () => this.begin(work, done) })
    if (!this.busy) this.next()
  }

  private next(): void {
    this.busy = true
    for (let job = this.waiting.shift(); job !== undefined; job = this.waiting.shift()) {
      if (!job.begin()) return
    }
    this.busy = false
  }

  /** Whether it is done already. */
  private begin<A>(work: Effect.Effect<A>, done: (value: A | undefined) => void): boolean {
    const logged = Effect.tapCause(work, (cause) =>
      Effect.logError("The event store failed", cause)
    )
    const fiber = Effect.runForkWith(this.context)(logged)
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) {
      done(Exit.isSuccess(exit) ? exit.value : undefined)
      return true
    }
    const late = this.deadlines.after(patience, () => {
      Effect.runForkWith(this.context)(
        Effect.logError(`The event store took longer than ${patience} ms`)
      )
      fiber.interruptUnsafe()
    })
    fiber.addObserver((exit) => {
      late.cancel()
      done(Exit.isSuccess(exit) ? exit.value : undefined)
      this.next()
    })
    return false
  }
}
