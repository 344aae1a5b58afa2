/**
 * All tasks of whoever asks.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Raw } from "../../../src/raw/Core.ts"
import type { It } from "./It.ts"

export const listing = (it: It): void => {
  it.effect(
    "2025-11-25/TK-26, 2025-11-25/TK-27, 2025-11-25/TK-28, 2025-11-25/TK-30: every task is listed once, on as many pages as it takes",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const made = yield* Effect.forEach(
          Array.from({ length: 130 }),
          () =>
            Effect.flatMap(tasks.create("fails"), ({ taskId }) =>
              Effect.as(tasks.payload(taskId), taskId)
            ),
          { concurrency: 8 }
        )
        const pages = yield* tasks.list()
        assert.isAbove(pages.length, 1)
        assert.isTrue(pages.every((page) => page.length > 0 && page.length <= 100))
        const listed = pages.flat().map(({ taskId }) => String(taskId))
        assert.strictEqual(new Set(listed).size, listed.length)
        assert.includeMembers(listed, made)
        for (const task of pages[0]?.slice(0, 3) ?? []) {
          const { _meta: _, ...seen } = yield* tasks.get(String(task["taskId"]))
          assert.hasAllKeys(task, Object.keys(seen))
        }
      })
  )

  it.effect("2025-11-25/TK-54: what is no cursor is refused", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      for (const cursor of ["nonsense", "", "0", 1, {}, null, "x".repeat(10_000)]) {
        const { code } = yield* tasks.client.error("tasks/list", { cursor })
        assert.strictEqual(code, -32602, JSON.stringify(cursor)?.slice(0, 40))
      }
      assert.property(yield* tasks.client.result("tasks/list"), "tasks")
    })
  )
}
