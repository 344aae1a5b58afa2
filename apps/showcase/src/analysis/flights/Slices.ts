/**
 * Long calculations in short slices: whoever else this process works for has a turn after each.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"

/** How long a slice may take, in milliseconds. */
const slice = 8

/** Does `work` with 0, 1, … up to `count`; stops between two of them when it is interrupted. */
export const each = (count: number, work: (index: number) => void): Effect.Effect<void> =>
  Effect.gen(function* () {
    let index = 0
    while (index < count) {
      const end = performance.now() + slice
      do work(index++)
      while (index < count && performance.now() < end)
      yield* Effect.yieldNow
    }
  })
