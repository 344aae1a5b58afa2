import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

import type { TaskClient } from "../../src/index.ts"
import { connected, core, type Frame, older, text, tool, willing } from "./support/Scripted.ts"
import { nested } from "./support/tasks.ts"

const may = (taskSupport: string) => tool("slow", { execution: { taskSupport } })

const tasks = willing(core)["tasks"] as Frame

/** What a call of the tool is sent with, as far as tasks go. */
const sent = Effect.fnUntraced(function* (
  tools: ReadonlyArray<Frame>,
  capabilities: Frame = willing(core),
  options: TaskClient.Options = {},
  params?: Frame
) {
  const { client, line } = yield* connected(core, { tools, capabilities, tasks: options })
  yield* Effect.forkChild(client.callTool("slow", { a: 1 }, { params }))
  const call = yield* line.expect("tools/call")
  return call.params
})

const asCall = { name: "slow", arguments: { a: 1 } }
const asTask = { ...asCall, task: {} }

describe("what is called as a task", () => {
  it.effect.each([
    ["required", may("required"), asTask],
    ["optional", may("optional"), asTask],
    ["forbidden", may("forbidden"), asCall],
    ["absent", tool("slow"), asCall],
    ["an empty execution", tool("slow", { execution: {} }), asCall]
  ] as const)(
    "2025-11-25/TK-07, 2025-11-25/TK-09, 2025-11-25/TK-10: follows from the tool: %s",
    ([, listed, expected]) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* sent([listed]), expected)
      })
  )

  it.effect.each([
    ["no tasks", undefined],
    ["no requests", { list: {}, cancel: {} }],
    ["no tools", { requests: {} }],
    ["no calls", { requests: { tools: {} } }],
    ["something else", { requests: { tools: { call: true } } }]
  ] as const)(
    "2025-11-25/TK-04, 2025-11-25/TK-05, 2025-11-25/TK-06, 2025-11-25/TK-03: nothing with a server that declares %s",
    ([, declared]) =>
      Effect.gen(function* () {
        const capabilities = declared === undefined ? { tools: {} } : { tools: {}, tasks: declared }
        assert.deepStrictEqual(yield* sent([may("required")], capabilities), asCall)
        assert.deepStrictEqual(
          yield* sent([may("required")], capabilities, {}, { task: { ttl: 5 } }),
          asCall
        )
      })
  )

  it.effect(
    "2025-11-25/TK-09: an optional one is called as it is, if that is what the client likes",
    () =>
      Effect.gen(function* () {
        const options = { optional: "call" } as const
        assert.deepStrictEqual(yield* sent([may("optional")], willing(core), options), asCall)
        assert.deepStrictEqual(yield* sent([may("required")], willing(core), options), asTask)
        assert.deepStrictEqual(
          yield* sent([may("optional")], willing(core), options, { task: { ttl: 5 } }),
          { ...asCall, task: { ttl: 5 } }
        )
      })
  )

  it.effect("2025-11-25/TK-12: with the time it is to be kept, if somebody says one", () =>
    Effect.gen(function* () {
      const options = { ttl: "90 seconds" } as const
      assert.deepStrictEqual(yield* sent([may("required")], willing(core), options), {
        ...asCall,
        task: { ttl: 90_000 }
      })
    })
  )

  it.effect("2025-11-25/TK-10: of a tool that was never listed, after one listing", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(core)
      yield* Effect.forkChild(client.callTool("slow"))
      const list = yield* line.expect("tools/list")
      list.answer({ tools: [may("required")] })
      const call = yield* line.expect("tools/call")
      assert.deepStrictEqual(call.params, { name: "slow", task: {} })
      yield* Effect.forkChild(client.callTool("unheard-of"))
      const other = yield* line.expect("tools/call")
      assert.deepStrictEqual(other.params, { name: "unheard-of" })
    })
  )

  it.effect("task.unlisted: a server whose tools cannot be listed is called", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(core)
      yield* Effect.forkChild(client.callTool("slow"))
      const list = yield* line.expect("tools/list")
      list.refuse({ code: -32603, message: "Internal error" })
      const call = yield* line.expect("tools/call")
      assert.deepStrictEqual(call.params, { name: "slow" })
    })
  )

  it.effect("task.older: nothing in a revision without tasks, whatever the server says", () =>
    Effect.gen(function* () {
      const capabilities = { tools: {}, tasks }
      const { client, hello, line } = yield* connected(older, { capabilities })
      const calling = yield* Effect.forkChild(client.callTool("slow"))
      const call = yield* line.expect("tools/call")
      assert.deepStrictEqual(call.params, { name: "slow" })
      assert.deepStrictEqual(hello.params["capabilities"], {})
      call.answer({ ...text("done"), task: nested("working") })
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [{ type: "text", text: "done" }])
    })
  )
})

describe("what comes of it", () => {
  /** A call that was made as a task. */
  const called = Effect.fnUntraced(function* (options: Parameters<typeof connected>[1] = {}) {
    const made = yield* connected(core, { tools: [may("required")], ...options })
    const calling = yield* Effect.forkChild(made.client.callTool("slow"))
    const call = yield* made.line.expect("tools/call")
    return { ...made, calling, call }
  })

  it.effect("2025-11-25/TK-13: the answer is a task, and the result comes when it is over", () =>
    Effect.gen(function* () {
      const { call, calling, line } = yield* called()
      call.answer({ task: nested("working") })
      const result = yield* line.expect("tasks/result")
      assert.deepStrictEqual(result.params, { taskId: "task-1" })
      result.answer({
        ...text("done"),
        _meta: { "io.modelcontextprotocol/related-task": { taskId: "task-1" } }
      })
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [{ type: "text", text: "done" }])
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("task.ignored: a server that does not know the parameter answers at once", () =>
    Effect.gen(function* () {
      const { call, calling } = yield* called()
      call.answer(text("at once"))
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [
        { type: "text", text: "at once" }
      ])
    })
  )

  it.effect(
    "task.result: a member of that name in the result of a plain call is the result's own",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(core, { tools: [tool("slow")] })
        const calling = yield* Effect.forkChild(client.callTool("slow"))
        const call = yield* line.expect("tools/call")
        call.answer({ ...text("done"), task: nested("working") })
        assert.deepStrictEqual((yield* Fiber.join(calling)).content, [
          { type: "text", text: "done" }
        ])
      })
  )

  it.effect("2025-11-25/TK-20: the error of the task is the error of the call", () =>
    Effect.gen(function* () {
      const { call, calling, line } = yield* called()
      call.answer({ task: nested("working") })
      const error = { code: -32050, message: "No such place", data: { place: 7 } }
      const first = yield* line.expect("tasks/result")
      first.refuse(error)
      const get = yield* line.expect("tasks/get")
      get.answer(nested("failed", {}, 1))
      const second = yield* line.expect("tasks/result")
      second.refuse(error)
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.deepStrictEqual(
        reason._tag === "Refused" && [reason.code, reason.message, reason.data],
        [-32050, "No such place", { place: 7 }]
      )
    })
  )

  it.effect("2025-11-25/U-02: who goes away cancels the task, and never the request", () =>
    Effect.gen(function* () {
      const { call, calling, line } = yield* called()
      call.answer({ task: nested("working") })
      const result = yield* line.expect("tasks/result")
      yield* Fiber.interrupt(calling)
      const given = yield* line.expect("notifications/cancelled")
      // What blocked was a request of its own.
      assert.strictEqual(given.params["requestId"], result.id)
      const cancel = yield* line.expect("tasks/cancel")
      assert.deepStrictEqual(cancel.params, { taskId: "task-1" })
    })
  )

  it.effect("2025-11-25/U-02: who goes away before there is a task cancels it once there is", () =>
    Effect.gen(function* () {
      const { call, calling, line } = yield* called()
      yield* Fiber.interrupt(calling)
      assert.deepStrictEqual(yield* line.rest, [])
      call.answer({ task: nested("working") })
      const cancel = yield* line.expect("tasks/cancel")
      assert.deepStrictEqual(cancel.params, { taskId: "task-1" })
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(
        (yield* line.rest).filter((method) => method !== "notifications/cancelled"),
        []
      )
    })
  )

  it.effect("2025-11-25/U-02: and nothing if it is none", () =>
    Effect.gen(function* () {
      const { call, calling, line } = yield* called()
      yield* Fiber.interrupt(calling)
      call.answer(text("at once"))
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("2025-11-25/U-16: the progress of the task comes under the token of the call", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(core, { tools: [may("required")] })
      const told: Array<unknown> = []
      const onProgress = ({ progress }: { readonly progress: number }) => void told.push(progress)
      const calling = yield* Effect.forkChild(client.callTool("slow", {}, { onProgress }))
      const call = yield* line.expect("tools/call")
      const progressToken = call.meta?.["progressToken"]
      const report = (progress: number) =>
        line.notify("notifications/progress", { progressToken, progress })
      report(1)
      call.answer({ task: nested("working") })
      report(2)
      const result = yield* line.expect("tasks/result")
      report(3)
      line.notify("notifications/progress", { progressToken: 999, progress: 4 })
      line.notify("notifications/progress", { progressToken, progress: "5" })
      result.answer(text("done"))
      yield* Fiber.join(calling)
      report(6)
      assert.deepStrictEqual(told, [1, 2, 3])
    })
  )
})
