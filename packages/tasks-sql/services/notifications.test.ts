import * as PgClient from "@effect/sql-pg/PgClient"
import { assert, it } from "@effect/vitest"
import { Context, Deferred, Effect, Exit, Layer, Logger, Redacted } from "effect"

import { TaskStorePostgres } from "../src/postgres/index.ts"
import { kept, open } from "../test/support/kept.ts"
import { schema } from "./Schemas.ts"

/** A schema of its own, and a client that can look into it. */
const place = Effect.gen(function* () {
  const { config, make } = schema()
  yield* make
  const context = yield* Layer.build(PgClient.layer(config))
  return { config, sql: Context.get(context, PgClient.PgClient) }
})

it.live(
  "postgres.changes: a lost connection is logged and made anew, and any task may have changed meanwhile",
  () =>
    Effect.gen(function* () {
      const { config, sql } = yield* place
      const logged: Array<string> = []
      const logger = Logger.make(({ logLevel, message }) =>
        logged.push(`${logLevel} ${String(message)}`)
      )
      const listening = TaskStorePostgres.layer({ ...config, applicationName: "listens" })
      const store = yield* Effect.provide(open(listening), Logger.layer([logger]))
      yield* store.create(kept("a"))
      const again = yield* Deferred.make<void>()
      const after = yield* Deferred.make<void>()
      yield* store.watch((id) => {
        if (id === undefined) Deferred.doneUnsafe(again, Exit.void)
        if (id === "b") Deferred.doneUnsafe(after, Exit.void)
      })
      const ended = yield* sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'listens' AND query LIKE '%LISTEN%'`
      assert.strictEqual(ended.length, 1)
      yield* Deferred.await(again)
      assert.isAtLeast(logged.length, 1)
      assert.isTrue(logged.every((line) => line.startsWith("Warn Changes of tasks are not heard")))
      const other = yield* open(TaskStorePostgres.layer(config))
      yield* other.create(kept("b"))
      yield* Deferred.await(after)
    })
)

it.effect("postgres.open: tables of a later version are refused by their version", () =>
  Effect.gen(function* () {
    const { config, sql } = yield* place
    yield* open(TaskStorePostgres.layer(config))
    yield* sql`INSERT INTO mcp_tasks_schema VALUES (7)`
    const error = yield* Effect.flip(open(TaskStorePostgres.layer(config)))
    assert.strictEqual(error.message, "The tables of tasks have version 7; up to 1 is known here.")
  })
)

it.effect("postgres.open: a server that is not there is said to be none", () =>
  Effect.gen(function* () {
    const url = Redacted.make("postgres://nobody@127.0.0.1:1/none")
    const error = yield* Effect.flip(open(TaskStorePostgres.layer({ url })))
    assert.strictEqual(error._tag, "SqlError")
  })
)

it.effect("postgres.open: who may not make tables can use those that are there", () =>
  Effect.gen(function* () {
    const { config, sql } = yield* place
    yield* open(TaskStorePostgres.layer(config))
    const [[name, role] = []] = yield* sql`SELECT current_schema(), 'guest_' || current_schema()`
      .values
    yield* sql.unsafe(`CREATE ROLE ${String(role)}`)
    yield* Effect.addFinalizer(() =>
      Effect.ignore(sql.unsafe(`DROP OWNED BY ${String(role)}; DROP ROLE ${String(role)}`))
    )
    yield* sql.unsafe(`GRANT USAGE ON SCHEMA ${String(name)} TO ${String(role)}`)
    yield* sql.unsafe(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${String(name)} TO ${String(role)}`
    )
    const guest = {
      ...config,
      startupParameters: { ...config.startupParameters, role: String(role) }
    }
    const store = yield* open(TaskStorePostgres.layer(guest))
    yield* store.create({ ...kept("a"), journal: [{ _tag: "Step", path: "a", record: { ok: 1 } }] })
    assert.deepStrictEqual(yield* store.sweep(1e9), ["a"])
  })
)

it.effect("postgres.transaction: what is undone was never there, and nobody is told", () =>
  Effect.gen(function* () {
    const { sql } = yield* place
    const layer = TaskStorePostgres.layerClient.pipe(
      Layer.provide(Layer.succeed(PgClient.PgClient, sql))
    )
    const store = yield* open(layer)
    const heard = yield* Deferred.make<void>()
    const told: Array<string | undefined> = []
    yield* store.watch((id) => {
      told.push(id)
      if (id === "b") Deferred.doneUnsafe(heard, Exit.void)
    })
    const undone = Effect.andThen(store.create(kept("a")), Effect.fail("no"))
    yield* Effect.exit(sql.withTransaction(undone))
    assert.strictEqual(yield* store.get("a"), undefined)
    yield* sql.withTransaction(store.create(kept("b")))
    yield* Deferred.await(heard)
    assert.notInclude(told, "a")
  })
)
