import { mkdirSync, statSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"

import { assert, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"

import { TaskStoreSqlite } from "../src/sqlite/index.ts"
import { kept, open } from "./support/kept.ts"
import { temporary } from "./support/temporary.ts"

const refused = (filename: string) =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(open(TaskStoreSqlite.layer({ filename })))
    if (error._tag === "SqlError") return `${error.reason._tag}: ${error.message}`
    return error.message
  }).pipe(Effect.scoped)

it.effect("sqlite.open: a folder that is not there is said to be none", () =>
  Effect.gen(function* () {
    const said = yield* refused(temporary("nowhere/tasks.db"))
    assert.strictEqual(said, "ConnectionError: Failed to open the database")
  })
)

it.effect("sqlite.open: a folder is no file", () =>
  Effect.gen(function* () {
    const folder = temporary("tasks.db")
    mkdirSync(folder)
    assert.strictEqual(yield* refused(folder), "ConnectionError: Failed to open the database")
  })
)

it.effect("sqlite.open: a file that is something else is refused, and stays as it is", () =>
  Effect.gen(function* () {
    const filename = temporary("tasks.db")
    writeFileSync(filename, "Dear diary, ".repeat(1000))
    assert.strictEqual(yield* refused(filename), "ConnectionError: Failed to open the database")
    assert.strictEqual(statSync(filename).size, 12_000)
  })
)

it.effect("sqlite.open: somebody else's tables of that name are left alone", () =>
  Effect.gen(function* () {
    const filename = temporary("tasks.db")
    const theirs = new DatabaseSync(filename)
    theirs.exec("CREATE TABLE mcp_tasks (mine TEXT); INSERT INTO mcp_tasks VALUES ('dear')")
    assert.strictEqual(yield* refused(filename), "UnknownError: Failed to execute")
    assert.deepStrictEqual({ ...theirs.prepare("SELECT * FROM mcp_tasks").get() }, { mine: "dear" })
    assert.strictEqual(theirs.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"], 1)
    theirs.close()
  })
)

it.effect("sqlite.open: tables of a later version are refused by their version", () =>
  Effect.gen(function* () {
    const filename = temporary("tasks.db")
    yield* Effect.scoped(open(TaskStoreSqlite.layer({ filename })))
    const later = new DatabaseSync(filename)
    later.exec("INSERT INTO mcp_tasks_schema VALUES (7)")
    later.close()
    assert.strictEqual(
      yield* refused(filename),
      "The tables of tasks have version 7; up to 1 is known here."
    )
  })
)

it.effect("sqlite.open: a new file is its owner's alone, and so is what stands beside it", () =>
  Effect.gen(function* () {
    const filename = temporary("tasks.db")
    yield* open(TaskStoreSqlite.layer({ filename }))
    const modes = ["", "-wal", "-shm"].map((end) => statSync(filename + end).mode & 0o777)
    assert.deepStrictEqual(modes, [0o600, 0o600, 0o600])
  })
)

it.effect("sqlite.close: the file is whole, and nothing stands beside it", () =>
  Effect.gen(function* () {
    const filename = temporary("tasks.db")
    yield* open(TaskStoreSqlite.layer({ filename })).pipe(
      Effect.flatMap((store) => store.create(kept("a"))),
      Effect.scoped
    )
    assert.throws(() => statSync(`${filename}-wal`), "ENOENT")
    const database = new DatabaseSync(filename)
    assert.strictEqual(database.prepare("SELECT id FROM mcp_tasks").get()?.["id"], "a")
    database.close()
  })
)

it.live(
  "sqlite.together: what is written in one turn is committed at its end, and all go on then",
  () =>
    Effect.gen(function* () {
      const filename = temporary("tasks.db")
      const store = yield* open(TaskStoreSqlite.layer({ filename }))
      const other = new DatabaseSync(filename)
      const seen = () => Number(other.prepare("SELECT count(*) AS n FROM mcp_tasks").get()?.["n"])
      const done: Array<number> = []
      const creating = ["a", "b", "c"].map((id) =>
        Effect.runFork(Effect.map(store.create(kept(id)), () => done.push(seen())))
      )
      const looking = Effect.runFork(Effect.map(store.get("b"), (task) => [task?.id, seen()]))
      assert.deepStrictEqual([done, seen()], [[], 0])
      for (const fiber of creating) yield* Fiber.join(fiber)
      assert.deepStrictEqual(done, [3, 3, 3])
      assert.deepStrictEqual(yield* Fiber.join(looking), ["b", 3])
      assert.strictEqual(Effect.runSync(store.get("a"))?.id, "a")
      other.close()
    })
)

it.live("sqlite.apart: a write that fails takes nothing of the others with it", () =>
  Effect.gen(function* () {
    const store = yield* open(TaskStoreSqlite.layer({ filename: temporary("tasks.db") }))
    const first = Effect.runFork(store.create(kept("a")))
    const twice = Effect.runFork(Effect.exit(store.create(kept("a"))))
    const third = Effect.runFork(store.create(kept("c")))
    yield* Fiber.join(first)
    yield* Fiber.join(third)
    assert.isTrue(Exit.isFailure(yield* Fiber.join(twice)))
    assert.deepStrictEqual([(yield* store.get("a"))?.id, (yield* store.get("c"))?.id], ["a", "c"])
  })
)

it.live("sqlite.closing: what is not yet committed is, before the file is closed", () =>
  Effect.gen(function* () {
    const filename = temporary("tasks.db")
    const scope = yield* Scope.make()
    const store = yield* Scope.provide(open(TaskStoreSqlite.layer({ filename })), scope)
    const creating = Effect.runFork(store.create(kept("a")))
    yield* Scope.close(scope, Exit.void)
    yield* Fiber.join(creating)
    const again = yield* open(TaskStoreSqlite.layer({ filename }))
    assert.strictEqual((yield* again.get("a"))?.id, "a")
  })
)

it.live(
  "sqlite.unreadable: a row somebody spoilt does not keep the others from being taken up",
  () =>
    Effect.gen(function* () {
      const filename = temporary("tasks.db")
      const store = yield* open(TaskStoreSqlite.layer({ filename }))
      yield* store.create(kept("bad"))
      yield* store.create(kept("good"))
      const database = new DatabaseSync(filename)
      database.exec("UPDATE mcp_tasks SET task = '{garbage' WHERE id = 'bad'")
      database.close()
      const lease = { runner: "r", until: 9000 }
      const claimed = yield* store.claim({ lease, now: 2000, tools: ["deploy"], limit: 5 })
      assert.deepStrictEqual(
        claimed.map(({ task }) => task.id),
        ["good"]
      )
    })
)
