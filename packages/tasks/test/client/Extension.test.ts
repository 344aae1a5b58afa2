import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

import { TaskError } from "../../src/index.ts"
import { begun, complete, look, lookAfter, unhurried } from "./support/calls.ts"
import { connected, extensionId, type Frame, modern, text } from "./support/Scripted.ts"
import { created, flat, question } from "./support/tasks.ts"
import * as User from "./support/user.ts"

describe("tasks of the extension", () => {
  it.effect(
    "extensions/TX-01, extensions/X-04: every request declares it, and nothing else asks",
    () =>
      Effect.gen(function* () {
        const { call, calling, line } = yield* begun()
        const get = yield* look(line)
        complete(get)
        yield* Fiber.join(calling)
        for (const { meta } of [call, get]) {
          assert.deepStrictEqual(meta?.["io.modelcontextprotocol/clientCapabilities"], {
            extensions: { [extensionId]: {} }
          })
        }
        assert.deepStrictEqual(call.params, { name: "slow" })
      })
  )

  it.effect("extensions/TX-06: a result at once is one, too", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const calling = yield* Effect.forkChild(client.callTool("slow"))
      const call = yield* line.expect("tools/call")
      call.answer({ resultType: "complete", ...text("at once") })
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [
        { type: "text", text: "at once" }
      ])
    })
  )

  it.effect(
    "extensions/TX-23: it is looked at as often as the server likes, until it is over",
    () =>
      Effect.gen(function* () {
        const { calling, line } = yield* begun()
        const first = yield* lookAfter(line, 2000)
        assert.deepStrictEqual(first.params, { taskId: "task-1" })
        first.answer(flat("working", { pollIntervalMs: 5000 }, 1))
        complete(yield* lookAfter(line, 5000))
        assert.deepStrictEqual((yield* Fiber.join(calling)).content, [
          { type: "text", text: "done" }
        ])
      })
  )

  it.effect("task.interval: the caller's wish counts if it is more", () =>
    Effect.gen(function* () {
      const { line } = yield* begun({ tasks: { pollInterval: "7 seconds" } })
      yield* lookAfter(line, 7000)
    })
  )

  it.effect("task.backoff: less and less often while nothing happens, up to ten seconds", () =>
    Effect.gen(function* () {
      const { line } = yield* begun()
      for (const millis of [2000, 3000, 4500, 6750, 10_000, 10_000]) {
        const asked = yield* lookAfter(line, millis)
        asked.answer(flat("working"))
        yield* Effect.yieldNow
      }
      const last = yield* lookAfter(line, 10_000)
      last.answer(flat("working", {}, 1))
      yield* lookAfter(line, 2000)
    })
  )

  it.effect.each([
    ["none", undefined, 1000],
    ["0", 0, 1000],
    ["negative", -5000, 1000],
    ["tiny", 1, 50],
    ["huge", Number.MAX_SAFE_INTEGER, 3_600_000]
  ] as const)(
    "task.interval: what a server says is no way to be run hot or put to sleep (%s)",
    ([, pollIntervalMs, millis]) =>
      Effect.gen(function* () {
        const { line } = yield* begun({}, { pollIntervalMs, ttlMs: null })
        yield* lookAfter(line, millis)
      })
  )

  it.effect("extensions/TX-07: on any other method it is an invalid answer", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const getting = yield* Effect.forkChild(Effect.flip(client.getPrompt("p")))
      const asked = yield* line.expect("prompts/get")
      asked.answer(created())
      assert.strictEqual((yield* Fiber.join(getting)).reason._tag, "UnknownResultType")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect(
    "extensions/X-07: from a server that did not declare it, it is nothing anybody knows",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern, { capabilities: { tools: {} } })
        const calling = yield* Effect.forkChild(Effect.flip(client.callTool("slow")))
        const asked = yield* line.expect("tools/call")
        asked.answer(created())
        assert.strictEqual((yield* Fiber.join(calling)).reason._tag, "UnknownResultType")
      })
  )

  it.effect("extensions/TX-48: the task is named outside the message", () =>
    Effect.gen(function* () {
      const user = User.willing()
      const { calling, line } = yield* begun({ layer: user.layer })
      const get = yield* look(line)
      get.answer(flat("input_required", { inputRequests: { k: question() } }, 1))
      const update = yield* line.expect("tasks/update")
      update.answer({ resultType: "complete" })
      yield* Fiber.interrupt(calling)
      yield* line.expect("tasks/cancel")
      const said = line.headers.slice(-3)
      assert.deepStrictEqual(
        said.map((headers) => [headers?.["Mcp-Method"], headers?.["Mcp-Name"]]),
        [
          ["tasks/get", "task-1"],
          ["tasks/update", "task-1"],
          ["tasks/cancel", "task-1"]
        ]
      )
    })
  )

  it.effect("task.failed: the error of a failed task is the error of the call", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun()
      const error = { code: -32050, message: "No such place", data: { place: 7 } }
      const get = yield* look(line)
      get.answer(flat("failed", { error }, 1))
      const { method, reason } = yield* Effect.flip(Fiber.join(calling))
      assert.deepStrictEqual(
        [
          method,
          reason._tag,
          reason._tag === "Refused" && [reason.code, reason.message, reason.data]
        ],
        ["tools/call", "Refused", [-32050, "No such place", { place: 7 }]]
      )
    })
  )

  it.effect("extensions/TX-06: a tool that failed in a task failed as in a call", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun()
      const get = yield* look(line)
      get.answer(flat("completed", { result: { ...text("no"), isError: true } }, 1))
      assert.strictEqual((yield* Fiber.join(calling)).isError, true)
    })
  )

  it.effect("task.cancelled: a task that somebody cancelled is a typed error", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun()
      const get = yield* look(line)
      get.answer(flat("cancelled", { statusMessage: "By the operator" }, 1))
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag, "Unresolved")
      if (reason._tag !== "Unresolved") return
      assert.strictEqual(reason.extension, extensionId)
      assert.isTrue(reason.cause instanceof TaskError.TaskCancelled)
      if (!(reason.cause instanceof TaskError.TaskCancelled)) return
      assert.deepStrictEqual(
        [reason.cause.id, reason.cause.statusMessage],
        ["task-1", "By the operator"]
      )
    })
  )

  it.effect("extensions/TX-24: given up once its time has passed without a change", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun({}, { ttlMs: 6000 })
      const first = yield* lookAfter(line, 2000)
      // It changed three seconds after it was created: three are left.
      first.answer(flat("working", { ttlMs: 6000 }, 3))
      const second = yield* lookAfter(line, 2000)
      second.answer(flat("working", { ttlMs: 6000 }, 3))
      const third = yield* look(line)
      third.answer(flat("working", { ttlMs: 6000 }, 3))
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.isTrue(reason._tag === "Unresolved" && reason.cause instanceof TaskError.TaskExpired)
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("extensions/TX-24: a change gives it its time anew", () =>
    Effect.gen(function* () {
      const { calling, line } = yield* begun({}, { ttlMs: 6000 })
      const changed = flat("working", { ttlMs: 6000, statusMessage: "Half" })
      for (const millis of [2000, 2000, 3000]) {
        const get = yield* lookAfter(line, millis)
        get.answer(changed)
        yield* Effect.yieldNow
      }
      complete(yield* lookAfter(line, 2000))
      yield* Fiber.join(calling)
    })
  )

  it.effect("task.patience: hours are no matter, whatever time one request may take", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, { tasks: { listen: false } })
      const options = { timeout: "1 second", ceiling: "1 second" } as const
      const calling = yield* Effect.forkChild(unhurried(client.callTool("slow", {}, options)))
      const call = yield* line.expect("tools/call")
      call.answer(created({ ttlMs: null, pollIntervalMs: 3_600_000 }))
      for (let hour = 1; hour <= 5; hour++) {
        const get = yield* lookAfter(line, 3_600_000)
        get.answer(flat("working", { ttlMs: null, pollIntervalMs: 3_600_000 }, hour))
        yield* Effect.yieldNow
      }
      complete(yield* lookAfter(line, 3_600_000))
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, [{ type: "text", text: "done" }])
    })
  )

  it.effect(
    "extensions/TX-34, extensions/TX-35: who goes away cancels the task, and not the request",
    () =>
      Effect.gen(function* () {
        const { calling, line } = yield* begun()
        yield* look(line)
        yield* Fiber.interrupt(calling)
        // That look is a request that nobody waits for.
        const given = yield* line.next
        const cancelled = given["method"] === "notifications/cancelled" ? yield* line.next : given
        assert.deepStrictEqual(
          [cancelled["method"], (cancelled["params"] as Frame)["taskId"]],
          ["tasks/cancel", "task-1"]
        )
        yield* TestClock.adjust("1 hour")
        assert.deepStrictEqual(
          (yield* line.rest).filter((method) => method !== "notifications/cancelled"),
          []
        )
      })
  )

  it.effect("task.output: the result is checked as any call's is", () =>
    Effect.gen(function* () {
      const outputSchema = {
        type: "object",
        properties: { n: { type: "number" } },
        required: ["n"]
      }
      const tools = [{ name: "slow", inputSchema: { type: "object" }, outputSchema }]
      const { calling, line } = yield* begun({ tools })
      const get = yield* look(line)
      get.answer(flat("completed", { result: { ...text("x"), structuredContent: { n: "1" } } }, 1))
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.strictEqual(reason._tag, "InvalidResult")
    })
  )
})
