/**
 * A store that fails, and what is written down of tasks for whoever runs the server.
 */
import { Tasks, TaskStore, TaskStoreMemory } from "@effect-mcp/tasks"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, References } from "effect"

import * as Core from "../../src/raw/Core.ts"
import * as Places from "../../src/raw/Places.ts"
import * as Server from "../../src/servers/Tasks.ts"

type Store = TaskStore.TaskStore["Service"]

const secret = "postgres://admin:hunter2@db/tasks"

const broken = Effect.fail(
  new TaskStore.TaskStoreError({ operation: "read a task", cause: new Error(secret) })
)

/** A client of a server over this store, of which nothing is logged. */
const over = (change: (store: Store) => Partial<Store>) => {
  const store = TaskStoreMemory.make()
  return Effect.flatMap(
    Places.inMemory(
      Server.server.pipe(
        Layer.provide(Tasks.layer()),
        Layer.provide(Layer.succeed(TaskStore.TaskStore, { ...store, ...change(store) })),
        Layer.provide(Logger.layer([]))
      )
    ),
    (wire) => Core.enter(wire, Core.capabilities)
  )
}

const internal = { code: -32603, message: "Internal error" }

describe("a store that fails", () => {
  it.live("2025-11-25/TK-55: is an internal error, with nothing of it inside", () =>
    Effect.gen(function* () {
      let works = true
      const tasks = yield* over(({ get, list }) => ({
        get: (id) => (works ? get(id) : broken),
        list: (query) => (works ? list(query) : broken)
      }))
      const { taskId } = yield* tasks.create("fails")
      yield* tasks.payload(taskId)
      works = false
      for (const method of ["tasks/get", "tasks/result", "tasks/cancel", "tasks/list"]) {
        assert.deepStrictEqual(yield* tasks.client.error(method, { taskId }), internal, method)
      }
      works = true
      assert.strictEqual((yield* tasks.get(taskId))["status"], "failed")
    })
  )

  it.live("2025-11-25/TK-55, extensions/TX-11: no task is promised that could not be kept", () =>
    Effect.gen(function* () {
      let works = false
      const tasks = yield* over(({ create }) => ({
        create: (kept) => (works ? create(kept) : broken)
      }))
      const refused = yield* tasks.client.error("tools/call", { name: "fails", task: {} })
      assert.deepStrictEqual(refused, internal)
      works = true
      assert.deepStrictEqual((yield* tasks.list()).flat(), [])
      assert.property(yield* tasks.create("fails"), "taskId")
    })
  )
})

interface Entry {
  readonly message: string
  readonly annotations: { readonly [name: string]: unknown }
}

describe("the log", () => {
  it.live("2025-11-25/TK-65: says which task was made, looked at and ended, and for whom", () =>
    Effect.gen(function* () {
      const entries: Array<Entry> = []
      const logger = Logger.make(({ fiber, message }) => {
        entries.push({
          message: String(message),
          annotations: fiber.getRef(References.CurrentLogAnnotations)
        })
      })
      const logged = Layer.merge(
        Logger.layer([logger]),
        Layer.succeed(References.MinimumLogLevel, "All")
      )
      const wire = yield* Places.inMemory(
        Server.server.pipe(Layer.provide(Tasks.layerMemory()), Layer.provide(logged))
      )
      const tasks = yield* Core.enter(wire, Core.capabilities)
      const { taskId } = yield* tasks.create("fails")
      yield* tasks.payload(taskId)
      yield* tasks.get(taskId)
      yield* tasks.client.error("tasks/get", { taskId: "there-is-no-such-task-0000" })
      const about = entries.filter(({ annotations }) => annotations["taskId"] === taskId)
      assert.isAtLeast(about.length, 3)
      assert.isTrue(about.every(({ annotations }) => annotations["principal"] === "local:local"))
      assert.isTrue(
        entries.some(({ annotations }) => annotations["taskId"] === "there-is-no-such-task-0000")
      )
    })
  )
})
