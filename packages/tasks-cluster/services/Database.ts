/** A database for one test, in the Postgres that `npm run test:services` brings. */
import { randomBytes } from "node:crypto"

import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, Redacted, Schedule, type Scope } from "effect"

const server: Effect.Effect<string> = Effect.suspend(() => {
  const url = process.env["MCP_TEST_POSTGRES_URL"]
  return url === undefined
    ? Effect.die(new Error("There is no Postgres: run these tests by `npm run test:services`."))
    : Effect.succeed(url)
})

const query = <Row extends object>(
  url: string,
  statement: string
): Effect.Effect<ReadonlyArray<Row>> =>
  PgClient.PgClient.pipe(
    Effect.flatMap((sql) => sql.unsafe<Row>(statement)),
    Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })),
    Effect.orDie
  )

/** Its address; gone when the scope closes, whoever is still connected. */
export const make: Effect.Effect<string, never, Scope.Scope> = Effect.gen(function* () {
  const url = yield* server
  const name = `cluster_${randomBytes(6).toString("hex")}`
  yield* Effect.acquireRelease(query(url, `CREATE DATABASE ${name}`), () =>
    query(url, `DROP DATABASE ${name} WITH (FORCE)`)
  )
  const own = new URL(url)
  own.pathname = `/${name}`
  return own.href
})

/** How many processes have shards. */
const holders = `
  SELECT count(DISTINCT pid)::int AS holders FROM pg_locks
  WHERE locktype = 'advisory' AND objsubid = 2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

const rows = `SELECT count(*)::int AS rows FROM mcp_cluster_messages`

/** Waits until the engine has forgotten all. */
export const forgotten = (url: string): Effect.Effect<void> =>
  Effect.asVoid(
    Effect.repeat(query<{ readonly rows: number }>(url, rows), {
      schedule: Schedule.spaced("100 millis"),
      until: ([row]) => row?.rows === 0
    })
  )

/** Waits until the work is shared by so many processes. */
export const shared = (url: string, processes: number): Effect.Effect<void> =>
  Effect.asVoid(
    Effect.repeat(query<{ readonly holders: number }>(url, holders), {
      schedule: Schedule.spaced("100 millis"),
      until: ([row]) => row?.holders === processes
    })
  )
