/**
 * `SqlClient` over `node:sqlite`: one connection, in WAL mode, on a thread that waits for nothing but the disk.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"

import * as sqliteFile from "../internal/sqliteFile.ts"

/**
 * @since 0.1.0
 */
export interface Options {
  /** A path, or `":memory:"`. A file that is not there is made, readable by its owner only. */
  readonly filename: string
  /**
   * What survives the machine losing power: with `"normal"` the last commits may be gone, with `"full"` none is. The
   * end of the process loses nothing in either.
   *
   * @default "normal"
   */
  readonly synchronous?: sqliteFile.Synchronous | undefined
}

/**
 * Opens the file until the scope closes.
 *
 * @since 0.1.0
 */
export const make: (
  options: Options
) => Effect.Effect<SqlClient.SqlClient, SqlError, Scope.Scope | Reactivity.Reactivity> =
  Effect.fnUntraced(function* ({ filename, synchronous = "normal" }) {
    const connection = yield* sqliteFile.acquire(filename, synchronous)
    const semaphore = yield* Semaphore.make(1)
    return yield* SqlClient.make({
      ...SqlClient.makeSqliteAcquirers({
        connection: Effect.succeed(connection),
        semaphore,
        isTransaction: ({ database }) => database.isTransaction
      }),
      compiler: Statement.makeCompilerSqlite(),
      driver: "node-sqlite",
      beginTransaction: "BEGIN IMMEDIATE",
      prepareTransactionControls: true,
      releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
      spanAttributes: [["db.system.name", "sqlite"]]
    })
  })

/**
 * `make`, as a layer.
 *
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<SqlClient.SqlClient, SqlError> =>
  Layer.effect(SqlClient.SqlClient, make(options)).pipe(Layer.provide(Reactivity.layer))
