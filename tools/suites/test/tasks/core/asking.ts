/**
 * Questions in the middle of a task: they come to whoever waits for its result.
 */
import { assert } from "@effect/vitest"
import { Effect } from "effect"

import { Raw } from "../../../src/raw/Core.ts"
import { fresh } from "../../../src/raw/fresh.ts"
import { textOf } from "../../../src/raw/RawClient.ts"
import { child } from "../../../src/raw/Wire.ts"
import type { It } from "./It.ts"

export const asking = (it: It): void => {
  it.effect(
    "2025-11-25/TK-42, 2025-11-25/TK-43, 2025-11-25/TK-45, 2025-11-25/TK-51: it waits for an answer, says whose question it is, and goes on",
    () =>
      Effect.gen(function* () {
        const { http, tasks } = yield* Raw
        const { taskId } = yield* tasks.create("again", { name: fresh("again") })
        const waiting = yield* tasks.awaits(taskId)
        const first = yield* tasks.questioned(taskId)
        assert.strictEqual(first.message["method"], "elicitation/create")
        assert.strictEqual(child(first.message, "params")["message"], "Who is next?")
        assert.strictEqual(first.by, http ? "stream" : "line")
        if (http) assert.strictEqual(first.to, waiting)
        assert.strictEqual((yield* tasks.get(taskId))["status"], "input_required")
        yield* tasks.answer(first.message, "Ada")
        const second = yield* tasks.question(taskId, 1)
        assert.notStrictEqual(second["id"], first.message["id"])
        yield* tasks.answer(second, "Bob")
        assert.match(textOf(yield* tasks.client.resultOf(waiting)), /^Ada, Bob, \d+$/u)
        assert.strictEqual((yield* tasks.get(taskId))["status"], "completed")
      })
  )

  it.effect("2025-11-25/TK-45: once it was answered it works again", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const name = fresh("asking")
      const { taskId } = yield* tasks.create("asking", { name })
      const waiting = yield* tasks.awaits(taskId)
      yield* tasks.answer(yield* tasks.question(taskId), "Ada")
      yield* tasks.client.tell("begun", { name })
      assert.strictEqual((yield* tasks.get(taskId))["status"], "working")
      yield* tasks.client.tell("go", { name })
      assert.strictEqual(textOf(yield* tasks.client.resultOf(waiting)), "Ada waited.")
    })
  )

  it.effect("tasks.pair: two questions at one moment are two requests, answered in any order", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("pair")
      const waiting = yield* tasks.awaits(taskId)
      const asked = [yield* tasks.question(taskId), yield* tasks.question(taskId, 1)]
      const by = new Map(asked.map((each) => [child(each, "params")["message"], each]))
      yield* tasks.answer(by.get("Who is right?") ?? {}, "Bob")
      assert.strictEqual((yield* tasks.get(taskId))["status"], "input_required")
      yield* tasks.answer(by.get("Who is left?") ?? {}, "Ada")
      assert.strictEqual(textOf(yield* tasks.client.resultOf(waiting)), "Ada and Bob")
    })
  )

  it.effect("tasks.sampling: the model is asked in the same way", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("ponder")
      const waiting = yield* tasks.awaits(taskId)
      const asked = yield* tasks.question(taskId)
      assert.strictEqual(asked["method"], "sampling/createMessage")
      yield* tasks.client.reply(asked, {
        role: "assistant",
        model: "m",
        content: { type: "text", text: "So what." }
      })
      assert.strictEqual(textOf(yield* tasks.client.resultOf(waiting)), "So what.")
    })
  )

  it.effect("tasks.reasked: a question that nobody answered is asked whoever waits next", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("ask")
      const first = yield* tasks.awaits(taskId)
      yield* tasks.question(taskId)
      yield* tasks.client.notify("notifications/cancelled", { requestId: first })
      yield* tasks.client.leave(first)
      const second = yield* tasks.awaits(taskId)
      yield* tasks.answer(yield* tasks.question(taskId, 1), "Ada")
      assert.strictEqual(textOf(yield* tasks.client.resultOf(second)), "Hello Ada.")
    })
  )

  it.effect("tasks.refused: an error instead of an answer is what the handler gets", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("ask")
      const waiting = yield* tasks.awaits(taskId)
      const asked = yield* tasks.question(taskId)
      yield* tasks.client.send({ id: asked["id"], error: { code: -1, message: "No person here" } })
      const { message } = yield* tasks.client.answer(waiting)
      assert.isTrue("error" in message || child(message, "result")["isError"] === true)
      assert.strictEqual((yield* tasks.get(taskId))["status"], "failed")
    })
  )

  it.effect("tasks.cancelled: one that waits for an answer can be cancelled", () =>
    Effect.gen(function* () {
      const { tasks } = yield* Raw
      const { taskId } = yield* tasks.create("ask")
      const waiting = yield* tasks.awaits(taskId)
      const asked = yield* tasks.question(taskId)
      assert.strictEqual((yield* tasks.cancel(taskId))["status"], "cancelled")
      assert.match((yield* tasks.client.errorOf(waiting)).message, /cancel/iu)
      yield* tasks.answer(asked, "Ada")
      assert.strictEqual((yield* tasks.get(taskId))["status"], "cancelled")
    })
  )
}
