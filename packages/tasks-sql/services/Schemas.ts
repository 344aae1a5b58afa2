/** The Postgres that `MCP_TEST_POSTGRES_URL` names, with a schema for whoever asks. */
import { randomUUID } from "node:crypto"

import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, Redacted } from "effect"
import { afterAll } from "vitest"

const url = process.env["MCP_TEST_POSTGRES_URL"]
if (url === undefined) throw new Error("Set MCP_TEST_POSTGRES_URL, or use `npm run test:services`.")

const made: Array<string> = []

const admin = (statements: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    for (const text of statements) yield* sql.unsafe(text)
  }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(url) })))

afterAll(() =>
  Effect.runPromise(admin(made.map((name) => `DROP SCHEMA IF EXISTS ${name} CASCADE`)))
)

/** How to connect to an empty schema, which has to be made first. */
export const schema = () => {
  const name = `tasks_${randomUUID().replaceAll("-", "")}`
  made.push(name)
  const config: PgClient.PgPoolConfig = {
    url: Redacted.make(url),
    startupParameters: { search_path: name }
  }
  const create = `CREATE SCHEMA IF NOT EXISTS ${name}`
  return { config, make: admin(["SELECT pg_advisory_lock(1)", create]) }
}
