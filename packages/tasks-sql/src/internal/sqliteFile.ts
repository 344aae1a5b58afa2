/**
 * A SQLite database, opened as a store of tasks needs it.
 *
 * @since 0.1.0
 */
import { closeSync, openSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"

import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { ConnectionError, SqlError } from "effect/sql/SqlError"

import { patiently, toSqlError } from "./sqliteAttempts.ts"
import { SqliteConnection } from "./SqliteConnection.ts"

export type Synchronous = "normal" | "full"

/** For how many milliseconds the thread waits while another process writes; after that the fiber does. */
const blocking = 5

/** Of a new file, in bytes. Whole pages are logged, and a write touches one of each index. */
const pageSize = 2048

/** In KiB: room for the tasks that are looked at, so that a look costs no system call. Taken as needed. */
const cacheSize = 32_768

/** A new file is for its owner only; SQLite gives the files beside it the same rights. */
const touch = (filename: string): void => {
  if (filename !== ":memory:") closeSync(openSync(filename, "a", 0o600))
}

/** Whatever it was, but another process that writes, there is no connection. */
const notOpened = (cause: unknown): SqlError => {
  const error = toSqlError(cause, "open the database")
  if (error.reason._tag === "LockTimeoutError") return error
  const { message, operation } = error.reason
  return new SqlError({ reason: new ConnectionError({ cause, message, operation }) })
}

const open = (filename: string, synchronous: Synchronous): DatabaseSync => {
  let database: DatabaseSync | undefined
  try {
    touch(filename)
    database = new DatabaseSync(filename, { timeout: blocking })
    database.exec(`PRAGMA page_size = ${pageSize}; PRAGMA journal_mode = WAL`)
    database.exec(`PRAGMA cache_size = -${cacheSize}`)
    database.exec(`PRAGMA synchronous = ${synchronous === "full" ? "FULL" : "NORMAL"}`)
    return database
  } catch (cause) {
    database?.close()
    throw notOpened(cause)
  }
}

/** Until the scope closes. */
export const acquire = (
  filename: string,
  synchronous: Synchronous
): Effect.Effect<SqliteConnection, SqlError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.map(
      patiently(() => open(filename, synchronous)),
      (database) => new SqliteConnection(database)
    ),
    ({ database }) => Effect.sync(() => database.close())
  )
