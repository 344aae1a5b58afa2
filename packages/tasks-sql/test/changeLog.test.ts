import { DatabaseSync } from "node:sqlite"

import { assert, it } from "@effect/vitest"
import { Effect, Logger } from "effect"
import { TestClock } from "effect/testing"

import { TaskStoreSqlite } from "../src/sqlite/index.ts"
import { kept, open } from "./support/kept.ts"
import { temporary } from "./support/temporary.ts"

/** A store that notes what it is told, and the file it keeps. */
const noting = Effect.gen(function* () {
  const filename = temporary("tasks.db")
  const store = yield* open(TaskStoreSqlite.layer({ filename }))
  const told: Array<string | undefined> = []
  yield* store.watch((id) => told.push(id))
  return { filename, store, told }
})

const write = (filename: string, text: string) =>
  Effect.sync(() => {
    const database = new DatabaseSync(filename)
    database.exec(text)
    database.close()
  })

const logged = (filename: string) => {
  const database = new DatabaseSync(filename)
  const row = database.prepare("SELECT count(*) AS n FROM mcp_task_changes").get()
  database.close()
  return row?.["n"]
}

/** What a thousand writes and more leave in the log. */
const many = (count: number) =>
  `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
   INSERT INTO mcp_task_changes (id) SELECT 'x' FROM n`

it.effect("sqlite.changes: what is done here is told at once, and once", () =>
  Effect.gen(function* () {
    const { store, told } = yield* noting
    yield* store.create(kept("a"))
    assert.deepStrictEqual(told, ["a"])
    yield* TestClock.adjust("1 second")
    yield* store.create(kept("b"))
    yield* TestClock.adjust("1 second")
    assert.deepStrictEqual(told, ["a", "b"])
  })
)

it.effect("sqlite.changes: what others do is told within a quarter of a second", () =>
  Effect.gen(function* () {
    const { filename, told } = yield* noting
    const other = yield* open(TaskStoreSqlite.layer({ filename }))
    yield* other.create(kept("a"))
    yield* TestClock.adjust("249 millis")
    assert.deepStrictEqual(told, [])
    yield* TestClock.adjust("1 millis")
    assert.deepStrictEqual(told, ["a"])
  })
)

it.effect("sqlite.changes: a lease that is moved or given back is no change", () =>
  Effect.gen(function* () {
    const { filename, told } = yield* noting
    const other = yield* open(TaskStoreSqlite.layer({ filename }))
    yield* other.create(kept("a", { lease: { runner: "r", until: 5000 } }))
    yield* TestClock.adjust("1 second")
    told.length = 0
    yield* other.renew({ runner: "r", until: 9000 })
    yield* other.append("a", "r", [])
    yield* other.release("r")
    yield* TestClock.adjust("1 second")
    assert.deepStrictEqual(told, [])
  })
)

it.effect("sqlite.changes: to look takes no lock, so it is told while somebody else writes", () =>
  Effect.gen(function* () {
    const { filename, told } = yield* noting
    const other = yield* open(TaskStoreSqlite.layer({ filename }))
    yield* other.create(kept("a"))
    const writer = new DatabaseSync(filename)
    yield* Effect.addFinalizer(() => Effect.sync(() => writer.close()))
    writer.exec("BEGIN IMMEDIATE")
    yield* TestClock.adjust("250 millis")
    assert.deepStrictEqual(told, ["a"])
  })
)

it.effect("sqlite.changes: what both do is told to each once", () =>
  Effect.gen(function* () {
    const { filename, store, told } = yield* noting
    const other = yield* open(TaskStoreSqlite.layer({ filename }))
    yield* store.create(kept("mine"))
    yield* TestClock.adjust("1 second")
    yield* other.create(kept("theirs"))
    yield* TestClock.adjust("1 second")
    assert.deepStrictEqual(told, ["mine", "theirs"])
  })
)

it.effect("sqlite.changes: one that was deleted, and has left only its hash, may be any", () =>
  Effect.gen(function* () {
    const { filename, told } = yield* noting
    const other = yield* open(TaskStoreSqlite.layer({ filename }))
    yield* other.create(kept("#"))
    yield* TestClock.adjust("1 second")
    yield* other.sweep(1e9)
    yield* TestClock.adjust("1 second")
    assert.deepStrictEqual(told, ["#", undefined])
  })
)

it.effect("sqlite.changes: whoever missed what the log has dropped is told that any may have", () =>
  Effect.gen(function* () {
    const { filename, store, told } = yield* noting
    yield* store.create(kept("a"))
    yield* store.create(kept("b"))
    yield* TestClock.adjust("1 second")
    told.length = 0
    yield* write(filename, many(40_000))
    yield* TestClock.adjust("1 second")
    assert.deepStrictEqual(told, [undefined])
    yield* write(filename, many(1))
    yield* TestClock.adjust("1 second")
    assert.deepStrictEqual(told.at(-1), "x")
  })
)

it.effect("sqlite.changes: the log does not grow for ever", () =>
  Effect.gen(function* () {
    const { filename } = yield* noting
    yield* write(filename, many(40_000))
    assert.isAtMost(Number(logged(filename)), 16_384 + 1024)
    assert.isAtLeast(Number(logged(filename)), 16_384)
  })
)

it.effect(
  "sqlite.changes: looks that fail are logged once, and followed by one that does not",
  () =>
    Effect.gen(function* () {
      const logged: Array<string> = []
      const logger = Logger.make(({ logLevel, message }) =>
        logged.push(`${logLevel} ${String(message)}`)
      )
      const { filename, told } = yield* Effect.provide(noting, Logger.layer([logger]))
      for (const id of ["a", "b"]) {
        yield* write(filename, "ALTER TABLE mcp_task_changes RENAME TO gone")
        yield* TestClock.adjust("1 second")
        yield* write(filename, "ALTER TABLE gone RENAME TO mcp_task_changes")
        const other = yield* open(TaskStoreSqlite.layer({ filename }))
        yield* other.create(kept(id))
        yield* TestClock.adjust("1 second")
      }
      assert.deepStrictEqual(told, ["a", "b"])
      const once = "Warn Changes of tasks are not seen"
      assert.deepStrictEqual(logged, [once, once])
    })
)
