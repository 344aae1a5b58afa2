/**
 * Requests about tasks that make no sense.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Raw } from "../../../src/raw/Core.ts"
import type { It } from "./It.ts"

const unknown = [
  "there-is-no-such-task-0000",
  "",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "x".repeat(1_000),
  "\u0000"
]

const wrong = [undefined, null, 1, true, {}, ["a"]]

export const refusing = (it: It): void => {
  it.effect(
    "2025-11-25/TK-53, 2025-11-25/TK-56: there is no such task, and the error says so",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        for (const method of ["tasks/get", "tasks/result", "tasks/cancel"]) {
          for (const taskId of unknown) {
            const { code, message } = yield* tasks.client.error(method, { taskId })
            assert.strictEqual(code, -32602, `${method} ${taskId}`)
            assert.match(message, /task/iu)
            assert.isAtMost(message.length, 300)
          }
        }
      })
  )

  it.effect("2025-11-25/TK-53: what is no id is refused", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      for (const method of ["tasks/get", "tasks/result", "tasks/cancel"]) {
        for (const taskId of wrong) {
          const { code } = yield* tasks.client.error(method, { taskId })
          assert.strictEqual(code, -32602, `${method} ${JSON.stringify(taskId)}`)
        }
      }
    })
  )
}
