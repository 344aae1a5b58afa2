import type { Client } from "@effect-mcp/client"
import { TransportError } from "@effect-mcp/protocol"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Queue, Schedule } from "effect"
import { TestClock } from "effect/testing"

import { TaskError } from "../../src/index.ts"
import { begun, complete, look, lookAfter, unhurried } from "./support/calls.ts"
import {
  type Asked,
  type Frame,
  core,
  greet,
  type Line,
  modern,
  text,
  willing
} from "./support/Scripted.ts"
import { created, flat, named, question } from "./support/tasks.ts"
import * as User from "./support/user.ts"

/** A task that was looked at once, and whose server is now asked to tell. */
const listening = Effect.fnUntraced(function* (options: Parameters<typeof begun>[0] = {}) {
  const call = yield* begun({ ...options, tasks: { listen: true } })
  const first = yield* lookAfter(call.line, 2000)
  first.answer(flat("working"))
  const listen = yield* call.line.expect("subscriptions/listen")
  return { ...call, listen }
})

const settling = Effect.repeat(Effect.yieldNow, Schedule.recurs(20))

/** The next look among whatever else is sent. */
const untilLook = Effect.fnUntraced(function* (line: Line) {
  for (;;) {
    const frame = yield* line.next
    if (frame["method"] === "tasks/get") return line.read(frame)
  }
})

/** Another call on this client has its server asked to tell. */
const askedAgain = Effect.fnUntraced(function* (client: Client.Client, line: Line) {
  yield* Effect.forkChild(unhurried(client.callTool("slow")))
  const call = yield* line.expect("tools/call")
  call.answer(created())
  const first = yield* lookAfter(line, 2000)
  first.answer(flat("working"))
  yield* line.expect("subscriptions/listen")
})

const acknowledge = (line: Line, listen: Asked, notifications: Frame) =>
  line.notify("notifications/subscriptions/acknowledged", {
    _meta: { "io.modelcontextprotocol/subscriptionId": listen.id },
    notifications
  })

const tell = (line: Line, listen: Asked, task: Frame) =>
  line.notify("notifications/tasks", {
    _meta: { "io.modelcontextprotocol/subscriptionId": listen.id },
    ...task
  })

/** Knows 2025-11-25 only. */
const shaking = Effect.fnUntraced(function* (line: Line) {
  for (;;) {
    const asked = yield* line.asked
    if (asked.params["protocolVersion"] === undefined) {
      asked.refuse({ code: -32601, message: "Method not found" })
    } else {
      const serverInfo = { name: "older", version: "0.0.1" }
      const capabilities = willing(core)
      asked.answer({ protocolVersion: core.version, capabilities, serverInfo })
    }
  }
})

const done = flat("completed", { result: { resultType: "complete", ...text("told") } }, 5)

describe("a server that tells of its tasks", () => {
  it.effect("extensions/TX-47: it is heard at once, and looked at rarely beside", () =>
    Effect.gen(function* () {
      const { calling, line, listen } = yield* listening()
      assert.deepStrictEqual(listen.params, { notifications: { taskIds: ["task-1"] } })
      acknowledge(line, listen, { taskIds: ["task-1"] })
      // What happened before it was heard is seen by this look.
      const second = yield* lookAfter(line, 3000)
      second.answer(flat("working", {}, 1))
      const third = yield* lookAfter(line, 30_000)
      third.answer(flat("working", {}, 1))
      yield* Effect.yieldNow
      tell(line, listen, done)
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [{ type: "text", text: "told" }])
    })
  )

  it.effect("task.once: it is asked to tell once, however often it tells", () =>
    Effect.gen(function* () {
      const { calling, line, listen } = yield* listening()
      acknowledge(line, listen, { taskIds: ["task-1"] })
      for (const seconds of [1, 2, 3, 4]) {
        tell(line, listen, flat("working", {}, seconds))
        yield* settling
      }
      assert.deepStrictEqual(yield* line.rest, [])
      tell(line, listen, done)
      yield* Fiber.join(calling)
    })
  )

  it.effect("task.heard: other tasks, other streams and what makes no sense are passed over", () =>
    Effect.gen(function* () {
      const { calling, line, listen } = yield* listening()
      acknowledge(line, listen, { taskIds: ["task-1"] })
      tell(line, listen, { ...done, taskId: "task-2" })
      tell(line, { ...listen, id: 999 }, done)
      tell(line, listen, { ...done, result: 7 })
      tell(line, listen, { ...done, status: "sleeping" })
      line.notify("notifications/tasks", done)
      complete(yield* lookAfter(line, 3000))
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [{ type: "text", text: "done" }])
    })
  )

  it.effect(
    "task.unhonoured: what was not agreed to is not relied on, and not asked for again",
    () =>
      Effect.gen(function* () {
        const { calling, client, line, listen } = yield* listening()
        acknowledge(line, listen, { taskIds: [] })
        const cancelled = yield* line.expect("notifications/cancelled")
        assert.strictEqual(cancelled.params["requestId"], listen.id)
        const second = yield* lookAfter(line, 3000)
        second.answer(flat("working"))
        complete(yield* lookAfter(line, 4500))
        yield* Fiber.join(calling)
        const again = yield* Effect.forkChild(client.callTool("slow"))
        const call = yield* line.expect("tools/call")
        call.answer(created())
        const first = yield* look(line)
        first.answer(flat("working"))
        complete(yield* look(line))
        yield* Fiber.join(again)
      })
  )

  it.effect("task.stale: what was told before it was looked at does not take it back in time", () =>
    Effect.gen(function* () {
      const user = User.slow()
      const { calling, line, listen } = yield* listening({ layer: user.layer })
      acknowledge(line, listen, { taskIds: ["task-1"] })
      const second = yield* lookAfter(line, 3000)
      tell(line, listen, flat("working", {}, 1))
      yield* settling
      second.answer(flat("input_required", { inputRequests: { k: question() } }, 2))
      assert.strictEqual(yield* Queue.take(user.asked), "Who?")
      tell(line, listen, flat("working", { statusMessage: "late" }, 1))
      yield* settling
      assert.strictEqual(yield* Queue.size(user.left), 0)
      yield* Queue.offer(user.answers, "Ada")
      const update = yield* line.expect("tasks/update")
      assert.deepStrictEqual(update.params["inputResponses"], { k: named("Ada") })
      update.answer({ resultType: "complete" })
      tell(line, listen, done)
      yield* Fiber.join(calling)
      assert.strictEqual(yield* Queue.size(user.asked), 0)
    })
  )

  it.effect("task.stale: and does not keep it from being looked at", () =>
    Effect.gen(function* () {
      const { calling, line, listen } = yield* listening()
      acknowledge(line, listen, { taskIds: ["task-1"] })
      const second = yield* lookAfter(line, 3000)
      second.answer(flat("working", {}, 5))
      yield* settling
      yield* TestClock.adjust("20 seconds")
      tell(line, listen, flat("working", {}, 1))
      yield* settling
      complete(yield* lookAfter(line, 10_000))
      yield* Fiber.join(calling)
    })
  )

  it.effect("task.late: a server that once was too late to agree is asked for the next task", () =>
    Effect.gen(function* () {
      const { calling, client, line } = yield* listening()
      yield* TestClock.adjust("1 minute")
      complete(yield* untilLook(line))
      yield* Fiber.join(calling)
      yield* line.rest
      yield* askedAgain(client, line)
    })
  )

  it.effect("task.unheard: one that refused is asked again after a while", () =>
    Effect.gen(function* () {
      const { calling, client, line, listen } = yield* listening()
      listen.refuse({ code: -32601, message: "Method not found" })
      complete(yield* lookAfter(line, 3000))
      yield* Fiber.join(calling)
      yield* TestClock.adjust("10 minutes")
      yield* askedAgain(client, line)
    })
  )

  it.effect("task.unheard: a server that refuses to tell is looked at as before", () =>
    Effect.gen(function* () {
      const { calling, line, listen } = yield* listening()
      listen.refuse({ code: -32601, message: "Method not found" })
      complete(yield* lookAfter(line, 3000))
      yield* Fiber.join(calling)
    })
  )

  it.effect("task.silence: a server that no longer tells is looked at again", () =>
    Effect.gen(function* () {
      const { calling, line, listen } = yield* listening()
      acknowledge(line, listen, { taskIds: ["task-1"] })
      const second = yield* lookAfter(line, 3000)
      second.answer(flat("working", {}, 1))
      yield* Effect.yieldNow
      listen.answer({ resultType: "complete" })
      const third = yield* lookAfter(line, 30_000)
      third.answer(flat("working", {}, 2))
      complete(yield* lookAfter(line, 2000))
      yield* Fiber.join(calling)
    })
  )

  it.effect("task.short: a task that is soon over is only looked at", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun({ tasks: { listen: true } })
      complete(yield* lookAfter(line, 2000))
      yield* Fiber.join(calling)
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )
})

describe("a task over more than one connection", () => {
  it.effect("task.reconnect: it is looked at on the next one", () =>
    Effect.gen(function* () {
      const reconnect = Schedule.spaced("1 second")
      const { calling, line, nextLine } = yield* begun({ settings: { reconnect } })
      yield* look(line)
      line.cut()
      yield* TestClock.adjust("1 second")
      const other = yield* nextLine
      yield* greet(other, modern, willing(modern))
      complete(yield* other.expect("tasks/get"))
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [{ type: "text", text: "done" }])
    })
  )

  it.effect("task.lost: it is not looked for in a revision with other tasks", () =>
    Effect.gen(function* () {
      const reconnect = Schedule.spaced("1 second")
      const settings = { reconnect, pin: undefined, revisions: [modern, core] }
      const { calling, line, nextLine } = yield* begun({ settings })
      yield* look(line)
      line.cut()
      yield* TestClock.adjust("1 second")
      const older = Effect.gen(function* () {
        for (;;) yield* Effect.forkChild(shaking(yield* nextLine))
      })
      yield* Effect.forkChild(older)
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.isTrue(reason._tag === "Unresolved" && reason.cause instanceof TaskError.TaskLost)
    })
  )

  it.effect("task.gone: where there is none, it is said at once", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun()
      yield* look(line)
      line.cut()
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.isTrue(
        reason._tag === "Disconnected" && reason.cause instanceof TransportError.TransportError
      )
    })
  )
})
