/**
 * Tasks kept in SQL, over whichever `SqlClient` of SQLite or Postgres there is. `TaskStoreSqlite` and
 * `TaskStorePostgres` bring a client along, are faster, and should be preferred where they fit.
 *
 * @since 0.1.0
 */
import { TaskStore } from "@effect-mcp/tasks"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"

import * as changeLog from "./internal/changeLog.ts"
import * as Database from "./internal/Database.ts"
import * as Dialect from "./internal/Dialect.ts"
import { open } from "./internal/open.ts"
import type { SchemaTooNew } from "./SchemaTooNew.ts"

/**
 * Makes the tables where there are none, or brings them up to date. Any other dialect is a defect.
 *
 * What others change in SQLite is looked for four times a second. In Postgres only what is done through this
 * store is told of: use `TaskStorePostgres` where there are several processes.
 *
 * @since 0.1.0
 */
export const make: Effect.Effect<
  TaskStore.TaskStore["Service"],
  SqlError | SchemaTooNew,
  SqlClient | Scope.Scope
> = Effect.gen(function* () {
  const sql = yield* SqlClient
  const dialect = yield* sql.onDialectOrElse({
    sqlite: () => Effect.succeed(Dialect.sqlite),
    pg: () => Effect.succeed(Dialect.postgres),
    orElse: () => Effect.die(new Error("Tasks are kept in SQLite or Postgres."))
  })
  const database = Database.ofClient(sql, dialect.begin)
  const { listeners, store } = yield* open(database, dialect)
  if (dialect === Dialect.sqlite) yield* changeLog.follow(database, listeners.tell, false)
  return store
})

/**
 * `make`, as a layer.
 *
 * @since 0.1.0
 */
export const layer: Layer.Layer<TaskStore.TaskStore, SqlError | SchemaTooNew, SqlClient> =
  Layer.effect(TaskStore.TaskStore, make)
