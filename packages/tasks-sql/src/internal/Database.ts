/**
 * What a store needs of a database: one statement, or several in one transaction. Everything goes through
 * here, so that a database that answers at once (`node:sqlite`) can do so.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { SqlClient } from "effect/sql/SqlClient"
import { BeginTransaction } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

export type Value = string | number | null
export type Row = ReadonlyArray<unknown>
export type Rows = ReadonlyArray<Row>

/** A statement, and what stands in for its placeholders. */
export interface Query {
  readonly text: string
  readonly values: ReadonlyArray<Value>
}

/** Yields queries, is resumed with their rows, and gives what came of it. */
export type Work<A> = () => Generator<Query, A, Rows>

export interface Database {
  readonly run: (text: string, values: ReadonlyArray<Value>) => Effect.Effect<Rows, SqlError>
  /** All of `work` in one transaction, which nobody else's writes get into. */
  readonly atomically: <A>(work: Work<A>) => Effect.Effect<A, SqlError>
  /** Once what the caller has written can be seen by others; at once, outside a transaction of the caller's own. */
  readonly committed: (tell: () => void) => Effect.Effect<void>
}

/**
 * Over any client. `begin` opens a transaction that writes.
 */
export const ofClient = (sql: SqlClient, begin: string): Database => {
  const run: Database["run"] = (text, values) => sql.unsafe(text, values).values
  const perform = Effect.fnUntraced(function* <A>(work: Work<A>) {
    const steps = work()
    let step = steps.next()
    while (step.done !== true) step = steps.next(yield* run(step.value.text, step.value.values))
    return step.value
  })
  return {
    run,
    atomically: (work) =>
      sql.withTransaction(perform(work)).pipe(Effect.provideService(BeginTransaction, begin)),
    committed: (tell) => sql.afterCommit(Effect.sync(tell))
  }
}
