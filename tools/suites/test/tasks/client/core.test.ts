/**
 * A client of the tasks of 2025-11-25: which calls it makes tasks, and how it waits for them.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"

import { Refusal, settled } from "../../../src/raw/ScriptedServer.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import { textOf } from "../../../src/Results.ts"
import { connected, core, coreTask, elapse, meanwhile, result } from "./Connected.ts"

const created = (more: Json = {}): Json => ({ task: coreTask(more) })

const related = (taskId: string): Json => ({ "io.modelcontextprotocol/related-task": { taskId } })

/** A server that makes a task of what is asked to be one, and is done with it when it is asked for it. */
const obliging = {
  "tools/call": (params: Json) => (params["task"] === undefined ? result("plain") : created()),
  "tasks/get": () => coreTask(),
  "tasks/result": () => ({ ...result("task"), _meta: related("t-1") }),
  "tasks/cancel": () => coreTask({ status: "cancelled" })
}

const tasksOf = (requests: Json | undefined) => ({
  ...core,
  capabilities: { tasks: { list: {}, cancel: {}, ...(requests === undefined ? {} : { requests }) } }
})

describe("which calls are tasks", () => {
  it.effect(
    "2025-11-25/TK-07, 2025-11-25/TK-09, 2025-11-25/TK-10, 2025-11-25/TK-12: those of tools that have to be, or can be and are wanted",
    () =>
      Effect.gen(function* () {
        for (const [optional, expected] of [
          ["task", ["task", "task", "plain", "plain"]],
          ["call", ["plain", "task", "plain", "plain"]]
        ] as const) {
          const { client, server } = yield* connected({
            ...core,
            tasks: { optional, ttl: "1 minute" },
            script: obliging
          })
          const texts = yield* Effect.forEach(
            ["optional", "required", "forbidden", "absent"],
            (name) => Effect.map(meanwhile(client.callTool(name)), textOf)
          )
          assert.deepStrictEqual(texts, [...expected])
          const sent = server.params("tools/call").map(({ task }) => task)
          assert.deepStrictEqual(
            sent,
            expected.map((kind) => (kind === "task" ? { ttl: 60_000 } : undefined))
          )
        }
      })
  )

  it.effect(
    "2025-11-25/TK-04, 2025-11-25/TK-05, 2025-11-25/TK-06: none, whatever the tools say, where the server does not take calls as tasks",
    () =>
      Effect.gen(function* () {
        for (const options of [
          { ...core, capabilities: {} },
          tasksOf(undefined),
          tasksOf({}),
          tasksOf({ tools: {} }),
          tasksOf({ prompts: { get: {} } })
        ]) {
          const { client, server } = yield* connected({ ...options, script: obliging })
          for (const name of ["optional", "required"]) {
            assert.strictEqual(textOf(yield* meanwhile(client.callTool(name))), "plain")
          }
          for (const params of server.params("tools/call")) assert.notProperty(params, "task")
        }
      })
  )

  it.effect("2025-11-25/TK-10: a tool that was never listed is looked up first, once", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({ ...core, script: obliging })
      for (const _ of [1, 2, 3]) yield* meanwhile(client.callTool("required"))
      assert.strictEqual(server.all("tools/list").length, 1)
      assert.isTrue(server.params("tools/call").every(({ task }) => task !== undefined))
    })
  )

  it.effect("extensions/X-12: without its layer a client makes no tasks", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({ ...core, without: true, script: obliging })
      assert.strictEqual(textOf(yield* client.callTool("optional")), "plain")
      assert.notProperty(child(server.params("initialize")[0] ?? {}, "capabilities"), "tasks")
    })
  )
})

describe("waiting for a task", () => {
  it.effect(
    "2025-11-25/TK-17, 2025-11-25/TK-18: where the result does not block it looks, as often as the server wants, until the end",
    () =>
      Effect.gen(function* () {
        let isOver = false
        const { client, server } = yield* connected({
          ...core,
          script: {
            ...obliging,
            "tools/call": () => created({ pollInterval: 5_000 }),
            "tasks/get": (_, turn) => {
              isOver = turn === 4
              return coreTask({ pollInterval: 5_000, status: isOver ? "completed" : "working" })
            },
            "tasks/result": () =>
              isOver ? { ...result("done"), _meta: related("t-1") } : new Refusal(-32600, "Not yet")
          }
        })
        assert.strictEqual(textOf(yield* meanwhile(client.callTool("required"))), "done")
        const looks = server.all("tasks/get").map(({ at }) => at)
        assert.strictEqual(looks.length, 5)
        for (const [index, at] of looks.entries()) {
          if (index > 0) assert.isAtLeast(at - (looks[index - 1] ?? 0), 4_500, looks.join(", "))
        }
      })
  )

  it.effect("tasks.blocking: the answer that blocks is the answer", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        ...core,
        script: { ...obliging, "tasks/result": () => undefined }
      })
      const call = yield* Effect.forkChild(client.callTool("required"))
      const request = yield* server.hearsMethod("tasks/result")
      yield* elapse(120_000, 5_000)
      server.say({ id: request["id"], result: result("at last") })
      assert.strictEqual(textOf(yield* meanwhile(Fiber.join(call))), "at last")
      assert.strictEqual(server.all("tasks/result").length, 1)
      assert.deepStrictEqual(server.all("notifications/cancelled"), [])
    })
  )

  it.effect("2025-11-25/TK-24: what a notification says of the end is not enough", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        ...core,
        script: { ...obliging, "tasks/result": () => undefined }
      })
      const call = yield* Effect.forkChild(client.callTool("required"))
      const request = yield* server.hearsMethod("tasks/result")
      for (const status of ["completed", "cancelled", "failed"]) {
        server.notify("notifications/tasks/status", coreTask({ status }))
      }
      yield* elapse(5_000)
      assert.isUndefined(call.pollUnsafe())
      server.say({ id: request["id"], result: result("done") })
      assert.strictEqual(textOf(yield* meanwhile(Fiber.join(call))), "done")
    })
  )

  it.effect("2025-11-25/TK-24: without any notification it ends as well", () =>
    Effect.gen(function* () {
      const { client } = yield* connected({ ...core, script: obliging })
      assert.strictEqual(textOf(yield* meanwhile(client.callTool("required"))), "task")
    })
  )

  it.effect("2025-11-25/TK-44: the result is asked for at once, so that questions can come", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        ...core,
        script: {
          ...obliging,
          "tools/call": () => created({ status: "input_required" }),
          "tasks/result": () => undefined
        }
      })
      const call = yield* Effect.forkChild(client.callTool("required"))
      yield* settled
      const [asked] = server.all("tasks/result")
      assert.strictEqual(asked?.at, server.all("tools/call")[0]?.at)
      const answer = yield* server.ask("elicitation/create", {
        message: "Who?",
        requestedSchema: { type: "object", properties: { name: { type: "string" } } },
        _meta: related("t-1")
      })
      assert.deepInclude(child(answer, "result"), { action: "accept", content: { name: "Ada" } })
      server.say({ id: asked?.message["id"], result: result("Hello Ada.") })
      assert.strictEqual(textOf(yield* meanwhile(Fiber.join(call))), "Hello Ada.")
    })
  )

  it.effect("2025-11-25/TK-51: what is answered for a task says which one", () =>
    Effect.gen(function* () {
      const { server } = yield* connected({ ...core, script: obliging })
      for (const [method, params] of [
        [
          "elicitation/create",
          { message: "Who?", requestedSchema: { type: "object", properties: {} } }
        ],
        ["sampling/createMessage", { messages: [], maxTokens: 1 }]
      ] as const) {
        const answer = yield* server.ask(method, { ...params, _meta: related("t-7") })
        assert.deepStrictEqual(child(child(answer, "result"), "_meta"), related("t-7"), method)
      }
    })
  )

  it.effect("2025-11-25/TK-52: what is asked about a task says so by its parameter alone", () =>
    Effect.gen(function* () {
      let isOver = false
      const { client, server } = yield* connected({
        ...core,
        script: {
          ...obliging,
          "tasks/get": () => {
            isOver = true
            return coreTask({ status: "completed" })
          },
          "tasks/result": () => (isOver ? result("done") : new Refusal(-32600, "Not yet"))
        }
      })
      yield* meanwhile(client.callTool("required"))
      const call = yield* Effect.forkChild(client.callTool("required"))
      yield* settled
      yield* Fiber.interrupt(call)
      yield* settled
      for (const method of ["tasks/get", "tasks/cancel"]) {
        for (const params of server.params(method)) {
          assert.notProperty(child(params, "_meta"), "io.modelcontextprotocol/related-task", method)
          assert.strictEqual(params["taskId"], "t-1")
        }
      }
    })
  )
})

describe("leaving a task", () => {
  it.effect(
    "2025-11-25/U-02, 2025-11-25/TK-35: who stops waiting cancels it by its own method, and looks at it no more",
    () =>
      Effect.gen(function* () {
        const { client, server } = yield* connected({
          ...core,
          script: {
            ...obliging,
            "tasks/result": () => undefined,
            "tasks/cancel": () => new Refusal(-32602, "Task not found")
          }
        })
        const call = yield* Effect.forkChild(client.callTool("required"))
        const request = yield* server.hearsMethod("tools/call")
        yield* server.hearsMethod("tasks/result")
        yield* Fiber.interrupt(call)
        yield* settled
        assert.strictEqual(server.all("tasks/cancel").length, 1)
        const cancelled = server.params("notifications/cancelled")
        assert.notInclude(
          cancelled.map(({ requestId }) => requestId),
          request["id"]
        )
        const looks = server.all("tasks/get").length
        yield* elapse(30_000, 1_000)
        assert.strictEqual(server.all("tasks/get").length, looks)
      })
  )

  it.effect("tasks.late: who leaves before there is a task cancels it when it comes", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        ...core,
        script: { ...obliging, "tools/call": () => undefined }
      })
      const call = yield* Effect.forkChild(client.callTool("required"))
      const request = yield* server.hearsMethod("tools/call")
      yield* Effect.forkChild(Fiber.interrupt(call))
      yield* settled
      server.say({ id: request["id"], result: created() })
      yield* server.hearsMethod("tasks/cancel")
      assert.deepStrictEqual(server.all("notifications/cancelled"), [])
    })
  )
})
