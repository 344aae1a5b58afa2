/** A clock whose sleeps are events: a test sees how long somebody means to wait, and decides when the time is over. */
import { Clock, Duration, Effect, Queue } from "effect"

export interface Sleep {
  readonly millis: number
  readonly wake: () => void
}

export interface ManualClock {
  /** The next that goes to sleep. Long sleeps are bounds that no test reaches, and are not told. */
  readonly sleep: Effect.Effect<Sleep>
  /** How many sleep that nobody has taken. */
  readonly sleeping: () => number
  readonly provide: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

const bound = 10_000

export const make: Effect.Effect<ManualClock> = Effect.gen(function* () {
  const real = yield* Clock.Clock
  const sleeps = yield* Queue.unbounded<Sleep>()
  const clock: Clock.Clock = {
    currentTimeMillis: real.currentTimeMillis,
    currentTimeMillisUnsafe: () => real.currentTimeMillisUnsafe(),
    currentTimeNanos: real.currentTimeNanos,
    currentTimeNanosUnsafe: () => real.currentTimeNanosUnsafe(),
    monotonicTimeNanos: real.monotonicTimeNanos,
    monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
    sleep: (duration) =>
      Effect.callback((resume) => {
        const millis = Duration.toMillis(duration)
        if (millis < bound) {
          Queue.offerUnsafe(sleeps, { millis, wake: () => resume(Effect.void) })
        }
      })
  }
  return {
    sleep: Queue.take(sleeps),
    sleeping: () => Queue.sizeUnsafe(sleeps),
    provide: Effect.provideService(Clock.Clock, clock)
  }
})
