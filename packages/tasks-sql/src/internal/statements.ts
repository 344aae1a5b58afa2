/**
 * The statements of a store, one text each, so that a database prepares each once. What the dialects write
 * differently they bring along.
 *
 * @since 0.1.0
 */
import type { Dialect } from "./Dialect.ts"
import * as row from "./row.ts"

const journal = "string_agg(entries, ',' ORDER BY seq)"
const written = [...row.madeColumns, ...row.changedColumns]

const texts = ({ among, fence, free }: Dialect) => ({
  create: `INSERT INTO mcp_tasks (${written.join(", ")}) VALUES (${written.map(() => "?").join(", ")}) RETURNING 1`,
  get: `SELECT ${row.taskColumns} FROM mcp_tasks WHERE id = ?`,
  load: `SELECT ${row.taskColumns}, call,
    (SELECT ${journal} FROM mcp_task_journal WHERE task_id = mcp_tasks.id)
    FROM mcp_tasks WHERE id = ?`,
  save: `UPDATE mcp_tasks SET ${row.changedColumns.map((column) => `${column} = ?`).join(", ")}
    WHERE id = ? AND version = ? RETURNING 1`,
  write: "INSERT INTO mcp_task_journal (task_id, entries) VALUES (?, ?)",
  append: `INSERT INTO mcp_task_journal (task_id, entries)
    SELECT id, CAST(? AS TEXT) FROM mcp_tasks WHERE id = ? AND runner = ? AND open = 1 ${fence} RETURNING 1`,
  list: `SELECT ${row.taskColumns} FROM mcp_tasks
    WHERE owner = ? AND (created_at, id) > (?, ?) ORDER BY created_at, id LIMIT ?`,
  claim: `WITH found AS MATERIALIZED (
      SELECT id FROM mcp_tasks
      WHERE open = 1 AND external = 0 AND (lease_until IS NULL OR lease_until <= ?) AND tool ${among}
      ORDER BY created_at, id LIMIT ? ${free})
    UPDATE mcp_tasks SET version = version + 1, runner = ?, lease_until = ?
    WHERE id IN (SELECT id FROM found) RETURNING ${row.taskColumns}, call, id`,
  journals: `SELECT task_id, ${journal} FROM mcp_task_journal WHERE task_id ${among} GROUP BY task_id`,
  renew: `UPDATE mcp_tasks SET lease_until = ? WHERE runner = ? AND open = 1
    RETURNING ${row.idColumns}, version`,
  release: "UPDATE mcp_tasks SET runner = NULL, lease_until = NULL WHERE runner = ? AND open = 1",
  sweep: `WITH found AS MATERIALIZED (SELECT id FROM mcp_tasks WHERE expires_at <= ? LIMIT ? ${free})
    DELETE FROM mcp_tasks WHERE id IN (SELECT id FROM found) RETURNING ${row.idColumns}`
})

export type Statements = ReturnType<typeof texts> & { readonly count: string }

export const statements = (dialect: Dialect): Statements => {
  const made = { ...texts(dialect), count: dialect.count }
  const entries = Object.entries(made).map(([name, text]) => [name, dialect.placeholders(text)])
  return Object.fromEntries(entries)
}
