/**
 * A client of the extension: what it declares, and what becomes of its calls.
 */
import { Extension } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"

import { Refusal, settled } from "../../../src/raw/ScriptedServer.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import { textOf } from "../../../src/Results.ts"
import { completed, connected, created, elapse, meanwhile, result, task } from "./Connected.ts"

const capabilitiesOf = (message: Json): Json =>
  child(child(child(message, "params"), "_meta"), "io.modelcontextprotocol/clientCapabilities")

describe("declaring", () => {
  it.effect(
    "extensions/TX-01, extensions/X-04: each request says it, and nothing else asks for a task",
    () =>
      Effect.gen(function* () {
        const { client, server } = yield* connected({
          script: {
            "tools/call": (_, turn) => (turn === 0 ? created() : result("at once")),
            "tasks/get": () => completed("later")
          }
        })
        yield* meanwhile(client.callTool("optional"))
        yield* meanwhile(client.callTool("optional"))
        const requests = server.said.filter(({ message }) => "id" in message && "method" in message)
        assert.isAtLeast(requests.length, 4)
        for (const { message } of requests) {
          assert.deepStrictEqual(
            child(capabilitiesOf(message), "extensions"),
            { "io.modelcontextprotocol/tasks": {} },
            String(message["method"])
          )
          assert.notProperty(capabilitiesOf(message), "tasks")
        }
        for (const params of server.params("tools/call")) assert.notProperty(params, "task")
      })
  )

  it.effect("extensions/X-12: without its layer a client has no tasks, and says of none", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        without: true,
        script: { "tools/call": () => result("at once") }
      })
      yield* client.callTool("optional")
      for (const { message } of server.said) {
        assert.notProperty(capabilitiesOf(message), "extensions")
      }
    })
  )

  it.effect("extensions/X-11, extensions/X-07: without its layer a task is no answer", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        without: true,
        script: { "tools/call": () => created(), "tasks/get": () => completed("later") }
      })
      const { reason } = yield* Effect.flip(meanwhile(client.callTool("optional")))
      assert.deepInclude(reason, { _tag: "UnknownResultType", resultType: "task" })
      assert.deepStrictEqual(server.all("tasks/get"), [])
    })
  )

  it.effect("extensions/X-05: where there is a handshake, extensions are declared with it", () =>
    Effect.gen(function* () {
      const { version } = Revisions.byVersion("2025-11-25") ?? { version: "" }
      const audit = Extension.layer({
        id: "com.example/audit",
        settings: { level: 2 },
        client: () => ({})
      })
      const { server } = yield* connected({ version, people: audit })
      const [hello] = server.params("initialize")
      assert.deepStrictEqual(child(child(hello ?? {}, "capabilities"), "extensions"), {
        "com.example/audit": { level: 2 }
      })
    })
  )
})

describe("calling", () => {
  it.effect(
    "extensions/TX-06: what is answered at once is the result, and what is not is waited for",
    () =>
      Effect.gen(function* () {
        const { client } = yield* connected({
          script: {
            "tools/call": (_, turn) => (turn === 0 ? created() : result("at once")),
            "tasks/get": (_, turn) => (turn === 2 ? completed("later") : task())
          }
        })
        assert.strictEqual(textOf(yield* meanwhile(client.callTool("optional"))), "later")
        assert.strictEqual(textOf(yield* meanwhile(client.callTool("optional"))), "at once")
      })
  )

  it.effect("extensions/TX-06: a tool that failed is a result, and an error is an error", () =>
    Effect.gen(function* () {
      const error = { code: -32099, message: "Not today.", data: { until: "tomorrow" } }
      const { client } = yield* connected({
        script: {
          "tools/call": () => created(),
          "tasks/get": (_, turn) =>
            turn === 0
              ? task({ status: "completed", result: { ...result("wrong"), isError: true } })
              : task({ status: "failed", error })
        }
      })
      const failed = yield* meanwhile(client.callTool("optional"))
      assert.strictEqual(failed.isError, true)
      const { reason } = yield* Effect.flip(meanwhile(client.callTool("optional")))
      assert.deepInclude(reason, { _tag: "Refused", ...error })
    })
  )

  it.effect("tasks.cancelled: a task that somebody cancelled is told by its own error", () =>
    Effect.gen(function* () {
      const { client } = yield* connected({
        script: {
          "tools/call": () => created(),
          "tasks/get": () => task({ status: "cancelled", statusMessage: "by hand" })
        }
      })
      const { reason } = yield* Effect.flip(meanwhile(client.callTool("optional")))
      assert.strictEqual(reason._tag, "Unresolved")
      assert.deepInclude(Reflect.get(reason, "cause"), { _tag: "TaskCancelled", id: "t-1" })
    })
  )

  it.effect("extensions/TX-07: a task is no answer to anything but a call of a tool", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        capabilities: {
          extensions: { "io.modelcontextprotocol/tasks": {} },
          prompts: {},
          resources: {},
          completions: {}
        },
        script: {
          "prompts/get": () => created(),
          "resources/read": () => created(),
          "prompts/list": () => created(),
          "completion/complete": () => created(),
          "tasks/get": () => completed("later")
        }
      })
      const complete = client.complete({
        ref: { type: "ref/prompt", name: "x" },
        argument: { name: "a", value: "b" }
      })
      for (const work of [
        client.getPrompt("x"),
        client.readResource("memo://x"),
        client.listPrompts(),
        complete
      ]) {
        const { reason } = yield* Effect.flip(meanwhile<unknown, { reason: unknown }, never>(work))
        assert.deepInclude(reason, { _tag: "UnknownResultType", resultType: "task" })
      }
      assert.deepStrictEqual(server.all("tasks/get"), [])
    })
  )

  it.effect("tasks.another: what is told of another task is not believed", () =>
    Effect.gen(function* () {
      const { client } = yield* connected({
        script: {
          "tools/call": () => created(),
          "tasks/get": () => ({ ...created({ taskId: "t-2" }) })
        }
      })
      const { reason } = yield* Effect.flip(meanwhile(client.callTool("optional")))
      assert.strictEqual(reason._tag, "InvalidResult")
    })
  )
})

describe("leaving", () => {
  it.effect(
    "extensions/TX-34, extensions/TX-35: who stops waiting cancels the task by its own method, and looks at it no more",
    () =>
      Effect.gen(function* () {
        const { client, server } = yield* connected({
          script: {
            "tools/call": () => created(),
            "tasks/get": () => task(),
            "tasks/cancel": () => ({})
          }
        })
        const call = yield* Effect.forkChild(client.callTool("optional"))
        yield* elapse(3_000)
        yield* Fiber.interrupt(call)
        yield* settled
        assert.deepStrictEqual(
          server.params("tasks/cancel").map(({ taskId }) => taskId),
          ["t-1"]
        )
        assert.deepStrictEqual(server.all("notifications/cancelled"), [])
        const looks = server.all("tasks/get").length
        assert.isAbove(looks, 0)
        yield* elapse(30_000)
        assert.strictEqual(server.all("tasks/get").length, looks)
      })
  )

  it.effect("extensions/TX-35: that the cancellation is refused is nobody's trouble", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        script: {
          "tools/call": (_, turn) => (turn === 0 ? created() : result("next")),
          "tasks/get": () => task(),
          "tasks/cancel": () => new Refusal(-32602, "Task not found")
        }
      })
      const call = yield* Effect.forkChild(client.callTool("optional"))
      yield* elapse(2_000)
      yield* Fiber.interrupt(call)
      yield* settled
      assert.strictEqual(server.all("tasks/cancel").length, 1)
      assert.strictEqual(textOf(yield* client.callTool("optional")), "next")
    })
  )

  it.effect("tasks.patience: no time-out of the call ends the wait for its task", () =>
    Effect.gen(function* () {
      const { client } = yield* connected({
        script: {
          "tools/call": () => created({ pollIntervalMs: 60_000, ttlMs: null }),
          "tasks/get": (_, turn) =>
            turn < 30 ? task({ pollIntervalMs: 60_000, ttlMs: null }) : completed("at last")
        }
      })
      const call = client.callTool("optional", {}, { timeout: "1 second", ceiling: "5 seconds" })
      assert.strictEqual(textOf(yield* meanwhile(call, 30_000)), "at last")
    })
  )
})
