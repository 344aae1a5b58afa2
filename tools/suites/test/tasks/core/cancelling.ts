/**
 * Tasks that are told to stop.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Raw } from "../../../src/raw/Core.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import type { Json } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

export const cancelling = (it: It): void => {
  it.effect(
    "2025-11-25/TK-32, 2025-11-25/TK-33: it is cancelled when the answer comes, and its work is stopped",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { name, taskId } = yield* tasks.begun("must")
        const { _meta: _, ...answer } = yield* tasks.cancel(taskId)
        assert.deepInclude(answer, { taskId, status: "cancelled" })
        const { _meta: __, ...seen } = yield* tasks.get(taskId)
        assert.deepStrictEqual(seen, answer)
        assert.strictEqual(yield* tasks.client.tell("stopped", { name }), "yes")
      })
  )

  it.effect("tasks.cancelled: who waits for one that is cancelled is told", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.begun("slow")
      const waiting = yield* tasks.awaits(taskId)
      yield* tasks.cancel(taskId)
      const first = yield* tasks.client.errorOf(waiting)
      const later = yield* tasks.client.error("tasks/result", { taskId })
      assert.deepStrictEqual(first, later)
      assert.isBelow(first.code, 0)
      assert.match(first.message, /cancel/iu)
    })
  )

  it.effect(
    "2025-11-25/TK-31, 2025-11-25/TK-41, 2025-11-25/TK-56: what has ended cannot be cancelled, and says so",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const cancelled = yield* tasks.begun("slow")
        yield* tasks.cancel(cancelled.taskId)
        const failed = yield* tasks.create("fails")
        yield* tasks.payload(failed.taskId)
        const completed = yield* tasks.create("perhaps", { name: "x", long: false })
        yield* tasks.payload(completed.taskId)
        for (const { taskId } of [cancelled, failed, completed]) {
          const before: Json = yield* tasks.get(taskId)
          const { code, message } = yield* tasks.client.error("tasks/cancel", { taskId })
          assert.strictEqual(code, -32602)
          assert.match(message, /over/u)
          assert.deepStrictEqual(yield* tasks.get(taskId), before)
        }
      })
  )

  it.effect(
    "2025-11-25/TK-34, 2025-11-25/TK-41: it stays cancelled, whatever its work comes to",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { name, taskId } = yield* tasks.begun("stubborn")
        const cancelled = yield* tasks.cancel(taskId)
        assert.strictEqual(cancelled["status"], "cancelled")
        yield* tasks.client.tell("go", { name })
        // Another one's whole life, in which this one's work has ended.
        const other = yield* tasks.create("fails")
        yield* tasks.payload(other.taskId)
        assert.strictEqual((yield* tasks.get(taskId))["status"], "cancelled")
        assert.match((yield* tasks.client.error("tasks/result", { taskId })).message, /cancel/iu)
      })
  )

  it.effect("2025-11-25/U-02: a notification of a cancelled request does nothing to a task", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const name = fresh("unaware")
      const requestId = yield* tasks.client.begin("tools/call", {
        name: "slow",
        arguments: { name },
        task: {}
      })
      const { taskId } = (yield* tasks.client.resultOf(requestId))["task"] as {
        readonly taskId: string
      }
      yield* tasks.client.notify("notifications/cancelled", { requestId })
      yield* tasks.client.notify("notifications/cancelled", { requestId: taskId })
      assert.strictEqual((yield* tasks.get(taskId))["status"], "working")
      yield* tasks.client.tell("go", { name })
      assert.deepStrictEqual((yield* tasks.payload(taskId))["structuredContent"], { done: name })
    })
  )

  it.effect("tasks.patience: who gives up waiting does not stop the task", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { name, taskId } = yield* tasks.begun("slow")
      const waiting = yield* tasks.awaits(taskId)
      yield* tasks.client.notify("notifications/cancelled", { requestId: waiting })
      yield* tasks.client.leave(waiting)
      assert.strictEqual((yield* tasks.get(taskId))["status"], "working")
      yield* tasks.client.tell("go", { name })
      assert.deepStrictEqual((yield* tasks.payload(taskId))["structuredContent"], { done: name })
      assert.isFalse(tasks.client.isAnswered(waiting))
    })
  )
}
