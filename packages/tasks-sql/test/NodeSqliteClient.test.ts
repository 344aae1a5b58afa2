import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Stream } from "effect"
import { SqlClient, SqlError } from "effect/sql"

import { NodeSqliteClient } from "../src/sqlite/index.ts"

const layer = NodeSqliteClient.layer({ filename: ":memory:" })

const client = Effect.gen(function* () {
  const sql = yield* NodeSqliteClient.NodeSqliteClient
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
          assert.deepStrictEqual(yield* sql.now(`SELECT ${at}`, []), [[at]])
          assert.deepStrictEqual(yield* sql.unsafe(`SELECT ${at}`).values, [[at]])
        }
      }
    }).pipe(Effect.provide(layer))
  )
})

describe("at once", () => {
  it.effect("sqlite.now: waits for the transaction of another fiber, and is not part of it", () =>
    Effect.gen(function* () {
      const sql = yield* client
      const begun = yield* Deferred.make<void>()
      const go = yield* Deferred.make<void>()
      const other = yield* Effect.forkChild(
        Effect.gen(function* () {
          yield* add(sql, "theirs")
          yield* Deferred.succeed(begun, undefined)
          yield* Deferred.await(go)
          return yield* Effect.fail("no")
        }).pipe(sql.withTransaction)
      )
      yield* Deferred.await(begun)
      const text = "INSERT INTO notes (text) VALUES (?)"
      const one = yield* Effect.forkChild(sql.now(text, ["mine"]), { startImmediately: true })
      const both = yield* Effect.forkChild(
        sql.nowAtomically((run) => [run(text, ["two"]), run(text, ["three"])]),
        { startImmediately: true }
      )
      yield* Deferred.succeed(go, undefined)
      yield* Fiber.await(other)
      yield* Fiber.join(one)
      yield* Fiber.join(both)
      assert.deepStrictEqual(yield* texts(sql), ["mine", "two", "three"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("sqlite.now: is part of the transaction of its own fiber", () =>
    Effect.gen(function* () {
      const sql = yield* client
      const text = "INSERT INTO notes (text) VALUES (?)"
      const kept = Effect.gen(function* () {
        yield* sql.now(text, ["one"])
        yield* Effect.exit(
          sql.nowAtomically((run) => {
            run(text, ["undone"])
            return run(text, ["one"])
          })
        )
        yield* sql.nowAtomically((run) => run(text, ["two"]))
      })
      yield* sql.withTransaction(kept)
      assert.deepStrictEqual(yield* texts(sql), ["one", "two"])
      const gone = Effect.andThen(sql.now(text, ["three"]), Effect.fail("no"))
      yield* Effect.exit(sql.withTransaction(gone))
      assert.deepStrictEqual(yield* texts(sql), ["one", "two"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("sqlite.now: what throws in a transaction undoes it, and is a defect", () =>
    Effect.gen(function* () {
      const sql = yield* client
      const bug = new Error("bug")
      const work = sql.nowAtomically((run) => {
        run("INSERT INTO notes (text) VALUES ('a')", [])
        throw bug
      })
      const exit = yield* Effect.exit(work)
      assert.deepStrictEqual(exit, Exit.die(bug))
      assert.deepStrictEqual(yield* texts(sql), [])
    }).pipe(Effect.provide(layer))
  )
})
