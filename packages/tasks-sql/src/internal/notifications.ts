/**
 * Learns what has been written to a Postgres database, by whomever, from its notifications.
 *
 * @since 0.1.0
 */
import type { TaskStore } from "@effect-mcp/tasks"
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { Notification } from "@effect/sql-pg/PgConnection"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"

import type { Database } from "./Database.ts"
import { isHash } from "./key.ts"
import { channel } from "./postgresMigrations.ts"
import * as row from "./row.ts"

type Heard = Queue.Dequeue<Notification, SqlError>

const byHash = `SELECT ${row.idColumns} FROM mcp_tasks WHERE id = $1`

/** The id that a notification stands for, or any: a task that is gone leaves only its hash. */
const idOf = (database: Database, payload: string) =>
  isHash(payload)
    ? Effect.map(database.run(byHash, [payload]), ([found]) => found && row.toId(found))
    : Effect.succeed(payload)

const ignore = Effect.ignore({ log: "Warn", message: "Changes of tasks are not heard" })

/** Passes on what is heard until the connection is lost. */
const passOn = (
  database: Database,
  heard: Heard,
  tell: TaskStore.Listener
): Effect.Effect<never, SqlError> =>
  Queue.take(heard).pipe(
    Effect.flatMap(({ payload }) => idOf(database, payload)),
    Effect.map(tell),
    Effect.forever
  )

/** Listens anew, a second after the connection was lost. Any task may have changed meanwhile. */
const listenAgain = (
  sql: PgClient,
  database: Database,
  tell: TaskStore.Listener
): Effect.Effect<never> =>
  Effect.gen(function* () {
    const heard = yield* sql.listen(channel)
    tell(undefined)
    return yield* passOn(database, heard, tell)
  }).pipe(Effect.scoped, ignore, Effect.delay("1 second"), Effect.forever)

/** Tells what changes from now on until the scope closes. */
export const follow = Effect.fnUntraced(function* (
  sql: PgClient,
  database: Database,
  tell: TaskStore.Listener
): Effect.fn.Return<void, SqlError, Scope.Scope> {
  const first = yield* Scope.fork(yield* Effect.scope)
  const heard = yield* Scope.provide(sql.listen(channel), first)
  yield* passOn(database, heard, tell).pipe(
    Effect.onExit((exit) => Scope.close(first, exit)),
    ignore,
    Effect.andThen(listenAgain(sql, database, tell)),
    Effect.forkScoped
  )
})
