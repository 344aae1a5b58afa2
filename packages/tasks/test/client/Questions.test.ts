import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Queue } from "effect"
import { TestClock } from "effect/testing"

import { begun, complete, look } from "./support/calls.ts"
import { flat, named, question } from "./support/tasks.ts"
import * as User from "./support/user.ts"

describe("the questions of a task", () => {
  it.effect(
    "extensions/TX-25, extensions/TX-26, extensions/TX-27: answered once by the handlers, however often they are repeated",
    () =>
      Effect.gen(function* () {
        const user = User.willing("Ada")
        const { calling, line } = yield* begun({ layer: user.layer })
        const first = yield* look(line)
        first.answer(flat("input_required", { inputRequests: { a: question("Who?") } }, 1))
        const update = yield* line.expect("tasks/update")
        assert.deepStrictEqual(update.params, {
          taskId: "task-1",
          inputResponses: { a: named("Ada") }
        })
        update.answer({ resultType: "complete" })
        const second = yield* look(line)
        second.answer(
          flat(
            "input_required",
            { inputRequests: { a: question("Who?"), b: question("And who?") } },
            2
          )
        )
        const more = yield* line.expect("tasks/update")
        assert.deepStrictEqual(more.params["inputResponses"], { b: named("Ada") })
        more.answer({ resultType: "complete" })
        complete(yield* look(line))
        yield* Fiber.join(calling)
        assert.deepStrictEqual(user.asked, ["Who?", "And who?"])
      })
  )

  it.effect(
    "extensions/TX-25: each answer goes out as soon as it is there, and it is looked at meanwhile",
    () =>
      Effect.gen(function* () {
        const user = User.slow()
        const { calling, line } = yield* begun({ layer: user.layer })
        const inputRequests = { a: question("A?"), b: question("B?") }
        const first = yield* look(line)
        first.answer(flat("input_required", { inputRequests }, 1))
        yield* Queue.take(user.asked)
        yield* Queue.take(user.asked)
        const second = yield* look(line)
        second.answer(flat("input_required", { inputRequests }, 1))
        yield* Queue.offer(user.answers, "one")
        const one = yield* line.expect("tasks/update")
        assert.deepStrictEqual(one.params["inputResponses"], { a: named("one") })
        one.answer({ resultType: "complete" })
        yield* Queue.offer(user.answers, "two")
        const two = yield* line.expect("tasks/update")
        assert.deepStrictEqual(two.params["inputResponses"], { b: named("two") })
        two.answer({ resultType: "complete" })
        complete(yield* look(line))
        yield* Fiber.join(calling)
      })
  )

  it.effect(
    "extensions/TX-30: what is no longer asked is not answered, and taken off the screen",
    () =>
      Effect.gen(function* () {
        const user = User.slow()
        const { calling, line } = yield* begun({ layer: user.layer })
        const first = yield* look(line)
        first.answer(flat("input_required", { inputRequests: { a: question("A?") } }, 1))
        yield* Queue.take(user.asked)
        const second = yield* look(line)
        second.answer(flat("working", {}, 2))
        assert.strictEqual(yield* Queue.take(user.left), "A?")
        complete(yield* look(line))
        yield* Fiber.join(calling)
        assert.deepStrictEqual(yield* line.rest, [])
      })
  )

  it.effect("task.update: an answer that got lost is given again", () =>
    Effect.gen(function* () {
      const user = User.willing()
      const { line } = yield* begun({ layer: user.layer })
      const first = yield* look(line)
      first.answer(flat("input_required", { inputRequests: { a: question() } }, 1))
      const update = yield* line.expect("tasks/update")
      update.refuse({ code: -32603, message: "Internal error" })
      yield* TestClock.adjust("500 millis")
      const again = yield* line.expect("tasks/update")
      assert.deepStrictEqual(again.params, update.params)
      assert.deepStrictEqual(user.asked, ["Who?"])
    })
  )

  it.effect("task.unanswered: without a handler the call ends, and the task with it", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun()
      const get = yield* look(line)
      get.answer(flat("input_required", { inputRequests: { a: question() } }, 1))
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.isTrue(reason._tag === "NotAnswered" && reason.because === "Unhandled")
      yield* line.expect("tasks/cancel")
    })
  )

  it.effect("task.flood: a task that asks without end is not believed", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun({ layer: User.willing().layer })
      const inputRequests = Object.fromEntries(
        Array.from({ length: 1025 }, (_, n) => [`k${n}`, question()])
      )
      const get = yield* look(line)
      get.answer(flat("input_required", { inputRequests }, 1))
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag, "InvalidResult")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )
})
