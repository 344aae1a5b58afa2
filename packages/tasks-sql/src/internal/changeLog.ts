/**
 * Learns what other processes have written to a SQLite database, by looking at it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"

import type { Database, Query, Rows, Work } from "./Database.ts"
import type { Listener } from "./Listeners.ts"
import * as row from "./row.ts"

const query = (text: string, values: Query["values"] = []): Query => ({ text, values })

const first = (rows: Rows): unknown => rows[0]?.[0]

const toIds = (rows: Rows): ReadonlyArray<string> =>
  rows.flatMap((columns) => row.toId(columns) ?? [])

/** Moves with every commit of another connection, and with none of this one. */
const dataVersion = query("PRAGMA data_version")
const newest = query("SELECT coalesce(max(seq), 0) FROM mcp_task_changes")
const everything = query(`SELECT ${row.idColumns} FROM mcp_tasks`)
const since = (seq: number) =>
  query(
    `SELECT id, CASE WHEN substr(id, 1, 1) = '#' THEN
      (SELECT task FROM mcp_tasks WHERE mcp_tasks.id = mcp_task_changes.id) END, seq
    FROM mcp_task_changes WHERE seq > ? ORDER BY seq`,
    [seq]
  )

/** How far the log has been read, and what stood for the data of others then. */
interface Seen {
  readonly top: number
  readonly data: unknown
}

/** The end of the log is read first, so that nothing is passed over that somebody writes in between. */
function* ends(isOnly: boolean): Generator<Query, Seen, Rows> {
  const top = Number(first(yield newest))
  return { top, data: isOnly ? first(yield dataVersion) : undefined }
}

/** What was cut from the log before it was read counts as a change of everything. */
function* changes(from: number): ReturnType<Work<ReadonlyArray<string>>> {
  const rows = yield since(from)
  const isWhole = Number(rows[0]?.[2] ?? from + 1) === from + 1
  return toIds(isWhole ? rows : yield everything)
}

/**
 * Tells what has changed from now on, by whomever, until the scope closes; a look that fails is followed by the
 * next one. `isOnly`: all of this process goes through one connection, and need not be told what it wrote itself.
 */
export const follow = Effect.fnUntraced(function* (
  database: Database,
  tell: Listener,
  isOnly: boolean
): Effect.fn.Return<void, SqlError, Scope.Scope> {
  let seen = yield* database.atomically(() => ends(isOnly))
  const look: Work<ReadonlyArray<string>> = function* () {
    const now = yield* ends(isOnly)
    const isNews = now.top > seen.top && (!isOnly || now.data !== seen.data)
    const ids = isNews ? yield* changes(seen.top) : []
    seen = now
    return ids
  }
  yield* database.atomically(look).pipe(
    Effect.map((ids) => ids.forEach(tell)),
    Effect.ignore,
    Effect.delay("250 millis"),
    Effect.forever,
    Effect.forkScoped
  )
})
