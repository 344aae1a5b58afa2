/**
 * A process that begins and ends many tasks, and lets go of many who wait; says how much of the heap stays.
 */
import { Endpoint } from "@effect-mcp/protocol"
import { Elicitation, Tool } from "@effect-mcp/server"
import { TaskStoreMemory, Tasks } from "@effect-mcp/tasks"
import { Context, Effect, Layer, Schema } from "effect"

import type { Json } from "../../support/Caller.ts"
import { connect, has, process, type Store, until } from "./Bench.ts"

const tools = Layer.mergeAll(
  Tool.make("quick", { task: "optional" }).handle(() => Effect.succeed("done")),
  Tool.make("asks", { task: "required" }).handle(() =>
    Effect.as(
      Elicitation.form({
        key: "ok",
        message: "Well?",
        schema: Schema.Struct({ ok: Schema.Boolean })
      }),
      "done"
    )
  )
)

const used = Effect.gen(function* () {
  for (let turn = 0; turn < 3; turn++) {
    yield* Effect.sleep(50)
    globalThis.gc?.()
  }
  return globalThis.process.memoryUsage().heapUsed
})

const limits = {
  maxRunning: 1_000_000,
  maxKept: 1_000_000,
  pollsPerSecond: 1_000_000,
  sweep: "200 millis",
  ttl: "1 second"
} as const

type Endpoints = Endpoint.Endpoint["Service"]

/** Tasks that end, and tasks that nobody answers, which expire. */
const tasks = (endpoint: Endpoints, store: Store) => (count: number) =>
  Effect.gen(function* () {
    const core = yield* connect(endpoint)
    for (let at = 0; at < count; at++) {
      const name = at % 2 === 0 ? "quick" : "asks"
      yield* core.request("tools/call", { name, arguments: {}, task: { ttl: 1000 } })
      core.heard.length = 0
    }
    yield* Effect.sleep(1600)
    const kept = yield* store.count("local:local")
    if (kept.kept !== 0) return yield* Effect.die(new Error(`${kept.kept} tasks are kept`))
    return core
  })

/** Those who wait for a task, and go. */
const waiters = (endpoint: Endpoints, taskId: unknown) => (count: number) =>
  Effect.gen(function* () {
    for (let left = count; left > 0; left -= 50) {
      const core = yield* connect(endpoint)
      for (let at = 0; at < 50; at++) core.begin("tasks/result", { taskId })
      yield* Effect.sleep(0)
      core.close()
      core.heard.length = 0
    }
  })

const program = Effect.gen(function* () {
  const store = TaskStoreMemory.make()
  const { context } = yield* process(store, tools, { limits })
  const endpoint = Context.get(context, Endpoint.Endpoint)
  const run = tasks(endpoint, store)
  yield* run(1000)
  const before = yield* used
  const core = yield* run(10_000)
  const afterTasks = yield* used
  const { task } = yield* core.request("tools/call", {
    name: "asks",
    arguments: {},
    task: { ttl: 600_000 }
  })
  const { taskId } = task as Json
  yield* until(store, String(taskId), has("input_required"))
  const wait = waiters(endpoint, taskId)
  yield* wait(500)
  const between = yield* used
  yield* wait(2500)
  const afterWaiters = yield* used
  yield* Context.get(context, Tasks.Tasks).cancel(String(taskId))
  console.log(
    JSON.stringify({
      perTask: (afterTasks - before) / 10_000,
      perWaiter: (afterWaiters - between) / 2500
    })
  )
})

await Effect.runPromise(Effect.scoped(program))
