/**
 * All in which SQLite and Postgres differ.
 *
 * @since 0.1.0
 */
import { postgres as postgresMigrations } from "./postgresMigrations.ts"
import { sqlite as sqliteMigrations } from "./sqliteMigrations.ts"

export interface Dialect {
  /** Statements are written with `?`. */
  readonly placeholders: (text: string) => string
  /** Is in this list, which is given as JSON. */
  readonly among: string
  /** Ends a query whose rows are then written: rows that another writes are left out. */
  readonly free: string
  /** Ends a query whose rows must stay as they are until what is written has been. */
  readonly fence: string
  /** How many tasks of an owner there are, and how many are not final. */
  readonly count: string
  /** Opens a transaction that writes. */
  readonly begin: string
  /** The first statement of a migration, after which no other process is in one. */
  readonly alone: string
  /** What takes the tables from one version to the next, by the version it begins with. */
  readonly migrations: ReadonlyArray<ReadonlyArray<string>>
}

/** One process writes at a time, so rows need no locks. An owner's tasks are counted by triggers. */
export const sqlite: Dialect = {
  placeholders: (text) => text,
  among: "IN (SELECT value FROM json_each(?))",
  free: "",
  fence: "",
  count: "SELECT kept, open FROM mcp_task_counts WHERE owner = ?",
  begin: "BEGIN IMMEDIATE",
  alone: "SELECT 1",
  migrations: sqliteMigrations
}

/** An owner's tasks are counted anew: a row with their number would be written by one process at a time. */
export const postgres: Dialect = {
  placeholders: (text) => {
    let number = 0
    return text.replaceAll("?", () => `$${++number}`)
  },
  among: "IN (SELECT jsonb_array_elements_text(CAST(? AS jsonb)))",
  free: "FOR UPDATE SKIP LOCKED",
  fence: "FOR NO KEY UPDATE",
  count: `SELECT CAST(count(*) AS INTEGER), CAST(count(*) FILTER (WHERE open = 1) AS INTEGER)
    FROM mcp_tasks WHERE owner = ?`,
  begin: "BEGIN",
  alone: "SELECT pg_advisory_xact_lock(hashtext('mcp_tasks'))",
  migrations: postgresMigrations
}
