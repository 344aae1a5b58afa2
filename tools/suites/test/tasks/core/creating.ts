/**
 * What a call that is to be a task is answered with.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { fields, Raw, taskOf } from "../../../src/raw/Core.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import { textOf } from "../../../src/raw/RawClient.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

/** A moment as RFC 3339 writes it. */
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/u

export const creating = (it: It): void => {
  it.effect(
    "2025-11-25/TK-12, 2025-11-25/TK-13, 2025-11-25/TK-14, 2025-11-25/TK-39: while it works the call is answered with a task",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const name = fresh("slow")
        const result = yield* tasks.call("slow", { name }, { ttl: 60_000 })
        assert.notProperty(result, "content")
        const task = taskOf(result)
        assert.strictEqual(task["status"], "working")
        assert.strictEqual(task["ttl"], 60_000)
        yield* tasks.client.tell("go", { name })
        yield* tasks.payload(task.taskId)
      })
  )

  it.effect(
    "2025-11-25/TK-15, 2025-11-25/TK-48, 2025-11-25/TK-49: a task says when it was made, when it changed, and how long it is kept",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { name, ...made } = yield* tasks.begun("slow", { ttl: 61_000 })
        const seen: ReadonlyArray<Json> = [made, yield* tasks.get(made.taskId)]
        for (const { _meta: _, ...task } of seen) {
          assert.includeMembers(Object.keys(task), [...fields])
          assert.includeMembers([...fields, "statusMessage"], Object.keys(task))
          assert.match(String(task["createdAt"]), moment)
          assert.match(String(task["lastUpdatedAt"]), moment)
          assert.strictEqual(task["ttl"], 61_000)
          assert.isTrue(Number.isInteger(task["pollInterval"]))
        }
        const cancelled = yield* tasks.cancel(made.taskId)
        assert.includeMembers(Object.keys(cancelled), [...fields])
        yield* tasks.client.tell("go", { name })
      })
  )

  it.effect("2025-11-25/TK-49, 2025-11-25/TK-64: how long it is kept is bounded, and said", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const ttls = yield* Effect.forEach([{}, { ttl: 1_000 }, { ttl: 10 ** 12 }], (task) =>
        Effect.map(tasks.create("fails", {}, task), ({ ttl }) => ttl)
      )
      assert.deepStrictEqual(ttls, [3_600_000, 1_000, 86_400_000])
    })
  )

  it.effect("tasks.parameter: what is no time is refused, and nothing is made", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const before = (yield* tasks.list()).flat().length
      for (const task of [
        null,
        1,
        "yes",
        [],
        { ttl: -1 },
        { ttl: "1" },
        { ttl: 1.5 },
        { ttl: {} }
      ]) {
        const { code } = yield* tasks.client.error("tools/call", { name: "fails", task })
        assert.strictEqual(code, -32602, JSON.stringify(task))
      }
      assert.strictEqual((yield* tasks.list()).flat().length, before)
    })
  )

  it.effect("tasks.arguments: wrong arguments are said in the task, or to the caller", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const result = yield* tasks.client.request("tools/call", {
        name: "must",
        arguments: { name: 1 },
        task: {}
      })
      const { taskId } = taskOf(child(result, "result"))
      const { isError, ...rest } = yield* tasks.payload(taskId)
      assert.strictEqual(isError, true)
      assert.include(textOf(rest), "/name")
    })
  )

  it.effect("2025-11-25/TK-16: the model can be told something at once", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const name = fresh("report")
      const result = yield* tasks.call("report", { name })
      assert.strictEqual(
        child(result, "_meta")["io.modelcontextprotocol/model-immediate-response"],
        "The report is being made."
      )
      const { taskId, ...task } = taskOf(result)
      assert.deepInclude(task, { status: "working", ttl: 3_600_000, pollInterval: 500 })
      const waiting = yield* tasks.awaits(taskId)
      yield* tasks.answer(yield* tasks.question(taskId), "Ada")
      yield* tasks.client.tell("go", { name })
      assert.strictEqual(textOf(yield* tasks.client.resultOf(waiting)), "The report of Ada.")
    })
  )

  it.effect("2025-11-25/TK-13: who asks for a task gets one, however short the work is", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("perhaps", { name: "short", long: false })
      assert.strictEqual(textOf(yield* tasks.payload(taskId)), "It was short.")
    })
  )

  it.effect("2025-11-25/TK-38, 2025-11-25/TK-61: ids are strings that nobody guesses", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const made = yield* Effect.forEach(Array.from({ length: 24 }), () => tasks.create("fails"))
      const ids = made.map(({ taskId }) => taskId)
      assert.strictEqual(new Set(ids).size, 24)
      assert.isTrue(ids.every((id) => /^[\w-]{22,}$/u.test(id)))
    })
  )
}
