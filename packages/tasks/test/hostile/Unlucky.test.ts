/**
 * Stores that fail, and clocks that jump: nothing hangs, and nothing that was said is lost.
 */
import { Endpoint } from "@effect-mcp/protocol"
import { Elicitation, Tool } from "@effect-mcp/server"
import { TaskStore, TaskStoreMemory } from "@effect-mcp/tasks"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Schema } from "effect"
import { TestClock } from "effect/testing"

import type { Json } from "../support/Caller.ts"
import { connect, has, process, type Store, until } from "./support/Bench.ts"

const broken = Effect.fail(
  new TaskStore.TaskStoreError({ operation: "read a task", cause: new Error("gone") })
)

const asking = Tool.make("asks", { task: "required" }).handle(() =>
  Effect.map(
    Elicitation.form({
      key: "ok",
      message: "Well?",
      schema: Schema.Struct({ ok: Schema.Boolean })
    }),
    ({ ok }) => String(ok)
  )
)

/** Fails the next `count` uses of an operation, from `arm` on. */
const faulty = (operation: "get" | "load" | "save" | "create") => {
  const store = TaskStoreMemory.make()
  let left = 0
  const failing =
    <A extends ReadonlyArray<never>, B>(
      use: (...args: A) => Effect.Effect<B, TaskStore.TaskStoreError>
    ) =>
    (...args: A) =>
      Effect.suspend(() => (left-- > 0 ? broken : use(...args)))
  return {
    store: { ...store, [operation]: failing(store[operation] as never) } as Store,
    arm: (count: number) => {
      left = count
    }
  }
}

describe("a store that fails for a moment", () => {
  it.effect(
    "runner.reread: an answer whose journal could not be read is read with the next beat",
    () =>
      Effect.gen(function* () {
        const { arm, store } = faulty("load")
        const { caller } = yield* process(store, asking)
        const id = yield* caller.begin("asks")
        yield* until(store, id, has("input_required"))
        arm(1)
        yield* caller.answer(id, "ok", { ok: true })
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual((yield* caller.get(id))["status"], "completed")
      })
  )

  it.effect("results.answer: what a client has answered is not lost", () =>
    Effect.gen(function* () {
      const { arm, store } = faulty("save")
      const { context } = yield* process(store, asking)
      const core = yield* connect(Context.get(context, Endpoint.Endpoint))
      const { task } = yield* core.request("tools/call", { name: "asks", arguments: {}, task: {} })
      const id = String((task as Json)["taskId"])
      yield* until(store, id, has("input_required"))
      const waiting = core.begin("tasks/result", { taskId: id })
      const question = yield* core.hears(({ method }) => method === "elicitation/create")
      arm(1)
      core.send({ id: question["id"], result: { action: "accept", content: { ok: true } } })
      yield* TestClock.adjust("10 seconds")
      const { result } = yield* core.hears(
        (message) => message["id"] === waiting && !("method" in message)
      )
      assert.deepStrictEqual((result as Json)["content"], [{ type: "text", text: "true" }])
      assert.strictEqual(
        core.heard.filter(({ method }) => method === "elicitation/create").length,
        1
      )
    })
  )

  it.effect(
    "quotas.failure: what could not be kept takes nobody's place, and gives nobody one",
    () =>
      Effect.gen(function* () {
        const { arm, store } = faulty("create")
        const { caller } = yield* process(store, asking, { limits: { maxRunning: 2 } })
        const begin = caller.request("tools/call", { name: "asks", arguments: {} })
        arm(3)
        for (let i = 0; i < 3; i++) assert.strictEqual((yield* begin)["code"], -32603)
        assert.isString((yield* begin)["taskId"])
        assert.isString((yield* begin)["taskId"])
        assert.deepStrictEqual((yield* begin)["data"], { reason: "TooManyRunningTasks", limit: 2 })
      })
  )
})

describe("a clock that jumps back", () => {
  it.effect("limits.clock: a task that is looked at seldom is not refused", () =>
    Effect.gen(function* () {
      const store = TaskStoreMemory.make()
      yield* TestClock.setTime(Date.UTC(2026, 0, 2))
      const { caller } = yield* process(store, asking, { limits: { pollsPerSecond: 2 } })
      const id = yield* caller.begin("asks")
      yield* caller.get(id)
      yield* TestClock.setTime(Date.UTC(2026, 0, 1))
      for (let i = 0; i < 5; i++) {
        yield* TestClock.adjust("1 minute")
        assert.strictEqual((yield* caller.get(id))["taskId"], id)
      }
    })
  )
})
