/**
 * Work on a SQLite database, which is over at once or finds another process writing.
 *
 * @since 0.1.0
 */
import { isFailReason } from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { classifySqliteError, isSqlError, SqlError } from "effect/sql/SqlError"

/** What `node:sqlite` says is in `errcode`, which `effect/sql` looks for under another name. */
export const toSqlError = (cause: unknown, operation: string): SqlError => {
  if (cause instanceof Error && "errcode" in cause) Object.assign(cause, { errno: cause.errcode })
  const message = `Failed to ${operation}`
  return new SqlError({ reason: classifySqliteError(cause, { message, operation }) })
}

/** Another process writes. */
const isBusy = (error: SqlError): boolean => error.reason._tag === "LockTimeoutError"

/** What is not an error of the database is a defect. */
export const attempt = <A>(use: () => A): Exit.Exit<A, SqlError> => {
  try {
    return Exit.succeed(use())
  } catch (error) {
    return isSqlError(error) ? Exit.fail(error) : Exit.die(error)
  }
}

/** Whether it failed because another process writes. */
export const wasBusy = <A>(exit: Exit.Exit<A, SqlError>): boolean =>
  Exit.isFailure(exit) &&
  exit.cause.reasons.some((reason) => isFailReason(reason) && isBusy(reason.error))

/** For how long another process may write, in milliseconds. */
const patience = 10_000

/** By the system's clock, whatever the program's is: nobody would move that one on for another process. */
const pause = (millis: number): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const timer = setTimeout(() => resume(Effect.void), millis)
    return Effect.sync(() => clearTimeout(timer))
  })

/** Tries again while another process writes. */
export const patiently = <A>(use: () => A): Effect.Effect<A, SqlError> =>
  Effect.suspend(() => tried(use, 0, performance.now() + patience))

const tried = <A>(use: () => A, failures: number, until: number): Effect.Effect<A, SqlError> => {
  const done = attempt(use)
  if (!wasBusy(done) || performance.now() > until) return done
  return Effect.flatMap(pause(Math.min(2 ** failures, 250)), () => tried(use, failures + 1, until))
}
