import { mkdirSync, statSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"

import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

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

it.effect("sqlite.now: nothing that a store does waits", () =>
  Effect.gen(function* () {
    const store = yield* open(TaskStoreSqlite.layer({ filename: temporary("tasks.db") }))
    const lease = { runner: "r", until: 9000 }
    const step = { _tag: "Step", path: "a", record: { ok: 1 } } as const
    Effect.runSync(store.create({ ...kept("a"), journal: [step] }))
    Effect.runSync(store.claim({ lease, now: 2000, tools: ["deploy"], limit: 5 }))
    Effect.runSync(store.append("a", "r", [step]))
    const { journal, task } = Effect.runSync(store.load("a")) ?? kept("none")
    assert.strictEqual(journal.length, 2)
    Effect.runSync(store.save({ ...task, version: 3 }, [step]))
    assert.strictEqual(Effect.runSync(store.get("a"))?.version, 3)
    Effect.runSync(store.list({ owner: "ada", limit: 5 }))
    Effect.runSync(store.count("ada"))
    Effect.runSync(store.renew(lease))
    Effect.runSync(store.release("r"))
    assert.deepStrictEqual(Effect.runSync(store.sweep(1e9)), ["a"])
  })
)
