import type { Client } from "@effect-mcp/client"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Queue, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"

import { TaskHandle } from "../../src/index.ts"
import { unhurried } from "./support/calls.ts"
import { connected, core, type Frame, modern, older, text, tool } from "./support/Scripted.ts"
import { created, flat, named, nested, question } from "./support/tasks.ts"
import * as User from "./support/user.ts"

const Deploy = {
  name: "deploy",
  input: Schema.Struct({ env: Schema.String }),
  output: Schema.Struct({ at: Schema.Date })
}

const tools = [tool("deploy", { execution: { taskSupport: "optional" } })]

const deployed = {
  resultType: "complete",
  ...text("done"),
  structuredContent: { at: "2026-01-01T00:00:00.000Z" }
}

const at = new Date(Date.UTC(2026, 0, 1))

const begin = (client: Client.Client, options?: TaskHandle.Options) =>
  Effect.forkChild(unhurried(TaskHandle.start(client, Deploy, { env: "prod" }, options)))

/** A handle in the newest revision. */
const started = Effect.fnUntraced(function* (
  options: Parameters<typeof connected>[1] = {},
  wish: TaskHandle.Options = { listen: false }
) {
  const { client, line } = yield* connected(modern, options)
  const starting = yield* begin(client, wish)
  const call = yield* line.expect("tools/call")
  call.answer(created())
  return { client, line, call, handle: yield* Fiber.join(starting) }
})

describe("a handle", () => {
  it.effect(
    "extensions/TX-23: has an id to be kept, and the result in the definition's types",
    () =>
      Effect.gen(function* () {
        const { call, handle, line } = yield* started()
        assert.deepStrictEqual(call.params, { name: "deploy", arguments: { env: "prod" } })
        assert.deepStrictEqual([handle.id, handle.immediate], ["task-1", undefined])
        assert.deepStrictEqual(yield* line.rest, [])
        const result = yield* Effect.forkChild(handle.result)
        yield* TestClock.adjust("3 seconds")
        const get = yield* line.expect("tasks/get")
        get.answer(flat("completed", { result: deployed }, 1))
        assert.deepStrictEqual(yield* Fiber.join(result), { at })
      })
  )

  it.effect("task.latest: who comes for the result later is told at once how it is then", () =>
    Effect.gen(function* () {
      const { handle, line } = yield* started()
      yield* TestClock.adjust("1 minute")
      const result = yield* Effect.forkChild(handle.result)
      const get = yield* line.expect("tasks/get")
      get.answer(flat("completed", { result: deployed }, 1))
      assert.deepStrictEqual(yield* Fiber.join(result), { at })
    })
  )

  it.effect("task.latest: and a server that tells is asked to, as the task is not over soon", () =>
    Effect.gen(function* () {
      const { handle, line } = yield* started({}, {})
      yield* TestClock.adjust("1 minute")
      yield* Effect.forkChild(handle.result)
      const get = yield* line.expect("tasks/get")
      get.answer(flat("working", {}, 1))
      const listen = yield* line.expect("subscriptions/listen")
      assert.deepStrictEqual(listen.params, { notifications: { taskIds: ["task-1"] } })
    })
  )

  it.effect("task.status: a server that tells is asked to after the first look", () =>
    Effect.gen(function* () {
      const { handle, line } = yield* started({}, {})
      yield* Effect.forkChild(Stream.runDrain(handle.status))
      const get = yield* line.expect("tasks/get")
      get.answer(flat("working"))
      yield* line.expect("subscriptions/listen")
    })
  )

  it.effect("task.left: who stops waiting for it does not stop it", () =>
    Effect.gen(function* () {
      const { handle, line } = yield* started()
      const waiting = yield* Effect.forkChild(handle.result)
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(waiting)
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* line.rest, [])
      yield* Effect.forkChild(handle.result)
      yield* TestClock.adjust("3 seconds")
      yield* line.expect("tasks/get")
    })
  )

  it.effect("task.get: how it is now", () =>
    Effect.gen(function* () {
      const { handle, line } = yield* started()
      const getting = yield* Effect.forkChild(handle.get)
      const get = yield* line.expect("tasks/get")
      get.answer(
        flat("input_required", { inputRequests: { k: question() }, statusMessage: "Who?" }, 1)
      )
      const snapshot = yield* Fiber.join(getting)
      assert.deepStrictEqual(
        { ...snapshot, questions: Object.keys(snapshot.questions) },
        {
          id: "task-1",
          status: "input_required",
          statusMessage: "Who?",
          createdAt: Date.UTC(2026, 0, 1),
          updatedAt: Date.UTC(2026, 0, 1, 0, 0, 1),
          ttl: 3_600_000,
          pollInterval: 2000,
          questions: ["k"]
        }
      )
    })
  )

  it.effect(
    "task.status: now, and when it has changed, until it is over; nothing is answered",
    () =>
      Effect.gen(function* () {
        const user = User.willing()
        const { handle, line } = yield* started({ layer: user.layer })
        const watching = yield* Effect.forkChild(unhurried(Stream.runCollect(handle.status)))
        const answers = [
          flat("working"),
          flat("working"),
          flat("input_required", { inputRequests: { k: question() } }, 1),
          flat("working", { statusMessage: "Thanks" }, 2),
          flat("failed", { error: { code: 1, message: "no" } }, 3)
        ]
        for (const answer of answers) {
          const get = yield* line.expect("tasks/get")
          get.answer(answer)
          yield* TestClock.adjust("4 seconds")
        }
        const seen = (yield* Fiber.join(watching)).map(({ status, statusMessage }) => [
          status,
          statusMessage
        ])
        assert.deepStrictEqual(seen, [
          ["working", undefined],
          ["input_required", undefined],
          ["working", "Thanks"],
          ["failed", undefined]
        ])
        assert.deepStrictEqual([user.asked, yield* line.rest], [[], []])
      })
  )

  it.effect("extensions/TX-25: a question can be answered by hand", () =>
    Effect.gen(function* () {
      const user = User.willing()
      const { handle, line } = yield* started(
        { layer: user.layer },
        { listen: false, answers: "hand" }
      )
      const result = yield* Effect.forkChild(handle.result)
      yield* TestClock.adjust("3 seconds")
      const first = yield* line.expect("tasks/get")
      first.answer(flat("input_required", { inputRequests: { k: question() } }, 1))
      const answering = yield* Effect.forkChild(
        handle.answer("k", { action: "accept", content: { name: "Eve" } })
      )
      const update = yield* line.expect("tasks/update")
      assert.deepStrictEqual(update.params, {
        taskId: "task-1",
        inputResponses: { k: named("Eve") }
      })
      update.answer({ resultType: "complete" })
      yield* Fiber.join(answering)
      yield* TestClock.adjust("3 seconds")
      const second = yield* line.expect("tasks/get")
      second.answer(flat("completed", { result: deployed }, 2))
      yield* Fiber.join(result)
      assert.deepStrictEqual(user.asked, [])
    })
  )

  it.effect("task.answers: what was answered by hand is not asked again by the handlers", () =>
    Effect.gen(function* () {
      const user = User.willing()
      const { handle, line } = yield* started({ layer: user.layer })
      const answering = yield* Effect.forkChild(handle.answer("k", { action: "decline" }))
      const update = yield* line.expect("tasks/update")
      update.answer({ resultType: "complete" })
      yield* Fiber.join(answering)
      yield* Effect.forkChild(handle.result)
      yield* TestClock.adjust("3 seconds")
      const get = yield* line.expect("tasks/get")
      get.answer(flat("input_required", { inputRequests: { k: question() } }, 1))
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(user.asked, [])
    })
  )

  it.effect("task.answers: what was said by hand and not taken is asked by the handlers", () =>
    Effect.gen(function* () {
      const user = User.willing("Ada")
      const { handle, line } = yield* started({ layer: user.layer })
      const answering = yield* Effect.forkChild(
        Effect.flip(handle.answer("k", { action: "decline" }))
      )
      const update = yield* line.expect("tasks/update")
      update.refuse({ code: -32600, message: "Not now" })
      assert.strictEqual((yield* Fiber.join(answering)).reason._tag, "Refused")
      yield* Effect.forkChild(handle.result)
      yield* TestClock.adjust("3 seconds")
      const get = yield* line.expect("tasks/get")
      get.answer(flat("input_required", { inputRequests: { k: question() } }, 1))
      const again = yield* line.expect("tasks/update")
      assert.deepStrictEqual(again.params["inputResponses"], { k: named("Ada") })
    })
  )

  it.effect("task.answers: and nobody is asked twice who is being asked already", () =>
    Effect.gen(function* () {
      const user = User.slow()
      const { handle, line } = yield* started({ layer: user.layer })
      yield* Effect.forkChild(unhurried(handle.result))
      const asking = flat("input_required", { inputRequests: { k: question() } }, 1)
      yield* TestClock.adjust("3 seconds")
      const first = yield* line.expect("tasks/get")
      first.answer(asking)
      assert.strictEqual(yield* Queue.take(user.asked), "Who?")
      const answering = yield* Effect.forkChild(
        Effect.flip(handle.answer("k", { action: "decline" }))
      )
      const update = yield* line.expect("tasks/update")
      update.refuse({ code: -32600, message: "Not now" })
      yield* Fiber.join(answering)
      yield* TestClock.adjust("3 seconds")
      const second = yield* line.expect("tasks/get")
      second.answer(asking)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Queue.size(user.asked), 0)
    })
  )

  it.effect("extensions/TX-34: is cancelled by a request of its own", () =>
    Effect.gen(function* () {
      const { handle, line } = yield* started()
      const cancelling = yield* Effect.forkChild(handle.cancel)
      const cancel = yield* line.expect("tasks/cancel")
      assert.deepStrictEqual(cancel.params, { taskId: "task-1" })
      cancel.answer({ resultType: "complete" })
      yield* Fiber.join(cancelling)
    })
  )

  it.effect("task.atOnce: of a call that was answered at once holds what it gave", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(older)
      const starting = yield* begin(client)
      const call = yield* line.expect("tools/call")
      call.answer({ ...text("done"), structuredContent: deployed.structuredContent })
      const handle = yield* Fiber.join(starting)
      assert.deepStrictEqual([handle.id, yield* handle.result], [undefined, { at }])
      const [only] = yield* Stream.runCollect(handle.status)
      assert.strictEqual(only?.status, "completed")
      yield* handle.cancel
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("task.arguments: nothing is sent that does not fit", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const wrong = { env: 7 } as never
      const { reason } = yield* Effect.flip(TaskHandle.start(client, Deploy, wrong))
      assert.strictEqual(reason._tag, "InvalidArguments")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )
})

describe("a handle in the core", () => {
  const startedCore = Effect.fnUntraced(function* (answer: Frame = {}) {
    const { client, line } = yield* connected(core, { tools })
    const starting = yield* begin(client, { ttl: "1 minute" })
    const call = yield* line.expect("tools/call")
    call.answer({ task: nested("working"), ...answer })
    return { client, line, call, handle: yield* Fiber.join(starting) }
  })

  it.effect("2025-11-25/TK-12: is begun with the time it is to be kept", () =>
    Effect.gen(function* () {
      const { call, handle, line } = yield* startedCore()
      assert.deepStrictEqual(call.params["task"], { ttl: 60_000 })
      const result = yield* Effect.forkChild(handle.result)
      const asked = yield* line.expect("tasks/result")
      asked.answer(deployed)
      assert.deepStrictEqual(yield* Fiber.join(result), { at })
    })
  )

  it.effect("2025-11-25/TK-16: has what the model may be told meanwhile", () =>
    Effect.gen(function* () {
      const _meta = { "io.modelcontextprotocol/model-immediate-response": "It is being made." }
      const { handle } = yield* startedCore({ _meta })
      assert.strictEqual(handle.immediate, "It is being made.")
    })
  )

  it.effect(
    "2025-11-25/TK-17, 2025-11-25/TK-18, 2025-11-25/TK-24: is looked at as often as the server likes, or as soon as it tells",
    () =>
      Effect.gen(function* () {
        const { handle, line } = yield* startedCore()
        const watching = yield* Effect.forkChild(unhurried(Stream.runCollect(handle.status)))
        const first = yield* line.expect("tasks/get")
        first.answer(nested("working"))
        yield* TestClock.adjust(1999)
        assert.deepStrictEqual(yield* line.rest, [])
        yield* TestClock.adjust(1)
        const second = yield* line.expect("tasks/get")
        second.answer(nested("working", { statusMessage: "Half" }, 1))
        yield* TestClock.adjust(100)
        line.notify("notifications/tasks/status", nested("completed", {}, 2))
        const seen = (yield* Fiber.join(watching)).map(({ status, statusMessage }) => [
          status,
          statusMessage
        ])
        assert.deepStrictEqual(seen, [
          ["working", undefined],
          ["working", "Half"],
          ["completed", undefined]
        ])
      })
  )

  it.effect("task.over: to cancel what is over is no error", () =>
    Effect.gen(function* () {
      const { handle, line } = yield* startedCore()
      const cancelling = yield* Effect.forkChild(handle.cancel)
      const cancel = yield* line.expect("tasks/cancel")
      cancel.refuse({ code: -32602, message: "Over already" })
      const get = yield* line.expect("tasks/get")
      get.answer(nested("completed", {}, 1))
      yield* Fiber.join(cancelling)
    })
  )

  it.effect("task.hand: its questions are requests, and not to be answered by hand", () =>
    Effect.gen(function* () {
      const { handle } = yield* startedCore()
      const { reason } = yield* Effect.flip(handle.answer("k", { action: "decline" }))
      assert.strictEqual(reason._tag, "Unsupported")
    })
  )
})

describe("coming back to a task", () => {
  it.effect("task.resume: a server that tells is asked to at once", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const resuming = yield* Effect.forkChild(TaskHandle.resume(client, "task-1"))
      const first = yield* line.expect("tasks/get")
      first.answer(flat("working"))
      const handle = yield* Fiber.join(resuming)
      yield* Effect.forkChild(handle.result)
      yield* line.expect("subscriptions/listen")
    })
  )

  it.effect.each([
    ["2026-07-28", modern, flat("completed", { result: deployed }, 1)],
    ["2025-11-25", core, nested("completed", {}, 1)]
  ] as const)("extensions/TX-23: by its id (%s)", ([, revision, task]) =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(revision, { tools })
      const resuming = yield* Effect.forkChild(TaskHandle.resume(client, "task-1", Deploy))
      const first = yield* line.expect("tasks/get")
      assert.deepStrictEqual(first.params, { taskId: "task-1" })
      first.answer(task)
      const handle = yield* Fiber.join(resuming)
      const result = yield* Effect.forkChild(handle.result)
      if (revision.tasks === "Core") {
        const second = yield* line.expect("tasks/result")
        second.answer(deployed)
      }
      assert.deepStrictEqual(yield* Fiber.join(result), { at })
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("task.resume: without its tool the result is as the server says", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const resuming = yield* Effect.forkChild(TaskHandle.resume(client, "task-1"))
      const first = yield* line.expect("tasks/get")
      first.answer(flat("completed", { result: deployed }, 1))
      const handle = yield* Fiber.join(resuming)
      const { structuredContent, validation } = yield* handle.result
      assert.deepStrictEqual(
        [structuredContent, validation],
        [deployed.structuredContent, { _tag: "NotDeclared" }]
      )
    })
  )

  it.effect(
    "task.unknown: to one that is gone is refused, and where there are none unsupported",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern)
        const resuming = yield* Effect.forkChild(Effect.flip(TaskHandle.resume(client, "gone")))
        const get = yield* line.expect("tasks/get")
        get.refuse({ code: -32602, message: "Unknown task" })
        assert.strictEqual((yield* Fiber.join(resuming)).reason._tag, "Refused")
        const old = yield* connected(older)
        const { reason } = yield* Effect.flip(TaskHandle.resume(old.client, "gone"))
        assert.strictEqual(reason._tag, "Unsupported")
      })
  )
})

describe("the tasks a server keeps", () => {
  it.effect(
    "2025-11-25/TK-26, 2025-11-25/TK-29: page by page, by cursors that are nobody's business",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(core)
        const listing = yield* Effect.forkChild(Stream.runCollect(TaskHandle.list(client)))
        const first = yield* line.expect("tasks/list")
        assert.deepStrictEqual(first.params, {})
        first.answer({
          tasks: [nested("working"), nested("failed", { taskId: "b" })],
          nextCursor: ""
        })
        const second = yield* line.expect("tasks/list")
        assert.deepStrictEqual(second.params, { cursor: "" })
        second.answer({ tasks: [nested("working", { taskId: "c" })] })
        assert.deepStrictEqual(
          (yield* Fiber.join(listing)).map(({ id, status }) => [id, status]),
          [
            ["task-1", "working"],
            ["b", "failed"],
            ["c", "working"]
          ]
        )
      })
  )

  it.effect("2025-11-25/TK-26: not where it was not declared, and not where there is no list", () =>
    Effect.gen(function* () {
      for (const [revision, capabilities] of [
        [core, { tools: {}, tasks: { requests: {} } }],
        [modern, undefined],
        [older, undefined]
      ] as const) {
        const { client, line } = yield* connected(
          revision,
          capabilities === undefined ? {} : { capabilities }
        )
        const { reason } = yield* Effect.flip(Stream.runCollect(TaskHandle.list(client)))
        assert.strictEqual(reason._tag, "Unsupported")
        assert.deepStrictEqual(yield* line.rest, [])
      }
    })
  )

  it.effect.each([
    ["no list", { tasks: {} }],
    ["a task that is none", { tasks: [nested("working"), { taskId: "b" }] }],
    ["a cursor that is none", { tasks: [], nextCursor: 7 }]
  ] as const)("task.malformed: a page that is none is said so: %s", ([, answer]) =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(core)
      const listing = yield* Effect.forkChild(
        Effect.flip(Stream.runCollect(TaskHandle.list(client)))
      )
      const asked = yield* line.expect("tasks/list")
      asked.answer(answer)
      assert.strictEqual((yield* Fiber.join(listing)).reason._tag, "InvalidResult")
    })
  )

  it.effect("task.endless: a list that never ends is given up", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(core)
      const listing = yield* Effect.forkChild(
        Effect.flip(Stream.runCollect(TaskHandle.list(client)))
      )
      for (let page = 0; page < 1000; page++) {
        const asked = yield* line.expect("tasks/list")
        asked.answer({ tasks: [], nextCursor: "again" })
      }
      const { reason } = yield* Fiber.join(listing)
      assert.isTrue(reason._tag === "TooManyPages" && reason.pages === 1000)
    })
  )
})
