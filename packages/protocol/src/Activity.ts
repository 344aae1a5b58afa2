/**
 * How much is being worked on, over all connections, so that an ending can wait for it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"

/**
 * A count, and a way to wait until it is zero.
 *
 * @since 0.1.0
 */
export class Activity {
  private count = 0
  private waiting: Array<() => void> = []

  get size(): number {
    return this.count
  }

  begin(): void {
    this.count++
  }

  end(): void {
    this.count--
    if (this.count > 0) return
    const waiting = this.waiting
    this.waiting = []
    for (const done of waiting) done()
  }

  /** Ends once nothing is being worked on; at once if nothing is. */
  readonly quiet: Effect.Effect<void> = Effect.callback((resume) => {
    if (this.count === 0) return resume(Effect.void)
    const done = () => resume(Effect.void)
    this.waiting.push(done)
    return Effect.sync(() => {
      this.waiting = this.waiting.filter((other) => other !== done)
    })
  })
}
