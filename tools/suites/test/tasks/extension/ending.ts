/**
 * What a task is while it works and once it has ended, and that an end is one.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Raw, saying, undeclared } from "../../../src/raw/Extension.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import { textOf } from "../../../src/raw/RawClient.ts"
import type { Json } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

const payloads = ["result", "error", "inputRequests"] as const

/** What a task carries beside itself. */
const carried = (task: Json): ReadonlyArray<string> => payloads.filter((key) => key in task)

export const ending = (it: It): void => {
  it.effect(
    "extensions/TX-10, extensions/TX-15: while it works it is a task and nothing more",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { name, taskId } = yield* tasks.begun("slow")
        const task = yield* tasks.get(taskId)
        assert.strictEqual(task["resultType"], "complete")
        assert.strictEqual(task["status"], "working")
        assert.strictEqual(task["taskId"], taskId)
        assert.deepStrictEqual(carried(task), [])
        yield* tasks.client.tell("go", { name })
      })
  )

  it.effect("tasks.progress: what a handler reports is the status message", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { name, taskId } = yield* tasks.begun("slow")
      assert.strictEqual((yield* tasks.get(taskId))["statusMessage"], `holding ${name} (1 of 2)`)
      yield* tasks.client.tell("go", { name })
    })
  )

  it.effect(
    "extensions/TX-17, extensions/TX-10: its result is what the call would have been answered with",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { name, taskId } = yield* tasks.begun("slow")
        yield* tasks.client.tell("go", { name })
        const task = yield* tasks.until(taskId, "completed")
        assert.deepStrictEqual(carried(task), ["result"])
        assert.strictEqual(task["resultType"], "complete")
        const { _meta: _, ...again } = yield* tasks.call(
          "slow",
          { name },
          { _meta: saying(undeclared) }
        )
        assert.deepStrictEqual(task["result"], again)
        assert.deepInclude(task["result"] as Json, {
          resultType: "complete",
          structuredContent: { done: name }
        })
      })
  )

  it.effect("extensions/TX-20, extensions/TX-17: a tool that says it failed has completed", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("fails")
      const task = yield* tasks.until(taskId, "completed")
      assert.deepStrictEqual(carried(task), ["result"])
      const result = task["result"] as Json
      assert.strictEqual(result["isError"], true)
      assert.strictEqual(textOf(result), "It went wrong.")
    })
  )

  it.effect("extensions/TX-19: one that ends in an error has failed, and says why", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("refuses")
      const task = yield* tasks.until(taskId, "failed")
      assert.deepStrictEqual(carried(task), ["error"])
      assert.deepStrictEqual(task["error"], {
        code: -32099,
        message: "Not today.",
        data: { until: "tomorrow" }
      })
      assert.strictEqual(task["statusMessage"], "Not today.")
    })
  )

  it.effect("extensions/TX-19: of a bug nothing gets out", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("breaks")
      const task = yield* tasks.until(taskId, "failed")
      assert.deepStrictEqual(task["error"], { code: -32603, message: "Internal error" })
      assert.notInclude(JSON.stringify(task), "hunter2")
    })
  )

  it.effect(
    "extensions/TX-18, extensions/TX-33, extensions/TX-38: one that is cancelled is stopped and says so",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { name, taskId } = yield* tasks.begun("must")
        const { _meta: _, ...acknowledged } = yield* tasks.cancel(taskId)
        assert.deepStrictEqual(acknowledged, { resultType: "complete" })
        assert.strictEqual(yield* tasks.client.tell("stopped", { name }), "yes")
        const task = yield* tasks.until(taskId, "cancelled")
        assert.deepStrictEqual(carried(task), [])
        assert.strictEqual(task["resultType"], "complete")
      })
  )

  it.effect(
    "extensions/TX-21, extensions/TX-33: an end stays as it was, and cancelling it is acknowledged",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        for (const [tool, status] of [
          ["fails", "completed"],
          ["refuses", "failed"]
        ] as const) {
          const { taskId } = yield* tasks.create(tool)
          const ended = yield* tasks.until(taskId, status)
          const { _meta: _, ...acknowledged } = yield* tasks.cancel(taskId)
          assert.deepStrictEqual(acknowledged, { resultType: "complete" })
          yield* tasks.answer(taskId, { nobody: "asked" })
          assert.deepStrictEqual(yield* tasks.get(taskId), ended)
        }
      })
  )

  it.effect("extensions/TX-21: work that goes on after a cancellation changes nothing", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { name, taskId } = yield* tasks.begun("stubborn")
      yield* tasks.cancel(taskId)
      const cancelled = yield* tasks.until(taskId, "cancelled")
      yield* tasks.client.tell("go", { name })
      // Its handler ends before this call does.
      const other = yield* tasks.create("fails")
      yield* tasks.until(other.taskId, "completed")
      assert.deepStrictEqual(yield* tasks.get(taskId), cancelled)
    })
  )

  it.effect("extensions/TX-34: a notification of a cancelled request does nothing to a task", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const name = fresh("unaware")
      const requestId = yield* tasks.client.begin("tools/call", {
        name: "slow",
        arguments: { name }
      })
      const taskId = String((yield* tasks.client.resultOf(requestId))["taskId"])
      for (const id of [requestId, taskId]) {
        yield* tasks.client.notify("notifications/cancelled", { requestId: id, taskId })
      }
      assert.strictEqual((yield* tasks.get(taskId))["status"], "working")
      yield* tasks.client.tell("go", { name })
      assert.deepInclude((yield* tasks.until(taskId, "completed"))["result"] as Json, {
        structuredContent: { done: name }
      })
    })
  )
}
