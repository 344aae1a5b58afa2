/** Work that several want at the same time, done once for all who come while it is under way. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"

/** `fork` runs it, so that it is not interrupted with the one who came first. */
export const shared = <A, E>(
  work: Effect.Effect<A, E>,
  fork: (work: Effect.Effect<unknown>) => void
): Effect.Effect<A, E> => {
  let running: Deferred.Deferred<A, E> | undefined
  const begin = (): Deferred.Deferred<A, E> => {
    const made = Deferred.makeUnsafe<A, E>()
    running = made
    const whole = Effect.onExit(work, (exit) =>
      Effect.sync(() => {
        running = undefined
        Deferred.doneUnsafe(made, exit)
      })
    )
    fork(Effect.ignore(whole))
    return made
  }
  return Effect.suspend(() => Deferred.await(running ?? begin()))
}
