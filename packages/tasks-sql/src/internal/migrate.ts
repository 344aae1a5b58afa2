/**
 * Brings the tables to the version that this package knows.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"

import { SchemaTooNew } from "../SchemaTooNew.ts"
import type { Database, Rows, Work } from "./Database.ts"
import type { Dialect } from "./Dialect.ts"

const current = "SELECT max(version) FROM mcp_tasks_schema"

const versionOf = (rows: Rows): number => Number(rows[0]?.[0] ?? 0)

const query = (text: string) => ({ text, values: [] })

/** Runs what is missing; the version that was found. Whoever comes second finds it done. */
const missing = ({ alone, migrations }: Dialect): Work<number> =>
  function* () {
    yield query(alone)
    yield query("CREATE TABLE IF NOT EXISTS mcp_tasks_schema (version INTEGER NOT NULL)")
    const found = versionOf(yield query(current))
    for (const text of migrations.slice(found).flat()) yield query(text)
    for (let version = found + 1; version <= migrations.length; version++) {
      yield query(`INSERT INTO mcp_tasks_schema (version) VALUES (${version})`)
    }
    return found
  }

/** Tables that are as they should be are only looked at: whoever uses them need not be allowed to make any. */
export const migrate = Effect.fnUntraced(function* (
  database: Database,
  dialect: Dialect
): Effect.fn.Return<void, SqlError | SchemaTooNew> {
  const known = dialect.migrations.length
  const there = yield* database.run(current, []).pipe(
    Effect.map(versionOf),
    Effect.orElseSucceed(() => 0)
  )
  const found = there < known ? yield* database.atomically(missing(dialect)) : there
  if (found > known) yield* new SchemaTooNew({ found, known })
})
