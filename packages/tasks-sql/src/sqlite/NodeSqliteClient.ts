/**
 * `SqlClient` over `node:sqlite`: one connection, in WAL mode, on a thread that waits for nothing but the disk.
 *
 * Beside what every client does, it can run statements at once (`now`, `nowAtomically`): without a span, a
 * fiber or a queue, unless a transaction of somebody else is open.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"

import type { Rows, Value } from "../internal/Database.ts"
import { attempt, patiently, wasBusy } from "../internal/sqliteAttempts.ts"
import type { Run } from "../internal/SqliteConnection.ts"
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
 * @since 0.1.0
 */
export interface NodeSqliteClient extends SqlClient.SqlClient {
  /** Runs one statement, prepared once. */
  readonly now: (text: string, values: ReadonlyArray<Value>) => Effect.Effect<Rows, SqlError>
  /** Runs `use` in a transaction, in one go; a part of the transaction that this fiber has opened. It is undone if `use` throws, which is then a defect. */
  readonly nowAtomically: <A>(use: (run: Run) => A) => Effect.Effect<A, SqlError>
}

/**
 * @since 0.1.0
 */
export const NodeSqliteClient: Context.Service<NodeSqliteClient, NodeSqliteClient> =
  Context.Service<NodeSqliteClient>("@effect-mcp/tasks-sql/NodeSqliteClient")

/** Until the scope closes. */
const connect = Effect.fnUntraced(function* ({ filename, synchronous = "normal" }: Options) {
  const connection = yield* sqliteFile.acquire(filename, synchronous)
  const semaphore = yield* Semaphore.make(1)
  const sql = yield* SqlClient.make({
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
  return { connection, semaphore, sql }
})

/**
 * Opens the file until the scope closes.
 *
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function* (
  options: Options
): Effect.fn.Return<NodeSqliteClient, SqlError, Scope.Scope | Reactivity.Reactivity> {
  const { connection, semaphore, sql } = yield* connect(options)
  const { database } = connection

  const inTurn = <A>(use: () => A) => semaphore.withPermit(patiently(use))

  /** The lock is only asked where a transaction is open: what runs in one go lets nothing else in. */
  const now = <A>(use: () => A): Effect.Effect<A, SqlError> =>
    Effect.withFiber((fiber) => {
      const isOpen = database.isTransaction
      const isOwn =
        isOpen && Context.getOrUndefined(fiber.context, sql.transactionService) !== undefined
      if (isOpen && !isOwn) return inTurn(use)
      const done = attempt(use)
      return !isOpen && wasBusy(done) ? inTurn(use) : done
    })

  return Object.assign(sql, {
    now: (text: string, values: ReadonlyArray<Value>) => now(() => connection.run(text, values)),
    nowAtomically: <A>(use: (run: Run) => A) => now(() => connection.atomically(use))
  })
})

/**
 * `make`, as a layer; the same client for whoever asks for any.
 *
 * @since 0.1.0
 */
export const layer = (
  options: Options
): Layer.Layer<NodeSqliteClient | SqlClient.SqlClient, SqlError> =>
  Layer.effectContext(
    Effect.map(make(options), (client) =>
      Context.make(NodeSqliteClient, client).pipe(Context.add(SqlClient.SqlClient, client))
    )
  ).pipe(Layer.provide(Reactivity.layer))
