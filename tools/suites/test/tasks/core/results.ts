/**
 * How a task ends, and what waiting for that gives.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Raw, related, relatedTo } from "../../../src/raw/Core.ts"
import { textOf } from "../../../src/raw/RawClient.ts"
import { child } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

export const results = (it: It): void => {
  it.effect(
    "2025-11-25/TK-20, 2025-11-25/TK-22, 2025-11-25/TK-51: the result is that of the call, and says which task it is of",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { name, taskId } = yield* tasks.begun("slow")
        yield* tasks.client.tell("go", { name })
        const { _meta, ...result } = yield* tasks.payload(taskId)
        assert.deepStrictEqual(_meta, related(taskId))
        const plain = yield* tasks.client.result("tools/call", {
          name: "slow",
          arguments: { name }
        })
        assert.deepStrictEqual(result, plain)
        assert.deepStrictEqual(plain["structuredContent"], { done: name })
        assert.strictEqual((yield* tasks.get(taskId))["status"], "completed")
        assert.deepStrictEqual((yield* tasks.payload(taskId))["_meta"], related(taskId))
      })
  )

  it.effect("2025-11-25/TK-21: who waits is answered when it ends, all who do", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { name, taskId } = yield* tasks.begun("must")
      const waiting = [yield* tasks.awaits(taskId), yield* tasks.awaits(taskId)]
      assert.strictEqual((yield* tasks.get(taskId))["status"], "working")
      assert.isFalse(waiting.some((id) => tasks.client.isAnswered(id)))
      yield* tasks.client.tell("go", { name })
      for (const id of waiting) {
        const result = yield* tasks.client.resultOf(id)
        assert.deepStrictEqual(result["structuredContent"], { done: name })
      }
    })
  )

  it.effect("2025-11-25/TK-19: a look at a task gives the task, and nothing around it", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { name, taskId } = yield* tasks.begun("slow")
      const task = yield* tasks.get(taskId)
      assert.deepInclude(task, {
        taskId,
        status: "working",
        statusMessage: `holding ${name} (1 of 2)`
      })
      assert.notProperty(task, "task")
      assert.notProperty(task, "result")
      yield* tasks.client.tell("go", { name })
    })
  )

  it.effect(
    "2025-11-25/TK-20, 2025-11-25/TK-57: an error is the answer, and the task says why",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { taskId } = yield* tasks.create("refuses")
        const error = yield* tasks.client.error("tasks/result", { taskId })
        assert.deepStrictEqual(error, {
          code: -32099,
          message: "Not today.",
          data: { until: "tomorrow" }
        })
        const task = yield* tasks.get(taskId)
        assert.strictEqual(task["status"], "failed")
        assert.strictEqual(task["statusMessage"], "Not today.")
      })
  )

  it.effect("2025-11-25/TK-55: of a bug nothing gets out but that there is one", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("breaks")
      const error = yield* tasks.client.error("tasks/result", { taskId })
      assert.deepStrictEqual(error, { code: -32603, message: "Internal error" })
      const task = yield* tasks.get(taskId)
      assert.strictEqual(task["status"], "failed")
      assert.notInclude(JSON.stringify(task), "hunter2")
    })
  )

  it.effect("2025-11-25/TK-58, 2025-11-25/TK-57: a tool that says it failed has failed", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("fails")
      const result = yield* tasks.payload(taskId)
      assert.strictEqual(result["isError"], true)
      assert.strictEqual(textOf(result), "It went wrong.")
      const task = yield* tasks.get(taskId)
      assert.strictEqual(task["status"], "failed")
      assert.strictEqual(task["statusMessage"], "It went wrong.")
    })
  )

  it.effect("2025-11-25/TK-47: a look is answered with a body, and never with a stream", () =>
    Effect.gen(function* () {
      const { http, tasks } = yield* Raw
      const { name, taskId } = yield* tasks.begun("slow")
      const id = yield* tasks.client.begin("tasks/get", { taskId, _meta: { progressToken: "p" } })
      assert.strictEqual((yield* tasks.client.answer(id)).by, http ? "body" : "line")
      yield* tasks.client.tell("go", { name })
    })
  )

  it.effect(
    "2025-11-25/TK-52: where the parameter says which task it is, nothing else does, and nothing else counts",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const mine = yield* tasks.begun("slow")
        const other = yield* tasks.create("fails")
        yield* tasks.payload(other.taskId)
        const _meta = related(other.taskId)
        const seen = yield* tasks.client.request("tasks/get", { taskId: mine.taskId, _meta })
        assert.strictEqual(child(seen, "result")["taskId"], mine.taskId)
        assert.isUndefined(relatedTo(seen))
        const listed = yield* tasks.client.request("tasks/list", { _meta })
        assert.isUndefined(relatedTo(listed))
        const cancelled = yield* tasks.client.request("tasks/cancel", {
          taskId: mine.taskId,
          _meta
        })
        assert.isUndefined(relatedTo(cancelled))
        assert.strictEqual(child(cancelled, "result")["taskId"], mine.taskId)
        assert.strictEqual((yield* tasks.get(mine.taskId))["status"], "cancelled")
        assert.strictEqual((yield* tasks.get(other.taskId))["status"], "failed")
      })
  )
}
