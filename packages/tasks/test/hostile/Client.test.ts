/**
 * What a client can send of its own making: each is answered with a precise error or taken as what it is, and the
 * task it is about goes on.
 */
import { Endpoint, Principal } from "@effect-mcp/protocol"
import { Elicitation, Tool } from "@effect-mcp/server"
import { TaskStoreMemory } from "@effect-mcp/tasks"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Schema } from "effect"
import { TestClock } from "effect/testing"

import { type Json, of } from "../support/Caller.ts"
import { connect, has, process, until } from "./support/Bench.ts"

const ask = (key: string) =>
  Elicitation.form({ key, message: "Well?", schema: Schema.Struct({ ok: Schema.Boolean }) })

const tools = Layer.mergeAll(
  Tool.make("asks", {
    input: Schema.Struct({ key: Schema.optional(Schema.String) }),
    task: "required"
  }).handle(({ key = "ok" }) => Effect.map(ask(key), ({ ok }) => String(ok))),
  Tool.make("quick", { task: "optional" }).handle(() => Effect.succeed("done")),
  Tool.make("plain", {}).handle(() => Effect.succeed("done"))
)

const huge = "x".repeat(10_000_000)

const wrongIds: ReadonlyArray<readonly [string, unknown]> = [
  ["nothing", undefined],
  ["null", null],
  ["a number", 7],
  ["a list", ["a"]],
  ["an object", { toString: "x" }],
  ["an empty text", ""],
  ["__proto__", "__proto__"],
  ["constructor", "constructor"],
  ["half a surrogate pair", "\ud83d"],
  ["a NUL", "\0"],
  ["ten megabytes", huge]
]

const quotaOf = (answer: Json) => (answer["data"] as Json | undefined)?.["reason"]

describe("a taskId that is none", () => {
  for (const [name, taskId] of wrongIds) {
    it.effect(`client.taskId: ${name} is refused, and shortly`, () =>
      Effect.gen(function* () {
        const { caller, context } = yield* process(TaskStoreMemory.make(), tools)
        const core = yield* connect(Context.get(context, Endpoint.Endpoint))
        const params = taskId === undefined ? {} : { taskId }
        for (const method of ["tasks/get", "tasks/cancel", "tasks/update"]) {
          const answer = yield* caller.request(method, { ...params, inputResponses: {} })
          assert.strictEqual(answer["code"], -32602, method)
          assert.isBelow(JSON.stringify(answer).length, 400, method)
        }
        for (const method of ["tasks/get", "tasks/cancel", "tasks/result"]) {
          const answer = yield* core.request(method, params)
          assert.strictEqual(answer["code"], -32602, method)
          assert.isBelow(JSON.stringify(answer).length, 400, method)
        }
      })
    )
  }
})

describe("answers that are none", () => {
  it.effect(
    "client.inputResponses: what is no object is refused, and what is no answer is passed over",
    () =>
      Effect.gen(function* () {
        const store = TaskStoreMemory.make()
        const { caller } = yield* process(store, tools)
        const taskId = yield* caller.begin("asks")
        yield* until(store, taskId, has("input_required"))
        for (const inputResponses of [undefined, null, 7, "x", [], [{}]]) {
          const answer = yield* caller.request("tasks/update", { taskId, inputResponses })
          assert.strictEqual(answer["code"], -32602, JSON.stringify(inputResponses))
        }
        const passedOver = {
          "": null,
          constructor: { action: "accept" },
          toString: 7,
          [huge.slice(0, 1_000_000)]: 1
        }
        const answer = yield* caller.request("tasks/update", { taskId, inputResponses: passedOver })
        assert.isUndefined(answer["code"])
        assert.deepStrictEqual(Object.keys((yield* caller.get(taskId))["inputRequests"] as Json), [
          "ok"
        ])
      })
  )

  it.effect(
    "client.answers: anything under an open key is asked for again, and at last it is an error",
    () =>
      Effect.gen(function* () {
        const store = TaskStoreMemory.make()
        const { caller } = yield* process(store, tools, { limits: { pollsPerSecond: 1000 } })
        const taskId = yield* caller.begin("asks")
        const wrong: ReadonlyArray<unknown> = [
          null,
          7,
          "yes",
          [],
          {},
          { action: "maybe" },
          { action: "accept" },
          { action: "accept", content: null },
          { action: "accept", content: { ok: "yes" } },
          { action: "accept", content: [] },
          { action: "accept", content: { __proto__: { ok: true } } }
        ]
        for (const raw of wrong) {
          const task = yield* until(store, taskId, has("input_required"))
          const [key = ""] = task.questions.keys()
          yield* caller.request("tasks/update", { taskId, inputResponses: { [key]: raw } })
          yield* until(store, taskId, ({ questions }) => !questions.has(key))
        }
        const task = yield* until(store, taskId, has("input_required"))
        const [key = ""] = task.questions.keys()
        assert.strictEqual(key, `ok~${wrong.length + 1}`)
        yield* caller.answer(taskId, key, { ok: true })
        yield* until(store, taskId, has("completed"))
      })
  )

  for (const key of ["__proto__", "constructor", "", "\ud83d", "a/b~2"]) {
    it.effect(
      `client.keys: a question with the key ${JSON.stringify(key)} is asked and answered`,
      () =>
        Effect.gen(function* () {
          const store = TaskStoreMemory.make()
          const { caller, context } = yield* process(store, tools)
          const taskId = yield* caller.begin("asks", { key })
          yield* until(store, taskId, has("input_required"))
          const asked = (yield* caller.get(taskId))["inputRequests"] as Json
          assert.deepStrictEqual(Object.keys(asked), [key])
          yield* caller.answer(taskId, key, { ok: true })
          yield* until(store, taskId, has("completed"))

          const core = yield* connect(Context.get(context, Endpoint.Endpoint))
          core.onRequest = ({ id }) =>
            core.send({ id, result: { action: "accept", content: { ok: true } } })
          const { task } = yield* core.request("tools/call", {
            name: "asks",
            arguments: { key },
            task: {}
          })
          const result = yield* core.request("tasks/result", { taskId: (task as Json)["taskId"] })
          assert.deepStrictEqual(result["content"], [{ type: "text", text: "true" }])
        })
    )
  }

  it.effect("client.late: twice, after the end and for another's task changes nothing", () =>
    Effect.gen(function* () {
      const store = TaskStoreMemory.make()
      const { caller, context } = yield* process(store, tools)
      const other = of(Context.get(context, Endpoint.Endpoint), Principal.user("mallory"))
      const taskId = yield* caller.begin("asks")
      yield* until(store, taskId, has("input_required"))
      for (const attack of [
        other.get(taskId),
        other.cancel(taskId),
        other.answer(taskId, "ok", {})
      ]) {
        const answer = yield* attack
        const unknown = yield* other.get("A".repeat(22))
        assert.strictEqual(
          String(answer["message"]).replace(taskId, ""),
          String(unknown["message"]).replace("A".repeat(22), "")
        )
      }
      yield* Effect.all(
        Array.from({ length: 50 }, (_, at) => caller.answer(taskId, "ok", { ok: at === 0 })),
        { concurrency: "unbounded" }
      )
      const { outcome, version } = yield* until(store, taskId, has("completed"))
      yield* caller.answer(taskId, "ok", { ok: false })
      yield* caller.cancel(taskId)
      assert.deepStrictEqual(outcome, {
        _tag: "Result",
        result: { content: [{ type: "text", text: "true" }] }
      })
      assert.strictEqual((yield* store.get(taskId))?.version, version)
    })
  )
})

describe("a ttl that is none", () => {
  for (const task of [null, 7, "x", [], { ttl: -1 }, { ttl: 1.5 }, { ttl: "1" }, { ttl: null }]) {
    it.effect(`client.ttl: ${JSON.stringify(task)} is refused`, () =>
      Effect.gen(function* () {
        const { context } = yield* process(TaskStoreMemory.make(), tools)
        const core = yield* connect(Context.get(context, Endpoint.Endpoint))
        const answer = yield* core.request("tools/call", { name: "quick", arguments: {}, task })
        assert.strictEqual(answer["code"], -32602)
      })
    )
  }

  it.effect("client.ttl: 0 is a second, and the largest is what is granted", () =>
    Effect.gen(function* () {
      const store = TaskStoreMemory.make()
      const { context } = yield* process(store, tools, { limits: { maxTtl: "1 minute" } })
      const core = yield* connect(Context.get(context, Endpoint.Endpoint))
      const call = (ttl: number) =>
        Effect.map(
          core.request("tools/call", { name: "asks", arguments: {}, task: { ttl } }),
          ({ task }) => task as Json
        )
      const least = yield* call(0)
      assert.strictEqual(least["ttl"], 1000)
      yield* TestClock.adjust("1 second")
      const gone = yield* core.request("tasks/get", { taskId: least["taskId"] })
      assert.strictEqual(gone["code"], -32602)
      const most = yield* call(Number.MAX_SAFE_INTEGER)
      assert.strictEqual(most["ttl"], 60_000)
      const waiting = core.begin("tasks/result", { taskId: most["taskId"] })
      yield* TestClock.adjust("2 minutes")
      const { error } = yield* core.hears(
        (message) => message["id"] === waiting && !("method" in message)
      )
      assert.strictEqual((error as Json)["code"], -32602)
      assert.deepStrictEqual(yield* store.count(Principal.key(Principal.local)), {
        kept: 0,
        open: 0
      })
    })
  )
})

describe("a crowd", () => {
  it.effect(
    "client.quota: of thousands at once no more than allowed become tasks, and each place is free again",
    () =>
      Effect.gen(function* () {
        const store = TaskStoreMemory.make()
        const { caller } = yield* process(store, tools, { limits: { maxRunning: 10, maxKept: 25 } })
        const crowd = (count: number) =>
          Effect.all(
            Array.from({ length: count }, () =>
              caller.request("tools/call", { name: "asks", arguments: {} })
            ),
            { concurrency: "unbounded" }
          )
        for (const [granted, reason] of [
          [10, "TooManyRunningTasks"],
          [10, "TooManyRunningTasks"],
          [5, "TooManyTasks"],
          [0, "TooManyTasks"]
        ] as const) {
          const answers = yield* crowd(2000)
          const made = answers.flatMap(({ taskId }) => (typeof taskId === "string" ? [taskId] : []))
          assert.strictEqual(made.length, granted)
          assert.deepStrictEqual(
            [...new Set(answers.filter(({ taskId }) => taskId === undefined).map(quotaOf))],
            [reason]
          )
          yield* Effect.forEach(made, (id) => caller.cancel(id))
        }
        yield* TestClock.adjust("2 hours")
        assert.isString(
          (yield* caller.request("tools/call", { name: "asks", arguments: {} }))["taskId"]
        )
      })
  )

  it.effect("client.polls: a stranger who looks too often takes no look from the owner", () =>
    Effect.gen(function* () {
      const { caller, context } = yield* process(TaskStoreMemory.make(), tools, {
        limits: { pollsPerSecond: 5 }
      })
      const other = of(Context.get(context, Endpoint.Endpoint), Principal.user("mallory"))
      const taskId = yield* caller.begin("asks")
      const codes = yield* Effect.forEach(Array.from({ length: 7 }), () =>
        Effect.map(other.get(taskId), ({ code }) => code)
      )
      assert.deepStrictEqual(codes, [-32602, -32602, -32602, -32602, -32602, -32600, -32600])
      assert.strictEqual((yield* caller.get(taskId))["taskId"], taskId)
    })
  )

  it.effect(
    "client.waiters: hundreds who wait for one task are all answered, and one of them is asked",
    () =>
      Effect.gen(function* () {
        const store = TaskStoreMemory.make()
        const { context } = yield* process(store, tools)
        const endpoint = Context.get(context, Endpoint.Endpoint)
        const core = yield* connect(endpoint)
        const { task } = yield* core.request("tools/call", {
          name: "asks",
          arguments: {},
          task: {}
        })
        const { taskId } = task as Json
        const clients = yield* Effect.forEach(Array.from({ length: 20 }), () => connect(endpoint))
        const waits = clients.flatMap((client) =>
          Array.from(
            { length: 20 },
            () => [client, client.begin("tasks/result", { taskId })] as const
          )
        )
        const askers = () =>
          clients.filter(({ heard }) => heard.some(({ method }) => method === "elicitation/create"))
        const gone = new Set<unknown>()
        // Who is asked goes, one after the other, until one is left.
        for (let left = clients.length; left > 1; left--) {
          yield* TestClock.adjust("1 second")
          const open = askers().filter((client) => !gone.has(client))
          assert.strictEqual(open.length, 1)
          for (const client of open) {
            gone.add(client)
            client.close()
          }
        }
        yield* TestClock.adjust("1 second")
        const [last] = askers().filter((client) => !gone.has(client))
        const question = last?.heard.find(({ method }) => method === "elicitation/create")
        last?.send({ id: question?.["id"], result: { action: "accept", content: { ok: true } } })
        for (const [client, id] of waits) {
          if (client !== last) continue
          const { result } = yield* client.hears((said) => said["id"] === id && !("method" in said))
          assert.deepStrictEqual((result as Json)["content"], [{ type: "text", text: "true" }])
        }
      })
  )
})
