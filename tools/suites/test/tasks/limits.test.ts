/**
 * How long tasks are kept, how many of them, and how often they are looked at; by the clock of the test.
 */
import { Endpoint, Principal } from "@effect-mcp/protocol"
import { type TaskLimits, Tasks } from "@effect-mcp/tasks"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"

import * as Core from "../../src/raw/Core.ts"
import * as Extension from "../../src/raw/Extension.ts"
import { fresh } from "../../src/raw/fresh.ts"
import * as MemoryWire from "../../src/raw/MemoryWire.ts"
import * as Places from "../../src/raw/Places.ts"
import * as RawClient from "../../src/raw/RawClient.ts"
import * as Server from "../../src/servers/Tasks.ts"

/** Clients of both dialects of one server. */
const open = (options: TaskLimits.Options) =>
  Effect.gen(function* () {
    const wire = yield* Places.inMemory(
      Server.server.pipe(Layer.provide(Tasks.layerMemory(options)))
    )
    const { declared, version } = Extension
    const client = yield* RawClient.stateless(wire, { version, capabilities: declared })
    return {
      core: yield* Core.enter(wire, Core.capabilities),
      extension: new Extension.Tasks(client)
    }
  })

const unknown = (error: RawClient.RpcError) => {
  assert.strictEqual(error.code, -32602)
  assert.match(error.message, /no task|not found|unknown|expired/iu)
}

describe("time", () => {
  it.effect(
    "extensions/TX-36, extensions/TX-39, extensions/TX-40: a task is there until its time is over, and not a moment longer",
    () =>
      Effect.gen(function* () {
        const { extension } = yield* open({ ttl: "10 seconds" })
        const { taskId } = yield* extension.create("fails")
        const done = yield* extension.until(taskId, "completed")
        assert.strictEqual(done["ttlMs"], 10_000)
        yield* TestClock.adjust(9_999)
        assert.deepStrictEqual(yield* extension.get(taskId), done)
        yield* TestClock.adjust(1)
        unknown(yield* extension.client.error("tasks/get", { taskId }))
        unknown(yield* extension.client.error("tasks/cancel", { taskId }))
        unknown(yield* extension.client.error("tasks/update", { taskId, inputResponses: {} }))
      })
  )

  it.effect(
    "2025-11-25/TK-50, 2025-11-25/TK-53: whatever it is doing, and whoever waits for it",
    () =>
      Effect.gen(function* () {
        const { core } = yield* open({ sweep: "1 second" })
        const working = yield* core.begun("slow", { ttl: 10_000 })
        const waiting = yield* core.awaits(working.taskId)
        yield* TestClock.adjust(9_999)
        assert.strictEqual((yield* core.get(working.taskId))["status"], "working")
        yield* TestClock.adjust("2 seconds")
        for (const method of ["tasks/get", "tasks/result", "tasks/cancel"]) {
          unknown(yield* core.client.error(method, { taskId: working.taskId }))
        }
        unknown(yield* core.client.errorOf(waiting))
        assert.deepStrictEqual((yield* core.list()).flat(), [])
      })
  )

  it.effect("tasks.expiry: work on a task that is no more is stopped", () =>
    Effect.gen(function* () {
      const { core } = yield* open({ sweep: "1 second" })
      const { name } = yield* core.begun("slow", { ttl: 10_000 })
      yield* TestClock.adjust("12 seconds")
      assert.strictEqual(yield* core.client.tell("stopped", { name }), "yes")
    })
  )

  it.effect("2025-11-25/TK-64: no time is longer than the longest that is granted", () =>
    Effect.gen(function* () {
      const { core, extension } = yield* open({ ttl: "1 minute", maxTtl: "2 minutes" })
      const ttls = yield* Effect.forEach(
        [{}, { ttl: 90_000 }, { ttl: 150_000 }, { ttl: 0 }],
        (task) => Effect.map(core.create("fails", {}, task), ({ ttl }) => ttl)
      )
      // What is over before its id has arrived would be no task.
      assert.deepStrictEqual(ttls, [60_000, 90_000, 120_000, 1_000])
      // The tool asks for an hour.
      const asked = yield* core.create("report", { name: fresh("capped") })
      assert.strictEqual(asked["ttl"], 120_000)
      const { ttlMs } = yield* extension.call("fails")
      assert.strictEqual(ttlMs, 60_000)
    })
  )
})

const refusal = (answer: RawClient.RpcError) => [answer.code, answer.data]

describe("numbers", () => {
  it.effect("2025-11-25/TK-64: only so many of one caller run at once", () =>
    Effect.gen(function* () {
      const { core, extension } = yield* open({ maxRunning: 2 })
      const first = yield* core.begun("slow")
      const second = yield* extension.begun("slow")
      const call = { name: "slow", arguments: { name: fresh("third") } }
      const expected = [-32600, { reason: "TooManyRunningTasks", limit: 2 }]
      assert.deepStrictEqual(
        refusal(yield* core.client.error("tools/call", { ...call, task: {} })),
        expected
      )
      assert.deepStrictEqual(refusal(yield* extension.client.error("tools/call", call)), expected)
      yield* core.client.tell("go", { name: first.name })
      yield* core.payload(first.taskId)
      const third = yield* core.begun("slow")
      assert.strictEqual((yield* extension.get(second.taskId))["status"], "working")
      yield* core.cancel(third.taskId)
      assert.property(yield* core.create("slow", { name: fresh("fourth") }), "taskId")
    })
  )

  it.effect("2025-11-25/TK-64: only so many are kept, and what has expired makes room", () =>
    Effect.gen(function* () {
      const { core } = yield* open({ maxKept: 2, ttl: "10 seconds", sweep: "1 second" })
      const kept = [yield* core.create("fails"), yield* core.create("fails")]
      for (const { taskId } of kept) yield* core.payload(taskId)
      assert.deepStrictEqual(
        refusal(yield* core.client.error("tools/call", { name: "fails", task: {} })),
        [-32600, { reason: "TooManyTasks", limit: 2 }]
      )
      assert.strictEqual((yield* core.list()).flat().length, 2)
      yield* TestClock.adjust("12 seconds")
      assert.property(yield* core.create("fails"), "taskId")
    })
  )

  it.effect(
    "extensions/TX-22, 2025-11-25/TK-64: one task is looked at only so often within a second",
    () =>
      Effect.gen(function* () {
        const { core, extension } = yield* open({ pollsPerSecond: 3 })
        const other = yield* extension.begun("slow")
        const { taskId } = yield* extension.begun("slow")
        for (const _ of [1, 2]) yield* extension.get(taskId)
        yield* core.get(taskId)
        const { code, data } = yield* extension.client.error("tasks/get", { taskId })
        assert.strictEqual(code, -32600)
        assert.deepStrictEqual(data, { reason: "TooManyPolls", limit: 3 })
        assert.strictEqual((yield* core.client.error("tasks/get", { taskId })).code, -32600)
        assert.strictEqual((yield* extension.get(other.taskId))["status"], "working")
        yield* TestClock.adjust("1 second")
        assert.strictEqual((yield* extension.get(taskId))["status"], "working")
      })
  )

  it.effect(
    "tasks.polls: what others look for in vain does not count as a look of its owner's",
    () =>
      Effect.gen(function* () {
        const server = Server.server.pipe(Layer.provide(Tasks.layerMemory({ pollsPerSecond: 3 })))
        const endpoint = Context.get(yield* Layer.build(server), Endpoint.Endpoint)
        const enter = (who: string) =>
          Core.enter(MemoryWire.make(endpoint, Principal.user(who)), Core.capabilities)
        const hers = yield* enter("ada")
        const his = yield* enter("bob")
        const { taskId } = yield* hers.begun("slow")
        for (const _ of [1, 2, 3, 4, 5]) yield* his.client.error("tasks/get", { taskId })
        assert.strictEqual((yield* hers.get(taskId))["status"], "working")
      })
  )

  it.effect("tasks.size: a result that is too long to be kept is an error that says so", () =>
    Effect.gen(function* () {
      const { core } = yield* open({ maxResult: 1_000 })
      const name = "x".repeat(2_000)
      const { taskId } = yield* core.create("slow", { name })
      yield* core.client.tell("go", { name })
      const { code, message } = yield* core.client.error("tasks/result", { taskId })
      assert.strictEqual(code, -32603)
      assert.include(message, "1000")
      const task = yield* core.get(taskId)
      assert.strictEqual(task["status"], "failed")
      assert.include(task["statusMessage"], "1000")
    })
  )
})
