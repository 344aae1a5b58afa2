/**
 * Learns what has been written to a Postgres database, by whomever, from its notifications.
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { Notification } from "@effect/sql-pg/PgConnection"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"

import type { Database, Rows } from "./Database.ts"
import { isHash } from "./key.ts"
import type { Listener } from "./Listeners.ts"
import { channel } from "./postgresMigrations.ts"
import * as row from "./row.ts"

type Heard = Queue.Dequeue<Notification, SqlError>

const toIds = (rows: Rows): ReadonlyArray<string> =>
  rows.flatMap((columns) => row.toId(columns) ?? [])

const every = `SELECT ${row.idColumns} FROM mcp_tasks`

/** The ids that a notification stands for. */
const idsOf = (database: Database, payload: string) =>
  isHash(payload)
    ? Effect.map(database.run(`${every} WHERE id = $1`, [payload]), toIds)
    : Effect.succeed([payload])

/** Passes on what is heard until the connection is lost. */
const passOn = (database: Database, heard: Heard, tell: Listener): Effect.Effect<never, SqlError> =>
  Queue.take(heard).pipe(
    Effect.flatMap(({ payload }) => idsOf(database, payload)),
    Effect.map((ids) => ids.forEach(tell)),
    Effect.forever
  )

/** Listens anew, a second after the connection was lost. What was missed meanwhile counts as a change of everything. */
const listenAgain = (sql: PgClient, database: Database, tell: Listener): Effect.Effect<never> =>
  Effect.gen(function* () {
    const heard = yield* sql.listen(channel)
    const ids = toIds(yield* database.run(every, []))
    for (const id of ids) tell(id)
    return yield* passOn(database, heard, tell)
  }).pipe(Effect.scoped, Effect.ignore, Effect.delay("1 second"), Effect.forever)

/** Tells what changes from now on until the scope closes. */
export const follow = Effect.fnUntraced(function* (
  sql: PgClient,
  database: Database,
  tell: Listener
): Effect.fn.Return<void, SqlError, Scope.Scope> {
  const first = yield* Scope.fork(yield* Effect.scope)
  const heard = yield* Scope.provide(sql.listen(channel), first)
  yield* passOn(database, heard, tell).pipe(
    Effect.onExit((exit) => Scope.close(first, exit)),
    Effect.ignore,
    Effect.andThen(listenAgain(sql, database, tell)),
    Effect.forkScoped
  )
})
