/**
 * A task in its caller's hands: begun, watched, answered, left, and found again.
 */
import { TaskHandle } from "@effect-mcp/tasks"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"

import { Refusal, settled } from "../../../src/raw/ScriptedServer.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import { textOf } from "../../../src/Results.ts"
import {
  completed,
  connected,
  core,
  coreTask,
  created,
  elapse,
  meanwhile,
  result,
  task
} from "./Connected.ts"

const asking = task({
  status: "input_required",
  inputRequests: {
    a: {
      method: "elicitation/create",
      params: {
        mode: "form",
        message: "Who?",
        requestedSchema: { type: "object", properties: { name: { type: "string" } } }
      }
    }
  }
})

describe("a handle", () => {
  it.effect(
    "tasks.handle: its status is told as it changes, to the end, and its result waited for",
    () =>
      Effect.gen(function* () {
        const { client } = yield* connected({
          tasks: { listen: false },
          script: {
            "tools/call": () => created(),
            "tasks/get": (_, turn) =>
              turn === 0
                ? task()
                : turn === 1
                  ? task({ statusMessage: "halfway" })
                  : completed("done")
          }
        })
        const handle = yield* TaskHandle.start(client, "optional")
        assert.strictEqual(handle.id, "t-1")
        const seen = yield* meanwhile(Stream.runCollect(handle.status))
        assert.strictEqual(seen.at(-1)?.status, "completed")
        assert.include(
          seen.map(({ statusMessage }) => statusMessage),
          "halfway"
        )
        assert.strictEqual(textOf(yield* meanwhile(handle.result)), "done")
      })
  )

  it.effect("tasks.atOnce: what is answered at once has no id, and is there", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        script: { "tools/call": () => result("at once") }
      })
      const handle = yield* TaskHandle.start(client, "optional")
      assert.isUndefined(handle.id)
      assert.strictEqual((yield* handle.get).status, "completed")
      assert.strictEqual(textOf(yield* handle.result), "at once")
      yield* handle.cancel
      assert.deepStrictEqual(server.all("tasks/cancel"), [])
    })
  )

  it.effect(
    "extensions/TX-35: who stops waiting for its result does not stop the task, who cancels does",
    () =>
      Effect.gen(function* () {
        const { client, server } = yield* connected({
          script: {
            "tools/call": () => created(),
            "tasks/get": () => task(),
            "tasks/cancel": () => ({})
          }
        })
        const handle = yield* TaskHandle.start(client, "optional")
        const waiting = yield* Effect.forkChild(handle.result)
        yield* elapse(3_000)
        yield* Fiber.interrupt(waiting)
        yield* settled
        assert.deepStrictEqual(server.all("tasks/cancel"), [])
        yield* handle.cancel
        assert.deepInclude(server.params("tasks/cancel")[0], { taskId: "t-1" })
        assert.deepStrictEqual(server.all("notifications/cancelled"), [])
      })
  )

  it.effect(
    "extensions/TX-25, extensions/TX-30: its questions are seen, and answered by hand",
    () =>
      Effect.gen(function* () {
        let isAnswered = false
        const { client, server } = yield* connected({
          script: {
            "tools/call": () => created(),
            "tasks/get": () => (isAnswered ? completed("Hello Bob.") : asking),
            "tasks/update": () => {
              isAnswered = true
              return {}
            }
          }
        })
        const handle = yield* TaskHandle.start(client, "optional", {}, { answers: "hand" })
        const { questions, status } = yield* handle.get
        assert.strictEqual(status, "input_required")
        assert.deepStrictEqual(Object.keys(questions), ["a"])
        yield* handle.answer("a", { action: "accept", content: { name: "Bob" } })
        assert.strictEqual(textOf(yield* meanwhile(handle.result)), "Hello Bob.")
        assert.deepStrictEqual(child(server.params("tasks/update")[0] ?? {}, "inputResponses"), {
          a: { action: "accept", content: { name: "Bob" } }
        })
      })
  )

  it.effect("extensions/TX-23: by its id alone it is gone on with, after a restart", () =>
    Effect.gen(function* () {
      const script = { "tasks/get": () => completed("still there") }
      const { client, server } = yield* connected({ script })
      const handle = yield* TaskHandle.resume(client, "t-1")
      assert.strictEqual(textOf(yield* meanwhile(handle.result)), "still there")
      assert.deepStrictEqual(server.all("tools/call"), [])
    })
  )

  it.effect("tasks.gone: one that is no more is said to be", () =>
    Effect.gen(function* () {
      const { client } = yield* connected({
        script: { "tasks/get": () => new Refusal(-32602, "Task not found") }
      })
      const { reason } = yield* Effect.flip(
        Effect.flatMap(TaskHandle.resume(client, "t-1"), ({ result }) => meanwhile(result))
      )
      assert.deepInclude(reason, { _tag: "Refused", code: -32602 })
    })
  )
})

describe("a handle, in 2025-11-25", () => {
  it.effect("2025-11-25/TK-12: what it asks to be kept for is said", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        ...core,
        script: {
          "tools/call": () => ({
            task: coreTask(),
            _meta: { "io.modelcontextprotocol/model-immediate-response": "Soon." }
          }),
          "tasks/get": () => coreTask(),
          "tasks/result": () => result("done")
        }
      })
      const handle = yield* TaskHandle.start(client, "optional", {}, { ttl: "2 minutes" })
      assert.deepStrictEqual(server.params("tools/call")[0]?.["task"], { ttl: 120_000 })
      assert.strictEqual(handle.id, "t-1")
      assert.strictEqual(handle.immediate, "Soon.")
      assert.strictEqual(textOf(yield* meanwhile(handle.result)), "done")
    })
  )

  it.effect("2025-11-25/TK-06, 2025-11-25/TK-07: none is begun where there can be none", () =>
    Effect.gen(function* () {
      for (const [options, tool] of [
        [core, "forbidden"],
        [core, "absent"],
        [{ ...core, capabilities: {} }, "required"]
      ] as const) {
        const { client, server } = yield* connected({
          ...options,
          script: { "tools/call": () => result("plain") }
        })
        const handle = yield* meanwhile(TaskHandle.start(client, tool))
        assert.isUndefined(handle.id)
        assert.notProperty(server.params("tools/call")[0], "task")
      }
    })
  )

  it.effect("2025-11-25/TK-29: pages are asked for by the cursor as it was given", () =>
    Effect.gen(function* () {
      const cursors = ['{"n":1}', " é&=+%20", ""]
      const { client, server } = yield* connected({
        ...core,
        script: {
          "tasks/list": (_, turn) => ({
            tasks: [coreTask({ taskId: `t-${turn}` })],
            ...(turn < cursors.length ? { nextCursor: cursors[turn] } : {})
          })
        }
      })
      const listed = yield* meanwhile(Stream.runCollect(TaskHandle.list(client)))
      assert.deepStrictEqual(
        listed.map(({ id }) => id),
        ["t-0", "t-1", "t-2", "t-3"]
      )
      assert.deepStrictEqual(
        server.params("tasks/list").map(({ cursor }: Json) => cursor),
        [undefined, ...cursors]
      )
    })
  )
})
