/**
 * Tasks kept in Postgres, for as many processes on as many machines as there are. What one of them changes the others
 * are told at once, by notifications.
 *
 * @since 0.1.0
 */
import { TaskStore } from "@effect-mcp/tasks"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"

import * as Database from "../internal/Database.ts"
import * as Dialect from "../internal/Dialect.ts"
import * as notifications from "../internal/notifications.ts"
import { open } from "../internal/open.ts"
import type { SchemaTooNew } from "../SchemaTooNew.ts"

/**
 * Over a client that is there, of which one connection listens from now on. Makes the tables where there are none.
 *
 * @since 0.1.0
 */
export const make: Effect.Effect<
  TaskStore.TaskStore["Service"],
  SqlError | SchemaTooNew,
  PgClient.PgClient | Scope.Scope
> = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  const database = Database.ofClient(sql, Dialect.postgres.begin)
  const { listeners, store } = yield* open(database, Dialect.postgres)
  yield* notifications.follow(sql, database, listeners.tell)
  return store
})

/**
 * `make`, as a layer.
 *
 * @since 0.1.0
 */
export const layerClient: Layer.Layer<
  TaskStore.TaskStore,
  SqlError | SchemaTooNew,
  PgClient.PgClient
> = Layer.effect(TaskStore.TaskStore, make)

/**
 * With connections of its own.
 *
 * @since 0.1.0
 */
export const layer = (
  config: PgClient.PgPoolConfig
): Layer.Layer<TaskStore.TaskStore, SqlError | SchemaTooNew> =>
  layerClient.pipe(Layer.provide(PgClient.layer(config)))
