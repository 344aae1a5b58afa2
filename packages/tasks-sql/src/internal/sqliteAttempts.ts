/**
 * Work on a SQLite database, which is over at once or finds another process writing.
 *
 * @since 0.1.0
 */
import { isFailReason } from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schedule from "effect/Schedule"
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

const patience = Schedule.min([
  Schedule.exponential("10 millis"),
  Schedule.spaced("250 millis")
]).pipe(Schedule.upTo({ duration: "10 seconds" }))

/** Tries again while another process writes. */
export const patiently = <A>(use: () => A): Effect.Effect<A, SqlError> =>
  Effect.retry(
    Effect.suspend(() => attempt(use)),
    { schedule: patience, while: isBusy }
  )
