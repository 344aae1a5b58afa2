/**
 * Tasks whose work is done elsewhere.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Raw } from "../../../src/raw/Core.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import { textOf } from "../../../src/raw/RawClient.ts"
import type { It } from "./It.ts"

export const outside = (it: It): void => {
  it.effect("tasks.external: who waits is answered when it is completed from outside", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const name = fresh("external")
      const { taskId } = yield* tasks.create("external", { name })
      const waiting = yield* tasks.awaits(taskId)
      yield* tasks.client.tell("outside", { name, how: "say" })
      assert.deepInclude(yield* tasks.get(taskId), {
        status: "working",
        statusMessage: `${name} is halfway`
      })
      yield* tasks.client.tell("outside", { name, how: "complete" })
      assert.strictEqual(textOf(yield* tasks.client.resultOf(waiting)), `${name} is done`)
    })
  )

  it.effect("tasks.external: who waits is told when it fails outside", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const name = fresh("external")
      const { taskId } = yield* tasks.create("external", { name })
      const waiting = yield* tasks.awaits(taskId)
      yield* tasks.client.tell("outside", { name, how: "fail" })
      assert.deepStrictEqual(yield* tasks.client.errorOf(waiting), {
        code: -32050,
        message: `${name} has failed`
      })
    })
  )
}
