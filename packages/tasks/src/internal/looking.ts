/**
 * Looking at what may have changed, one look at a time: what changes meanwhile is looked at once more.
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"

export class Looking {
  private isLooking = false
  private again = false
  private readonly look: Effect.Effect<unknown>
  private readonly context: Context.Context<never>

  constructor(look: Effect.Effect<unknown>, context: Context.Context<never>) {
    this.look = look
    this.context = context
  }

  /** Something may have changed. */
  told(): void {
    if (this.isLooking) {
      this.again = true
      return
    }
    this.isLooking = true
    Effect.runForkWith(this.context)(this.look).addObserver(() => {
      this.isLooking = false
      if (!this.again) return
      this.again = false
      this.told()
    })
  }
}
