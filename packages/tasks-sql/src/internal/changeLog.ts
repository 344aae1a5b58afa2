/**
 * Learns what other processes have written to a SQLite database, by looking at it. To look takes no lock, so nobody has
 * to wait for it, and it waits for nobody.
 *
 * @since 0.1.0
 */
import type { TaskStore } from "@effect-mcp/tasks"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"

import type { Database, Rows } from "./Database.ts"
import * as row from "./row.ts"

/** How far the log has been written, and what stands for the commits of other connections. */
interface Seen {
  readonly top: number
  readonly data: unknown
}

const newest = "SELECT coalesce(max(seq), 0) FROM mcp_task_changes"

/** `data_version` moves with every commit of another connection, and with none of this one. */
const seenByOne = `SELECT (${newest}), data_version FROM pragma_data_version`

const between = `SELECT id, CASE WHEN substr(id, 1, 1) = '#' THEN
    (SELECT task FROM mcp_tasks WHERE mcp_tasks.id = mcp_task_changes.id) END, seq
  FROM mcp_task_changes WHERE seq > ? AND seq <= ? ORDER BY seq`

const toSeen = ([found]: Rows): Seen => ({ top: Number(found?.[0]), data: found?.[1] })

/** Any task may be among those that were cut from the log before it was read. */
const toIds = (rows: Rows, from: number): ReadonlySet<string | undefined> =>
  new Set(Number(rows[0]?.[2]) === from + 1 ? rows.map(row.toId) : [undefined])

/**
 * Tells what has changed from now on, by whomever, until the scope closes; a look that fails is followed by the
 * next one. `isOnly`: all of this process goes through one connection, and need not be told what it wrote itself.
 */
export const follow = Effect.fnUntraced(function* (
  database: Database,
  tell: TaskStore.Listener,
  isOnly: boolean
): Effect.fn.Return<void, SqlError, Scope.Scope> {
  const now = Effect.map(database.run(isOnly ? seenByOne : newest, []), toSeen)
  let seen = yield* now
  const look = Effect.gen(function* () {
    const { data, top } = yield* now
    const isNews = top > seen.top && (!isOnly || data !== seen.data)
    const ids = isNews ? toIds(yield* database.run(between, [seen.top, top]), seen.top) : []
    seen = { data, top }
    ids.forEach((id) => tell(id))
  })
  yield* repeatedly(look)
})

/** Of failures in a row the first is logged. */
const repeatedly = (look: Effect.Effect<void, SqlError>) => {
  let isFailing = false
  const looked = (failed: boolean, log: Effect.Effect<void>) =>
    Effect.suspend(() => {
      const isNew = failed && !isFailing
      isFailing = failed
      return isNew ? log : Effect.void
    })
  return look.pipe(
    Effect.matchCauseEffect({
      onFailure: (cause) => looked(true, Effect.logWarning("Changes of tasks are not seen", cause)),
      onSuccess: () => looked(false, Effect.void)
    }),
    Effect.delay("250 millis"),
    Effect.forever,
    Effect.forkScoped
  )
}
