/**
 * One request of ours that waits for its answer, and the two waits that bound it: one that progress
 * begins anew, and one that nothing does.
 *
 * @spec 2026-07-28/basic/patterns/cancellation#timeouts
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"

import type { Deadline, Deadlines } from "./Deadlines.ts"
import type { JsonObject } from "./JsonObject.ts"
import type { ProgressReport } from "./Outgoing.ts"
import type { RequestError } from "./RequestError.ts"

/**
 * How it is answered, and how long it waits in milliseconds.
 *
 * @since 0.1.0
 */
export interface Options {
  readonly resume: (answer: Effect.Effect<JsonObject, RequestError>) => void
  readonly onProgress: ((report: ProgressReport) => void) | undefined
  readonly timeout: number
  readonly ceiling: number
  readonly expired: (after: number) => void
}

/**
 * One of them.
 *
 * @since 0.1.0
 */
export class PendingRequest {
  private readonly options: Options
  private readonly deadlines: Deadlines
  private readonly after: number
  private deadline: Deadline | undefined
  private ceiling: Deadline | undefined

  constructor(options: Options, deadlines: Deadlines) {
    this.options = options
    this.deadlines = deadlines
    this.after = Math.min(options.timeout, options.ceiling)
  }

  get onProgress(): Options["onProgress"] {
    return this.options.onProgress
  }

  resume(answer: Effect.Effect<JsonObject, RequestError>): void {
    this.options.resume(answer)
  }

  start(): void {
    this.deadline = this.deadlines.after(this.after, () => this.options.expired(this.after))
    if (this.onProgress !== undefined) this.bound()
  }

  /** Progress came: the wait begins again, its ceiling stays. */
  restart(): void {
    if (!this.isCeiling) this.deadline?.restart()
  }

  /** The wait stands still; its ceiling does not. */
  pause(): void {
    if (this.isCeiling) return
    this.deadline?.cancel()
    this.bound()
  }

  end(): void {
    this.deadline?.cancel()
    this.ceiling?.cancel()
  }

  /** The wait is as long as the ceiling allows, so nothing may move it. */
  private get isCeiling(): boolean {
    return this.options.ceiling <= this.options.timeout
  }

  private bound(): void {
    if (this.isCeiling) return
    this.ceiling ??= this.deadlines.after(this.options.ceiling, () =>
      this.options.expired(this.options.ceiling)
    )
  }
}
