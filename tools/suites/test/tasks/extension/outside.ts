/**
 * Tasks whose work is done elsewhere: what the program says of them by their id is what a client sees.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Raw } from "../../../src/raw/Extension.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import { textOf } from "../../../src/raw/RawClient.ts"
import type { Json } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

export const outside = (it: It): void => {
  it.effect("tasks.external: it is said, and completed, from outside", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const name = fresh("external")
      const { taskId } = yield* tasks.create("external", { name })
      yield* tasks.client.tell("outside", { name, how: "say" })
      const halfway = yield* tasks.get(taskId)
      assert.deepInclude(halfway, { status: "working", statusMessage: `${name} is halfway` })
      yield* tasks.client.tell("outside", { name, how: "complete" })
      const done = yield* tasks.get(taskId)
      assert.strictEqual(done["status"], "completed")
      assert.strictEqual(textOf(done["result"] as Json), `${name} is done`)
      assert.strictEqual((done["result"] as Json)["resultType"], "complete")
    })
  )

  it.effect("tasks.external: it fails, and is cancelled, from outside", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const failing = fresh("external")
      const first = yield* tasks.create("external", { name: failing })
      yield* tasks.client.tell("outside", { name: failing, how: "fail" })
      const failed = yield* tasks.get(first.taskId)
      assert.strictEqual(failed["status"], "failed")
      assert.deepStrictEqual(failed["error"], { code: -32050, message: `${failing} has failed` })
      const stopping = fresh("external")
      const second = yield* tasks.create("external", { name: stopping })
      yield* tasks.client.tell("outside", { name: stopping, how: "cancel" })
      assert.strictEqual((yield* tasks.get(second.taskId))["status"], "cancelled")
    })
  )

  it.effect("extensions/TX-21: what has ended cannot be ended otherwise from outside", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const name = fresh("external")
      const { taskId } = yield* tasks.create("external", { name })
      yield* tasks.client.tell("outside", { name, how: "cancel" })
      const cancelled = yield* tasks.get(taskId)
      for (const how of ["complete", "fail", "say"]) {
        yield* tasks.client.request("tools/call", { name: "outside", arguments: { name, how } })
      }
      assert.deepStrictEqual(yield* tasks.get(taskId), cancelled)
    })
  )
}
