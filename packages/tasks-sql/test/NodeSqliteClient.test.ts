import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { SqlClient, SqlError } from "effect/sql"

import { NodeSqliteClient } from "../src/sqlite/index.ts"

const layer = NodeSqliteClient.layer({ filename: ":memory:" })

const client = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE, data BLOB)`
  return sql
})

const add = (sql: SqlClient.SqlClient, text: string) =>
  sql`INSERT INTO notes (text) VALUES (${text})`

const texts = (sql: SqlClient.SqlClient) =>
  Effect.map(sql<{ readonly text: string }>`SELECT text FROM notes ORDER BY id`, (rows) =>
    rows.map(({ text }) => text)
  )

describe("as any client", () => {
  it.effect("sqlite.client: rows come as objects, as arrays and as a stream", () =>
    Effect.gen(function* () {
      const sql = yield* client
      yield* sql`INSERT INTO notes (text, data) VALUES (${"a"}, ${new Uint8Array([1, 2])})`
      const select = sql<{
        readonly text: string
        readonly data: Uint8Array
      }>`SELECT text, data FROM notes`
      const data = new Uint8Array([1, 2])
      assert.deepStrictEqual(
        (yield* select).map((row) => ({ ...row })),
        [{ text: "a", data }]
      )
      assert.deepStrictEqual(yield* select.values, [["a", data]])
      const streamed = yield* Stream.runCollect(select.stream)
      assert.deepStrictEqual(
        streamed.map(({ text }) => text),
        ["a"]
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("sqlite.client: what a statement has done, with ids of any size", () =>
    Effect.gen(function* () {
      const sql = yield* client
      const done = yield* sql`INSERT INTO notes (id, text) VALUES (9007199254740995, 'a')`.raw
      assert.deepStrictEqual(
        { ...(done as object) },
        {
          changes: 1n,
          lastInsertRowid: 9007199254740995n
        }
      )
      yield* add(sql, "b")
      const ids = sql`SELECT id FROM notes WHERE text = 'a'`.values
      const exact = Effect.provideService(ids, SqlClient.SafeIntegers, true)
      assert.deepStrictEqual(yield* exact, [[9007199254740995n]])
    }).pipe(Effect.provide(layer))
  )

  it.effect("sqlite.client: errors say what happened", () =>
    Effect.gen(function* () {
      const sql = yield* client
      yield* add(sql, "a")
      const twice = yield* Effect.flip(add(sql, "a"))
      assert.isTrue(SqlError.isSqlError(twice))
      assert.strictEqual(twice.reason._tag, "UniqueViolation")
      const nonsense = yield* Effect.flip(sql`SELECT FROM`)
      assert.strictEqual(nonsense.message, "Failed to execute")
    }).pipe(Effect.provide(layer))
  )

  it.effect("sqlite.client: a transaction is undone whole, one within it alone", () =>
    Effect.gen(function* () {
      const sql = yield* client
      const failing = Effect.andThen(add(sql, "inner"), Effect.fail("no"))
      yield* sql.withTransaction(
        Effect.gen(function* () {
          yield* add(sql, "outer")
          yield* Effect.exit(sql.withTransaction(failing))
        })
      )
      assert.deepStrictEqual(yield* texts(sql), ["outer"])
      yield* Effect.exit(sql.withTransaction(failing))
      assert.deepStrictEqual(yield* texts(sql), ["outer"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("sqlite.client: more statements than are kept prepared", () =>
    Effect.gen(function* () {
      const sql = yield* client
      for (let round = 0; round < 2; round++) {
        for (let at = 0; at < 300; at++) {
          assert.deepStrictEqual(yield* sql.unsafe(`SELECT ${at}`).values, [[at]])
        }
      }
    }).pipe(Effect.provide(layer))
  )
})
