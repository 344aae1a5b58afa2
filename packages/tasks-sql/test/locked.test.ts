import { DatabaseSync } from "node:sqlite"

import { assert, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"

import { NodeSqliteClient, TaskStoreSqlite } from "../src/sqlite/index.ts"
import { kept, open } from "./support/kept.ts"
import { temporary } from "./support/temporary.ts"

/** Another connection to this file, which writes until it is told to stop. */
const writing = (filename: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const database = new DatabaseSync(filename)
      database.exec("BEGIN IMMEDIATE")
      return database
    }),
    (database) => Effect.sync(() => database.close())
  )

it.effect("sqlite.locked: a write waits until the other has written, and the thread does not", () =>
  Effect.gen(function* () {
    const filename = temporary("tasks.db")
    const store = yield* open(TaskStoreSqlite.layer({ filename }))
    const other = yield* writing(filename)
    const create = yield* Effect.forkChild(store.create(kept("a")), { startImmediately: true })
    const claim = { lease: { runner: "r", until: 9000 }, now: 2000, tools: ["deploy"], limit: 1 }
    const claimed = yield* Effect.forkChild(store.claim(claim), { startImmediately: true })
    assert.strictEqual(yield* store.get("a"), undefined)
    other.exec("COMMIT")
    yield* TestClock.adjust("1 second")
    yield* Fiber.join(create)
    assert.isAtMost((yield* Fiber.join(claimed)).length, 1)
    assert.strictEqual((yield* store.get("a"))?.id, "a")
  })
)

it.effect("sqlite.locked: a write that is interrupted while it waits is not done", () =>
  Effect.gen(function* () {
    const filename = temporary("tasks.db")
    const store = yield* open(TaskStoreSqlite.layer({ filename }))
    const other = yield* writing(filename)
    const create = yield* Effect.forkChild(store.create(kept("a")), { startImmediately: true })
    yield* Fiber.interrupt(create)
    other.exec("COMMIT")
    yield* TestClock.adjust("1 second")
    assert.strictEqual(yield* store.get("a"), undefined)
    yield* store.create(kept("b"))
  })
)

it.effect("sqlite.locked: after ten seconds it says that it could not", () =>
  Effect.gen(function* () {
    const filename = temporary("tasks.db")
    const store = yield* open(TaskStoreSqlite.layer({ filename }))
    yield* writing(filename)
    const create = yield* Effect.forkChild(Effect.flip(store.create(kept("a"))), {
      startImmediately: true
    })
    yield* TestClock.adjust("11 seconds")
    const error = yield* Fiber.join(create)
    assert.strictEqual(error.message, "The task store failed to create a task.")
    assert.include(String(error.cause), "Failed to execute")
  })
)

it.effect("sqlite.locked: a file is opened once the other has written", () =>
  Effect.gen(function* () {
    const filename = temporary("tasks.db")
    const other = yield* writing(filename)
    const opened = yield* Effect.forkChild(open(TaskStoreSqlite.layer({ filename })), {
      startImmediately: true
    })
    other.exec("COMMIT")
    yield* TestClock.adjust("1 second")
    yield* (yield* Fiber.join(opened)).create(kept("a"))
  })
)

it.effect("sqlite.locked: any other use of the client waits as well", () =>
  Effect.gen(function* () {
    const filename = temporary("notes.db")
    const context = yield* Layer.build(NodeSqliteClient.layer({ filename }))
    const sql = Context.get(context, SqlClient.SqlClient)
    yield* sql`CREATE TABLE notes (text TEXT)`
    const other = yield* writing(filename)
    const insert = sql`INSERT INTO notes VALUES ('a')`
    const one = yield* Effect.forkChild(insert, { startImmediately: true })
    const two = yield* Effect.forkChild(sql.withTransaction(insert), { startImmediately: true })
    other.exec("COMMIT")
    yield* TestClock.adjust("1 second")
    yield* Fiber.join(one)
    yield* Fiber.join(two)
    assert.deepStrictEqual(yield* sql`SELECT text FROM notes`.values, [["a"], ["a"]])
  })
)
