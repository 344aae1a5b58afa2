/**
 * Requests about tasks that make no sense.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Raw } from "../../../src/raw/Extension.ts"
import type { It } from "./It.ts"

/** Ids that nobody was ever given. */
const unknown = [
  "there-is-no-such-task-0000",
  "",
  " ",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "x".repeat(1_000),
  "\u0000",
  "' OR 1=1 --"
]

const wrong = [undefined, null, 1, true, {}, ["a"]]

export const refusing = (it: It): void => {
  it.effect("extensions/TX-39: there is no such task", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      for (const taskId of [...unknown, ...wrong]) {
        const { code, message } = yield* tasks.client.error("tasks/get", { taskId })
        assert.strictEqual(code, -32602, JSON.stringify(taskId))
        assert.isAtMost(message.length, 300)
      }
    })
  )

  it.effect("extensions/TX-40: nor is it answered or cancelled", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      for (const taskId of [...unknown, ...wrong]) {
        const update = yield* tasks.client.error("tasks/update", { taskId, inputResponses: {} })
        assert.strictEqual(update.code, -32602, JSON.stringify(taskId))
        const cancel = yield* tasks.client.error("tasks/cancel", { taskId })
        assert.strictEqual(cancel.code, -32602, JSON.stringify(taskId))
      }
    })
  )

  it.effect("tasks.answers: what is no answer is refused, and the question is still open", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("ask")
      const asked = yield* tasks.until(taskId, "input_required")
      for (const inputResponses of [undefined, null, "yes", 1, [], [{ action: "accept" }]]) {
        const { code } = yield* tasks.client.error("tasks/update", { taskId, inputResponses })
        assert.strictEqual(code, -32602, JSON.stringify(inputResponses))
      }
      assert.deepStrictEqual(yield* tasks.get(taskId), asked)
      yield* tasks.cancel(taskId)
    })
  )
}
