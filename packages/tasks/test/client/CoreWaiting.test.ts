import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Queue, Schedule } from "effect"
import { TestClock } from "effect/testing"

import { TaskError } from "../../src/index.ts"
import { unhurried } from "./support/calls.ts"
import { connected, core, greet, type Line, text, tool, willing } from "./support/Scripted.ts"
import { named, nested, question } from "./support/tasks.ts"
import * as User from "./support/user.ts"

const tools = [tool("slow", { execution: { taskSupport: "required" } })]

const related = { "io.modelcontextprotocol/related-task": { taskId: "task-1" } }

/** A call whose result is being waited for. */
const waiting = Effect.fnUntraced(function* (options: Parameters<typeof connected>[1] = {}) {
  const made = yield* connected(core, { tools, ...options })
  const calling = yield* Effect.forkChild(unhurried(made.client.callTool("slow")))
  const call = yield* made.line.expect("tools/call")
  call.answer({ task: nested("working", { ttl: null }) })
  const result = yield* made.line.expect("tasks/result")
  return { ...made, calling, result }
})

const looked = Effect.fnUntraced(function* (line: Line, millis: number) {
  yield* TestClock.adjust(millis - 1)
  assert.deepStrictEqual(yield* line.rest, [])
  yield* TestClock.adjust(1)
  return yield* line.expect("tasks/get")
})

describe("waiting for a task of the core", () => {
  it.effect("task.patience: hours are no matter, and it is looked at rarely beside", () =>
    Effect.gen(function* () {
      const { calling, line, result } = yield* waiting()
      for (let n = 0; n < 200; n++) {
        const get = yield* looked(line, 30_000)
        get.answer(nested("working", { ttl: null }))
        yield* Effect.yieldNow
      }
      result.answer(text("done"))
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [{ type: "text", text: "done" }])
    })
  )

  it.effect(
    "2025-11-25/TK-44, 2025-11-25/TK-46, 2025-11-25/TK-51: what it asks meanwhile goes to the handlers, and is answered for it",
    () =>
      Effect.gen(function* () {
        const user = User.willing("Ada")
        const { calling, line, result } = yield* waiting({ layer: user.layer })
        const { method, params } = question() as { method: string; params: object }
        line.say({ jsonrpc: "2.0", id: "q1", method, params: { ...params, _meta: related } })
        const answer = yield* line.next
        assert.deepStrictEqual(answer, {
          jsonrpc: "2.0",
          id: "q1",
          result: { ...named("Ada"), _meta: related }
        })
        result.answer(text("done"))
        yield* Fiber.join(calling)
      })
  )

  it.effect("task.waiting: nobody is hurried by the time of a look while a person thinks", () =>
    Effect.gen(function* () {
      const user = User.slow()
      const { line } = yield* waiting({ layer: user.layer })
      const { method, params } = question() as { method: string; params: object }
      line.say({ jsonrpc: "2.0", id: "q1", method, params: { ...params, _meta: related } })
      yield* Queue.take(user.asked)
      yield* TestClock.adjust("5 minutes")
      yield* Queue.offer(user.answers, "Ada")
      const sent = yield* line.next
      const answer = sent["method"] === "tasks/get" ? yield* line.next : sent
      assert.deepStrictEqual(answer["result"], { ...named("Ada"), _meta: related })
    })
  )

  it.effect("task.cancelled: a task that somebody cancelled is a typed error", () =>
    Effect.gen(function* () {
      const { calling, line, result } = yield* waiting()
      result.refuse({ code: -32602, message: "The task was cancelled" })
      const get = yield* line.expect("tasks/get")
      get.answer(nested("cancelled", {}, 1))
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.isTrue(reason._tag === "Unresolved" && reason.cause instanceof TaskError.TaskCancelled)
    })
  )

  it.effect("2025-11-25/TK-18: a server that does not block is looked at until it is over", () =>
    Effect.gen(function* () {
      const { calling, line, result } = yield* waiting()
      result.refuse({ code: -32600, message: "Not yet" })
      const first = yield* line.expect("tasks/get")
      first.answer(nested("working", {}, 1))
      const second = yield* looked(line, 2000)
      second.answer(nested("working", {}, 2))
      const third = yield* looked(line, 2000)
      third.answer(nested("completed", {}, 3))
      const again = yield* line.expect("tasks/result")
      again.answer(text("done"))
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [{ type: "text", text: "done" }])
    })
  )

  it.effect("2025-11-25/TK-44: and its result asked for at once if it waits for input", () =>
    Effect.gen(function* () {
      const { line, result } = yield* waiting()
      result.refuse({ code: -32600, message: "Not yet" })
      const first = yield* line.expect("tasks/get")
      first.answer(nested("working", {}, 1))
      const second = yield* looked(line, 2000)
      second.answer(nested("input_required", {}, 2))
      yield* line.expect("tasks/result")
    })
  )

  it.effect("2025-11-25/TK-24: a status that is told is heard, and nobody relies on it", () =>
    Effect.gen(function* () {
      const { line, result } = yield* waiting()
      result.refuse({ code: -32600, message: "Not yet" })
      const first = yield* line.expect("tasks/get")
      first.answer(nested("working", {}, 1))
      yield* TestClock.adjust("1 second")
      line.notify("notifications/tasks/status", { ...nested("working", {}, 2), taskId: "task-2" })
      line.notify("notifications/tasks/status", { taskId: "task-1" })
      line.notify("notifications/tasks/status", nested("completed", {}, 2))
      yield* line.expect("tasks/result")
    })
  )

  it.effect("task.unknown: a task that is gone is refused as its server says", () =>
    Effect.gen(function* () {
      const { calling, line, result } = yield* waiting()
      result.refuse({ code: -32602, message: "No such task" })
      const get = yield* line.expect("tasks/get")
      get.refuse({ code: -32602, message: "No such task at all" })
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.isTrue(reason._tag === "Refused" && reason.message === "No such task")
    })
  )

  it.effect("task.overdue: a result that does not come though the task is over", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* waiting()
      const get = yield* looked(line, 30_000)
      get.answer(nested("completed", {}, 1))
      yield* TestClock.adjust("1 minute")
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag, "TimedOut")
    })
  )

  it.effect(
    "task.stubborn: a result that is refused though the task is over is not asked for again",
    () =>
      Effect.gen(function* () {
        const { calling, line, result } = yield* waiting()
        result.refuse({ code: -32603, message: "Internal error" })
        const get = yield* line.expect("tasks/get")
        get.answer(nested("completed", {}, 1))
        const again = yield* line.expect("tasks/result")
        again.refuse({ code: -32603, message: "Internal error" })
        const { reason } = yield* Effect.flip(Fiber.join(calling))
        assert.isTrue(reason._tag === "Refused" && reason.code === -32603)
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual(yield* line.rest, [])
      })
  )

  it.effect("task.reconnect: after a lost connection it is looked at, and asked for again", () =>
    Effect.gen(function* () {
      const reconnect = Schedule.spaced("1 second")
      const { calling, line, nextLine } = yield* waiting({ settings: { reconnect } })
      line.cut()
      yield* TestClock.adjust("1 second")
      const other = yield* nextLine
      yield* greet(other, core, willing(core))
      const get = yield* looked(other, 1000)
      get.answer(nested("working", { ttl: null }, 1))
      const result = yield* other.expect("tasks/result")
      result.answer(text("done"))
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [{ type: "text", text: "done" }])
    })
  )

  it.effect("task.gone: where there is no other connection, that is said at once", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* waiting()
      line.cut()
      assert.strictEqual((yield* Effect.flip(Fiber.join(calling))).reason._tag, "Disconnected")
    })
  )

  it.effect.each([
    ["no task", {}],
    ["no id", { task: nested("working", { taskId: undefined }) }],
    ["an empty id", { task: nested("working", { taskId: "" }) }],
    ["a status that there is not", { task: nested("sleeping") }],
    ["an interval in words", { task: nested("working", { pollInterval: "1s" }) }],
    ["no time to live", { task: nested("working", { ttl: undefined }) }],
    ["a list", { task: [] }]
  ] as const)("task.malformed: what should have begun one: %s", ([, answer]) =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(core, { tools })
      const calling = yield* Effect.forkChild(Effect.flip(client.callTool("slow")))
      const call = yield* line.expect("tools/call")
      call.answer(answer)
      assert.strictEqual((yield* Fiber.join(calling)).reason._tag, "InvalidResult")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )
})
