/**
 * Tasks the other way round, in 2025-11-25: what a server asks of a client can be one.
 */
import { ElicitationHandler, SamplingHandler } from "@effect-mcp/client"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"

import { type ScriptedServer, settled } from "../../../src/raw/ScriptedServer.ts"
import { child, type Json } from "../../../src/raw/Wire.ts"
import { connected, type Options } from "./Connected.ts"

const relatedKey = "io.modelcontextprotocol/related-task"

/** A person who answers when told to, and a model that answers when told to. */
const people = () => {
  const go = Deferred.makeUnsafe<void>()
  const begun = Deferred.makeUnsafe<void>()
  const stopped = Deferred.makeUnsafe<void>()
  const wait = Deferred.succeed(begun, undefined).pipe(
    Effect.andThen(Deferred.await(go)),
    Effect.onInterrupt(() => Deferred.succeed(stopped, undefined))
  )
  return {
    go: Deferred.succeed(go, undefined),
    begun: Deferred.await(begun),
    stopped: Deferred.await(stopped),
    person: ElicitationHandler.layer({
      form: () => Effect.as(wait, { action: "accept", content: { name: "Ada" } })
    }),
    model: SamplingHandler.layer({
      createMessage: () =>
        Effect.as(wait, {
          role: "assistant",
          content: { type: "text", text: "So what." },
          model: "test-model"
        })
    })
  }
}

const form: Json = {
  message: "Who?",
  requestedSchema: { type: "object", properties: { name: { type: "string" } } }
}

const prompt: Json = {
  messages: [{ role: "user", content: { type: "text", text: "And?" } }],
  maxTokens: 10
}

const kinds = [
  ["elicitation/create", form, { action: "accept", content: { name: "Ada" } }],
  [
    "sampling/createMessage",
    prompt,
    { role: "assistant", content: { type: "text", text: "So what." }, model: "test-model" }
  ]
] as const

const version = "2025-11-25"

/** A client that has somebody to ask, in the hands of a server. */
const asked = Effect.fnUntraced(function* (options: Options = {}) {
  const home = people()
  const both = Layer.merge(home.person, home.model)
  const { server } = yield* connected({ version, capabilities: {}, people: both, ...options })
  return { server, ...home }
})

const begin = (server: ScriptedServer, method: string, params: Json, task: Json = {}) =>
  Effect.map(server.ask(method, { ...params, task }), (answer) => {
    const made = child(child(answer, "result"), "task")
    if (typeof made["taskId"] !== "string") throw new Error(`No task: ${JSON.stringify(answer)}`)
    return { ...made, taskId: made["taskId"] }
  })

const result = (answer: Json): Json => child(answer, "result")
const code = (answer: Json): unknown => child(answer, "error")["code"]

describe("what a client takes as tasks", () => {
  it.effect(
    "2025-11-25/TK-01, 2025-11-25/TK-02, 2025-11-25/TK-03: what somebody answers, and nothing else",
    () =>
      Effect.gen(function* () {
        const { model, person } = people()
        const sampling = { createMessage: {} }
        const elicitation = { create: {} }
        for (const [home, expected] of [
          [Layer.merge(person, model), { sampling, elicitation }],
          [person, { elicitation }],
          [model, { sampling }],
          [Layer.empty, undefined]
        ] as const) {
          const { server } = yield* connected({ version, capabilities: {}, people: home })
          const { capabilities } = server.params("initialize")[0] ?? {}
          assert.deepStrictEqual(
            child(capabilities as Json, "tasks"),
            expected === undefined ? {} : { list: {}, cancel: {}, requests: expected }
          )
        }
      })
  )

  it.effect("2025-11-25/TK-36: what is no task here is answered as it always is", () =>
    Effect.gen(function* () {
      const { go, person } = people()
      yield* go
      const { server } = yield* connected({ version, capabilities: {}, people: person })
      assert.deepStrictEqual(result(yield* server.ask("ping", { task: {} })), {})
      const refused = yield* server.ask("sampling/createMessage", { ...prompt, task: {} })
      assert.isBelow(Number(code(refused)), 0)
      const plain = yield* connected({
        version,
        capabilities: {},
        people: person,
        without: true
      })
      const answer = yield* plain.server.ask("elicitation/create", { ...form, task: {} })
      assert.deepInclude(result(answer), { action: "accept" })
      assert.notProperty(result(answer), "task")
    })
  )

  it.effect("tasks.plain: what is not asked to be a task is none", () =>
    Effect.gen(function* () {
      const { go, server } = yield* asked()
      yield* go
      for (const [method, params, expected] of kinds) {
        assert.deepInclude(result(yield* server.ask(method, params)), expected)
      }
    })
  )
})

describe.each(kinds)("%s as a task", (method, params, expected) => {
  it.effect(
    "2025-11-25/TK-12, 2025-11-25/TK-13, 2025-11-25/TK-14, 2025-11-25/TK-15, 2025-11-25/TK-38, 2025-11-25/TK-39, 2025-11-25/TK-48: it is answered with a task before anybody has answered",
    () =>
      Effect.gen(function* () {
        const { server } = yield* asked()
        const { taskId, ...made } = yield* begin(server, method, params, { ttl: 60_000 })
        assert.deepInclude(made, {
          status: "working",
          createdAt: "1970-01-01T00:00:00.000Z",
          lastUpdatedAt: "1970-01-01T00:00:00.000Z",
          ttl: 60_000
        })
        assert.match(taskId, /^[\w-]{22,}$/u)
        const again = yield* begin(server, method, params)
        assert.notStrictEqual(again.taskId, taskId)
      })
  )

  it.effect(
    "2025-11-25/TK-19, 2025-11-25/TK-20, 2025-11-25/TK-21, 2025-11-25/TK-22: it is looked at, waited for, and gives what the request would have",
    () =>
      Effect.gen(function* () {
        const { go, server } = yield* asked()
        const { taskId } = yield* begin(server, method, params)
        const working = yield* server.ask("tasks/get", { taskId })
        assert.deepInclude(result(working), { taskId, status: "working" })
        server.say({ id: "waiting", method: "tasks/result", params: { taskId } })
        yield* settled
        assert.isFalse(server.said.some(({ message }) => message["id"] === "waiting"))
        yield* go
        const answer = yield* server.hears(({ id }) => id === "waiting")
        const { _meta, ...rest } = result(answer)
        assert.deepStrictEqual(rest, expected)
        assert.deepStrictEqual(_meta, { [relatedKey]: { taskId } })
        const done = yield* server.ask("tasks/get", { taskId })
        assert.strictEqual(result(done)["status"], "completed")
        assert.isUndefined(child(result(done), "_meta")[relatedKey])
        const later = yield* server.ask("tasks/result", { taskId })
        assert.deepStrictEqual(result(later), result(answer))
      })
  )

  it.effect(
    "2025-11-25/TK-32, 2025-11-25/TK-33, 2025-11-25/TK-34, 2025-11-25/TK-31, 2025-11-25/TK-41: it is cancelled, and stays so",
    () =>
      Effect.gen(function* () {
        const { begun, go, server, stopped } = yield* asked()
        const { taskId } = yield* begin(server, method, params)
        yield* begun
        const answer = yield* server.ask("tasks/cancel", { taskId })
        assert.deepInclude(result(answer), { taskId, status: "cancelled" })
        yield* stopped
        yield* go
        assert.strictEqual(code(yield* server.ask("tasks/cancel", { taskId })), -32602)
        const seen = yield* server.ask("tasks/get", { taskId })
        assert.strictEqual(result(seen)["status"], "cancelled")
        assert.isBelow(Number(code(yield* server.ask("tasks/result", { taskId }))), 0)
      })
  )

  it.effect("2025-11-25/TK-23, 2025-11-25/TK-25: the server is told of its end", () =>
    Effect.gen(function* () {
      const { go, server } = yield* asked()
      const { taskId } = yield* begin(server, method, params)
      yield* go
      const told = yield* server.hears(
        (message) =>
          message["method"] === "notifications/tasks/status" &&
          child(message, "params")["status"] === "completed"
      )
      assert.deepInclude(child(told, "params"), { taskId, ttl: 3_600_000 })
      assert.isUndefined(child(child(told, "params"), "_meta")[relatedKey])
    })
  )
})

describe("the tasks of a client", () => {
  it.effect("2025-11-25/TK-26, 2025-11-25/TK-30, 2025-11-25/TK-28: are listed, all of them", () =>
    Effect.gen(function* () {
      const { server } = yield* asked()
      const made: Array<string> = []
      for (const [method, params] of kinds) made.push((yield* begin(server, method, params)).taskId)
      const listed: Array<unknown> = []
      let cursor: Json = {}
      do {
        const page = result(yield* server.ask("tasks/list", cursor))
        listed.push(...(page["tasks"] as ReadonlyArray<Json>).map(({ taskId }) => taskId))
        cursor = page["nextCursor"] === undefined ? {} : { cursor: page["nextCursor"] }
      } while (cursor["cursor"] !== undefined)
      assert.sameMembers(listed, made)
    })
  )

  it.effect("2025-11-25/TK-54: have no page that nobody gave out", () =>
    Effect.gen(function* () {
      const { server } = yield* asked()
      for (const cursor of ["nonsense", 1, {}]) {
        assert.strictEqual(code(yield* server.ask("tasks/list", { cursor })), -32602)
      }
    })
  )

  it.effect("2025-11-25/TK-53, 2025-11-25/TK-56: those that are not there are said not to be", () =>
    Effect.gen(function* () {
      const { server } = yield* asked()
      for (const method of ["tasks/get", "tasks/result", "tasks/cancel"]) {
        for (const taskId of ["nobody", "", "__proto__", undefined, null, 1]) {
          const answer = yield* server.ask(method, { taskId })
          assert.strictEqual(code(answer), -32602, `${method} ${String(taskId)}`)
        }
        const { message } = child(yield* server.ask(method, { taskId: "nobody" }), "error")
        assert.match(String(message), /no task|not found|unknown/iu)
      }
    })
  )

  it.effect(
    "2025-11-25/TK-49, 2025-11-25/TK-50, 2025-11-25/TK-64: are kept for a while that is bounded, and no longer",
    () =>
      Effect.gen(function* () {
        const { server } = yield* asked()
        const long = yield* begin(server, "elicitation/create", form, { ttl: 10 ** 12 })
        assert.strictEqual(Reflect.get(long, "ttl"), 86_400_000)
        const short = yield* begin(server, "elicitation/create", form, { ttl: 10_000 })
        yield* TestClock.adjust(9_999)
        const there = yield* server.ask("tasks/get", { taskId: short.taskId })
        assert.strictEqual(result(there)["ttl"], 10_000)
        yield* TestClock.adjust(1)
        const gone = yield* server.ask("tasks/get", { taskId: short.taskId })
        assert.strictEqual(code(gone), -32602)
      })
  )

  it.effect("2025-11-25/TK-64: are only so many", () =>
    Effect.gen(function* () {
      const { server } = yield* asked({ tasks: { maxKept: 2 } })
      for (const _ of [1, 2]) yield* begin(server, "elicitation/create", form)
      const third = yield* server.ask("elicitation/create", { ...form, task: {} })
      assert.isBelow(Number(code(third)), 0)
      assert.strictEqual(
        (result(yield* server.ask("tasks/list", {}))["tasks"] as ReadonlyArray<Json>).length,
        2
      )
    })
  )

  it.effect(
    "2025-11-25/TK-55, 2025-11-25/TK-57: a handler's bug is an internal error, and nothing of it gets out",
    () =>
      Effect.gen(function* () {
        const broken = ElicitationHandler.layer({
          form: () => Effect.die(new Error("the key is hunter2"))
        })
        const { server } = yield* asked({ people: broken })
        const { taskId } = yield* begin(server, "elicitation/create", form)
        const answer = yield* server.ask("tasks/result", { taskId })
        assert.strictEqual(code(answer), -32603)
        const seen = result(yield* server.ask("tasks/get", { taskId }))
        assert.strictEqual(seen["status"], "failed")
        assert.isString(seen["statusMessage"])
        assert.notInclude(JSON.stringify([answer, seen]), "hunter2")
      })
  )

  it.effect("2025-11-25/TK-52: are found by the parameter, whatever else is said", () =>
    Effect.gen(function* () {
      const { server } = yield* asked()
      const mine = yield* begin(server, "elicitation/create", form)
      const other = yield* begin(server, "elicitation/create", form)
      const answer = yield* server.ask("tasks/get", {
        taskId: mine.taskId,
        _meta: { [relatedKey]: { taskId: other.taskId } }
      })
      assert.strictEqual(result(answer)["taskId"], mine.taskId)
      assert.isUndefined(child(result(answer), "_meta")[relatedKey])
    })
  )

  it.effect("tasks.parameter: what is no time makes none", () =>
    Effect.gen(function* () {
      const { server } = yield* asked()
      for (const task of [null, 1, "yes", [], { ttl: -1 }, { ttl: "1" }, { ttl: 1.5 }]) {
        const answer = yield* server.ask("elicitation/create", { ...form, task })
        assert.strictEqual(code(answer), -32602, JSON.stringify(task))
      }
      assert.deepStrictEqual(result(yield* server.ask("tasks/list", {}))["tasks"], [])
    })
  )
})
