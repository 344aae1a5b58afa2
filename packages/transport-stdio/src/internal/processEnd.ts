/**
 * Ends a process whose only task was to serve a host that has gone.
 *
 * A server that outlives its host is an orphan nobody will ever stop, so this does not leave the ending to
 * chance: calls in flight finish, then the program is asked to stop in the way it already listens for
 * (`runMain` interrupts its fiber on SIGTERM, and finalizers run), and a timer ends what is still there.
 *
 * @spec 2026-07-28/basic/transports/stdio#shutdown
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/**
 * What is followed: a conversation that ends, and can be stopped.
 *
 * @since 0.1.0
 */
export interface Conversation {
  readonly ended: Effect.Effect<unknown>
  readonly stop: Effect.Effect<void>
}

/** What `runMain` exits with after an interruption. */
const interrupted = 130

/**
 * Until the scope closes: when the conversation ends, or SIGTERM arrives, this process ends too, within
 * `within` and with its exit code untouched, or 0.
 *
 * @since 0.1.0
 */
export const follow = (
  conversation: Conversation,
  within: Duration.Input
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.gen(function* () {
    const onSignal = (): void => end(() => reraise())
    const end = once((then) => {
      exitAfter(within)
      Effect.runFork(
        Effect.andThen(
          conversation.stop,
          Effect.sync(() => {
            process.off("SIGTERM", onSignal)
            then()
          })
        )
      )
    })
    yield* Effect.acquireRelease(
      Effect.sync(() => process.on("SIGTERM", onSignal)),
      () => Effect.sync(() => process.off("SIGTERM", onSignal))
    )
    yield* Effect.forkScoped(
      Effect.andThen(
        conversation.ended,
        Effect.sync(() => end(askToStop))
      )
    )
  })

const once = (f: (then: () => void) => void): ((then: () => void) => void) => {
  let called = false
  return (then) => {
    if (called) return
    called = true
    f(then)
  }
}

/** Does not keep the process alive by itself, so one that ends in time ends at once. */
const exitAfter = (within: Duration.Input): void => {
  setTimeout(() => process.exit(), Duration.toMillis(within)).unref()
}

/** Others that listen for SIGTERM have it already; without them it does what it does by default. */
const reraise = (): void => {
  if (process.listenerCount("SIGTERM") === 0) process.kill(process.pid, "SIGTERM")
}

/** The host closed a pipe, which is how it says goodbye: a success, though the fiber was interrupted. */
const askToStop = (): void => {
  process.once("exit", (code) => {
    if (code === interrupted) process.exitCode = 0
  })
  process.emit("SIGTERM", "SIGTERM")
}
