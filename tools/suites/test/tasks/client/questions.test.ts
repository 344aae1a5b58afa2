/**
 * What a task of the extension asks, and how a client answers.
 */
import { ElicitationHandler } from "@effect-mcp/client"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer } from "effect"

import * as Host from "../../../src/Host.ts"
import { settled } from "../../../src/raw/ScriptedServer.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import { textOf } from "../../../src/Results.ts"
import { completed, connected, created, elapse, meanwhile, task } from "./Connected.ts"

const question = (message: string): Json => ({
  method: "elicitation/create",
  params: {
    mode: "form",
    message,
    requestedSchema: {
      type: "object",
      properties: { name: { type: "string" } },
      required: ["name"]
    }
  }
})

const asking = (inputRequests: Json): Json => task({ status: "input_required", inputRequests })

const prompt: Json = {
  method: "sampling/createMessage",
  params: { messages: [{ role: "user", content: { type: "text", text: "And?" } }], maxTokens: 5 }
}

describe("questions of a task", () => {
  it.effect("extensions/TX-25: they are answered, and the task is looked at until its end", () =>
    Effect.gen(function* () {
      let isAnswered = false
      const { client, server } = yield* connected({
        script: {
          "tools/call": () => created(),
          "tasks/get": (_, turn) => {
            if (!isAnswered) return asking({ a: question("Who?") })
            return turn < 4 ? task() : completed("Hello Ada.")
          },
          "tasks/update": () => {
            isAnswered = true
            return {}
          }
        }
      })
      assert.strictEqual(textOf(yield* meanwhile(client.callTool("optional"))), "Hello Ada.")
      assert.deepStrictEqual(
        server.params("tasks/update").map(({ inputResponses, taskId }) => [taskId, inputResponses]),
        [["t-1", { a: { action: "accept", content: { name: "Ada" } } }]]
      )
    })
  )

  it.effect(
    "extensions/TX-26: each is handed to whoever answers it when it stands alone, with all it says",
    () =>
      Effect.gen(function* () {
        const host = yield* Layer.build(Host.everybody())
        const open = new Map<string, Json>([
          ["a", question("Who?")],
          ["b", prompt],
          ["c", { method: "roots/list" }]
        ])
        const answers: { [key: string]: unknown } = {}
        const { client } = yield* connected({
          people: Layer.succeedContext(host),
          script: {
            "tools/call": () => created(),
            "tasks/get": () =>
              open.size === 0 ? completed("all") : asking(Object.fromEntries(open)),
            "tasks/update": (params) => {
              Object.assign(answers, params["inputResponses"])
              for (const key of Object.keys(answers)) open.delete(key)
              return {}
            }
          }
        })
        assert.strictEqual(textOf(yield* meanwhile(client.callTool("optional"))), "all")
        const { forms, prompts } = yield* Effect.provideContext(Host.Host, host)
        assert.deepStrictEqual(
          forms.map(({ message }) => message),
          ["Who?"]
        )
        assert.strictEqual(prompts.length, 1)
        assert.deepStrictEqual(answers["c"], {
          roots: [{ uri: "file:///work/project", name: "project" }]
        })
        assert.deepInclude(answers["b"], { role: "assistant", model: "test-model" })
      })
  )

  it.effect("extensions/TX-26: what nobody here answers ends the call, and the task", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        people: Layer.empty,
        script: {
          "tools/call": () => created(),
          "tasks/get": () => asking({ a: question("Who?") }),
          "tasks/cancel": () => ({}),
          "tasks/update": () => ({})
        }
      })
      const { reason } = yield* Effect.flip(meanwhile(client.callTool("optional")))
      assert.strictEqual(reason._tag, "NotAnswered")
      yield* settled
      assert.deepStrictEqual(server.all("tasks/update"), [])
      assert.strictEqual(server.all("tasks/cancel").length, 1)
    })
  )

  it.effect("extensions/TX-27: one key is asked once, however often it is seen", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const answer = yield* Deferred.make<void>()
      const slow = ElicitationHandler.layer({
        form: ({ message }) =>
          Effect.gen(function* () {
            asked.push(message)
            yield* Deferred.await(answer)
            return { action: "accept", content: { name: "Ada" } }
          })
      })
      let isOver = false
      const { client, server } = yield* connected({
        people: slow,
        script: {
          "tools/call": () => created(),
          // It shows the question long after it was answered.
          "tasks/get": () => (isOver ? completed("done") : asking({ a: question("Who?") })),
          "tasks/update": () => ({})
        }
      })
      const call = yield* Effect.forkChild(client.callTool("optional"))
      yield* elapse(20_000)
      assert.isAbove(server.all("tasks/get").length, 3)
      assert.deepStrictEqual(asked, ["Who?"])
      yield* Deferred.succeed(answer, undefined)
      yield* elapse(20_000)
      isOver = true
      assert.strictEqual(textOf(yield* meanwhile(Fiber.join(call))), "done")
      assert.deepStrictEqual(asked, ["Who?"])
      assert.strictEqual(server.all("tasks/update").length, 1)
    })
  )

  it.effect(
    "extensions/TX-30: only what is asked at that moment is answered, each as soon as it can be",
    () =>
      Effect.gen(function* () {
        const right = yield* Deferred.make<void>()
        const middle = yield* Deferred.make<void>()
        const dropped = yield* Deferred.make<void>()
        const people = ElicitationHandler.layer({
          form: ({ message }) =>
            Effect.gen(function* () {
              if (message === "Left?") {
                yield* Effect.onInterrupt(Effect.never, () => Deferred.succeed(dropped, undefined))
              }
              if (message === "Middle?") yield* Deferred.await(middle)
              if (message === "Right?") yield* Deferred.await(right)
              return { action: "accept", content: { name: message } }
            })
        })
        let open: Json = { l: question("Left?"), r: question("Right?") }
        const { client, server } = yield* connected({
          people,
          script: {
            "tools/call": () => created(),
            "tasks/get": () => (Object.keys(open).length === 0 ? completed("done") : asking(open)),
            "tasks/update": (params) => {
              const given = Object.keys(child(params, "inputResponses"))
              assert.includeMembers(Object.keys(open), given)
              open = Object.fromEntries(
                Object.entries(open).filter(([key]) => !given.includes(key))
              )
              return {}
            }
          }
        })
        const call = yield* Effect.forkChild(client.callTool("optional"))
        yield* elapse(3_000)
        yield* Deferred.succeed(right, undefined)
        yield* elapse(3_000)
        assert.deepStrictEqual(Object.keys(open), ["l"])
        // The other one is asked no more, and another is.
        open = { m: question("Middle?") }
        yield* elapse(3_000)
        assert.isTrue(yield* Deferred.isDone(dropped))
        yield* Deferred.succeed(middle, undefined)
        assert.strictEqual(textOf(yield* meanwhile(Fiber.join(call))), "done")
        const answered = server
          .params("tasks/update")
          .flatMap((params) => Object.keys(child(params, "inputResponses")))
        assert.deepStrictEqual(answered, ["r", "m"])
      })
  )
})
