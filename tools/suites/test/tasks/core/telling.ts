/**
 * What is told of a task while it works: its status, its progress, what it logs.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { fields, Raw, relatedTo, taskOf } from "../../../src/raw/Core.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import { isMethod } from "../../../src/raw/RawClient.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

const isStatus = isMethod("notifications/tasks/status")

const isOf = (taskId: string, status: string) => (message: Json) => {
  const params = child(message, "params")
  return isStatus(message) && params["taskId"] === taskId && params["status"] === status
}

const reports = (token: string) => (message: Json) =>
  isMethod("notifications/progress")(message) && child(message, "params")["progressToken"] === token

export const telling = (it: It): void => {
  it.effect(
    "2025-11-25/TK-23, 2025-11-25/TK-25: a change of status is told, whole and without saying twice whose it is",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const { name, taskId } = yield* tasks.begun("slow")
        yield* tasks.client.tell("go", { name })
        const told = yield* tasks.client.hears(isOf(taskId, "completed"))
        assert.includeMembers(Object.keys(child(told, "params")), [...fields])
        assert.isUndefined(relatedTo(told))
        const { _meta: _, ...seen } = yield* tasks.get(taskId)
        const { _meta: __, ...said } = child(told, "params")
        assert.deepStrictEqual(said, seen)
      })
  )

  it.effect("2025-11-25/TK-23: so is one that waits for an answer, and one that is cancelled", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("ask")
      yield* tasks.client.hears(isOf(taskId, "input_required"))
      yield* tasks.cancel(taskId)
      yield* tasks.client.hears(isOf(taskId, "cancelled"))
      assert.isTrue(tasks.client.all(isStatus).every((told) => relatedTo(told) === undefined))
    })
  )

  it.effect(
    "2025-11-25/U-16, 2025-11-25/TK-51: progress goes on under the call's token until the end, and says which task it is of",
    () =>
      Effect.gen(function* () {
        const { tasks } = yield* Raw
        const name = fresh("reporting")
        const made = yield* tasks.call("slow", { name }, {}, { progressToken: name })
        const { taskId } = taskOf(made)
        yield* tasks.client.tell("go", { name })
        const waiting = yield* tasks.awaits(taskId)
        const last = yield* tasks.client.hears(
          (message) => reports(name)(message) && child(message, "params")["progress"] === 2
        )
        assert.deepInclude(child(last, "params"), { total: 2, message: `held ${name}` })
        yield* tasks.client.resultOf(waiting)
        // A whole life of another one later, nothing more has come.
        yield* tasks.payload((yield* tasks.create("fails")).taskId)
        const all = tasks.client.all(reports(name))
        assert.deepStrictEqual(
          all.map((message) => child(message, "params")["progress"]),
          all.length === 1 ? [2] : [1, 2]
        )
        assert.isTrue(all.every((message) => relatedTo(message) === taskId))
      })
  )

  it.effect("2025-11-25/TK-51: what it logs says which task it is of", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      yield* tasks.client.result("logging/setLevel", { level: "debug" })
      const { name, taskId } = yield* tasks.begun("slow")
      yield* tasks.client.tell("go", { name })
      const said = yield* tasks.client.hears(
        (message) =>
          isMethod("notifications/message")(message) &&
          JSON.stringify(message).includes(`before ${name}`)
      )
      assert.strictEqual(relatedTo(said), taskId)
    })
  )
}
