/**
 * One connection of SQLite whose writes of one turn of the event loop are committed together, and nobody goes on
 * before that. A commit writes every page it has touched, so a hundred tasks a turn cost little more than one.
 *
 * Reads do not wait, unless something is written and not yet committed: nobody is shown what a crash could take back.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { isSqlError, type SqlError } from "effect/sql/SqlError"

import type { Database, Rows, Value, Work } from "./Database.ts"
import { attempt, patiently, wasBusy } from "./sqliteAttempts.ts"
import type { SqliteConnection } from "./SqliteConnection.ts"

type Told = (exit: Exit.Exit<void, SqlError>) => void

const reads = /^\s*(?:SELECT|PRAGMA)\b/i

export class GroupCommit implements Database {
  private readonly connection: SqliteConnection
  /** Who waits for the commit; `undefined` while nothing is written. */
  private group: Array<Told> | undefined

  constructor(connection: SqliteConnection) {
    this.connection = connection
  }

  readonly run = (text: string, values: ReadonlyArray<Value>): Effect.Effect<Rows, SqlError> => {
    const use = () => this.connection.run(text, values)
    return reads.test(text) ? this.read(use) : this.write(use)
  }

  readonly atomically = <A>(work: Work<A>): Effect.Effect<A, SqlError> =>
    this.write(() =>
      this.connection.part((run) => {
        const steps = work()
        let step = steps.next()
        while (step.done !== true) step = steps.next(run(step.value.text, step.value.values))
        return step.value
      })
    )

  /** Whoever tells has waited for the commit already. */
  readonly committed = (tell: () => void): Effect.Effect<void> => Effect.sync(tell)

  /** What is written and not committed yet. To be called before the connection closes, too. */
  commit(): void {
    const { group } = this
    if (group === undefined) return
    const done = attempt(() => void this.connection.run("COMMIT", []))
    if (Exit.isFailure(done)) this.rollback()
    this.end(done)
  }

  private read<A>(use: () => A): Effect.Effect<A, SqlError> {
    return Effect.suspend(() => {
      const done = attempt(use)
      return wasBusy(done) ? patiently(use) : this.settled(done)
    })
  }

  private write<A>(use: () => A): Effect.Effect<A, SqlError> {
    return Effect.suspend(() => {
      const done = attempt(() => this.within(use))
      return wasBusy(done)
        ? Effect.flatMap(
            patiently(() => this.within(use)),
            (value) => this.settled(Exit.succeed(value))
          )
        : this.settled(done)
    })
  }

  /** In the transaction of this turn. What fails takes back its own part only, where SQLite can. */
  private within<A>(use: () => A): A {
    if (this.group === undefined) {
      this.connection.run("BEGIN IMMEDIATE", [])
      this.group = []
      setImmediate(() => this.commit())
    }
    try {
      return use()
    } catch (error) {
      if (!this.connection.database.isTransaction && isSqlError(error)) this.end(Exit.fail(error))
      throw error
    }
  }

  /** The same, once it is committed; a failure at once. */
  private settled<A>(done: Exit.Exit<A, SqlError>): Effect.Effect<A, SqlError> {
    const { group } = this
    if (group === undefined || Exit.isFailure(done)) return done
    return Effect.flatMap(
      Effect.callback<void, SqlError>((resume) => void group.push(resume)),
      () => done
    )
  }

  private rollback(): void {
    if (this.connection.database.isTransaction) attempt(() => this.connection.run("ROLLBACK", []))
  }

  private end(exit: Exit.Exit<void, SqlError>): void {
    const { group = [] } = this
    this.group = undefined
    for (const told of group) told(exit)
  }
}
