import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

import { begun, complete, look } from "./support/calls.ts"
import type { Frame } from "./support/Scripted.ts"
import { created, flat } from "./support/tasks.ts"
import * as User from "./support/user.ts"

const broken: ReadonlyArray<readonly [what: string, task: Frame]> = [
  ["nothing", { resultType: "complete" }],
  ["no id", flat("working", { taskId: undefined })],
  ["another's id", flat("working", { taskId: "task-2" })],
  ["a status that there is not", flat("sleeping")],
  ["an interval that is no number", flat("working", { pollIntervalMs: Number.NaN })],
  ["an interval in halves", flat("working", { pollIntervalMs: 0.5 })],
  ["a time to live in words", flat("working", { ttlMs: "1 hour" })],
  ["a message that is a number", flat("working", { statusMessage: 7 })],
  ["completed without a result", flat("completed")],
  ["completed with a list", flat("completed", { result: [] })],
  ["completed with what is no result of a tool", flat("completed", { result: { content: 1 } })],
  [
    "completed with a question",
    flat("completed", { result: { resultType: "input_required", content: [] } })
  ],
  ["completed with a task", flat("completed", { result: created({ content: [] }) })],
  ["failed without an error", flat("failed")],
  ["failed with a word", flat("failed", { error: "no" })],
  [
    "questions that are none",
    flat("input_required", { inputRequests: { k: { method: "tools/call" } } })
  ],
  ["no questions", flat("input_required")],
  ["a round", flat("working", { resultType: "input_required" })]
]

describe("tasks of a server that breaks the rules", () => {
  it.effect.each(broken)("task.malformed: said at once, and not asked again: %s", ([, task]) =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun({ layer: User.willing().layer })
      const get = yield* look(line)
      get.answer(task)
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag, "InvalidResult")
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("task.malformed: so is what should have begun one", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun({}, { taskId: "" })
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag, "InvalidResult")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("task.times: dates that are none are nothing to give up by", () =>
    Effect.gen(function* () {
      const odd = { createdAt: "yesterday", lastUpdatedAt: "" }
      const { calling, line } = yield* begun({}, odd)
      const get = yield* look(line)
      get.answer(flat("working", odd))
      complete(yield* look(line))
      yield* Fiber.join(calling)
    })
  )

  it.effect("task.unknown: a task that is gone ends the wait", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun()
      const get = yield* look(line)
      get.refuse({ code: -32602, message: "Unknown task" })
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.isTrue(reason._tag === "Refused" && reason.code === -32602)
    })
  )

  it.effect("task.busy: a bad moment of the server's is waited out, ten in a row are not", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun()
      const errors = [
        { code: -32603, message: "Internal error" },
        { code: -32600, message: "Too often", data: { reason: "TooManyPolls" } }
      ]
      for (let n = 0; n < 10; n++) {
        const get = yield* look(line)
        get.refuse(errors[n % 2] as Frame)
      }
      const well = yield* look(line)
      well.answer(flat("working", {}, 1))
      for (let n = 0; n < 11; n++) {
        const get = yield* look(line)
        get.refuse(errors[0] as Frame)
      }
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.isTrue(reason._tag === "Refused" && reason.code === -32603)
    })
  )
})
