/**
 * One of several processes that use the same file: says "open", waits for a line, then changes the task `shared`
 * fifty times, claims what it can, and prints what it has done as JSON.
 */
import { once } from "node:events"

import { Task, TaskStore } from "@effect-mcp/tasks"
import { TaskStoreSqlite } from "@effect-mcp/tasks-sql/sqlite"
import { Effect } from "effect"

const [filename = "", name = ""] = process.argv.slice(2)

const say = Effect.fnUntraced(function* (store: TaskStore.TaskStore["Service"], message: string) {
  while (true) {
    const task = yield* store.get("shared")
    const next = task === undefined ? undefined : Task.say(task, message, 2000)
    if (next === undefined) return yield* Effect.die(new Error("There is no such task."))
    const path = `${message} ${next.version}`
    if (yield* store.save(next, [{ _tag: "Step", path, record: { ok: null } }])) return path
  }
})

const program = Effect.gen(function* () {
  const store = yield* TaskStore.TaskStore
  console.log("open")
  yield* Effect.promise(() => once(process.stdin, "data"))
  const said: Array<string> = []
  const claimed: Array<string> = []
  for (let round = 0; round < 50; round++) {
    said.push(yield* say(store, name))
    const query = { lease: { runner: name, until: 9e12 }, now: 2000, tools: ["deploy"], limit: 1 }
    for (const { task } of yield* store.claim(query)) claimed.push(task.id)
  }
  console.log(JSON.stringify({ said, claimed }))
})

await Effect.runPromise(
  program.pipe(Effect.provide(TaskStoreSqlite.layer({ filename })), Effect.scoped)
)
process.exit(0)
