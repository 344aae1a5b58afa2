/**
 * How a client of the extension looks after its tasks.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"

import { child, type Json } from "../../../src/raw/Wire.ts"
import { textOf } from "../../../src/Results.ts"
import { completed, connected, created, elapse, meanwhile, task } from "./Connected.ts"

type Server = Effect.Success<ReturnType<typeof connected>>["server"]

/** The time between each look and what came before it. */
const pauses = (server: Server): ReadonlyArray<number> => {
  const [call] = server.all("tools/call")
  const looks = server.all("tasks/get").map(({ at }) => at)
  return looks.map((at, index) => at - (looks[index - 1] ?? call?.at ?? 0))
}

describe("looking", () => {
  it.effect(
    "extensions/TX-23: it leaves the time the server wants, which may change, until the end",
    () =>
      Effect.gen(function* () {
        const { client, server } = yield* connected({
          tasks: { listen: false, pollInterval: "100 millis" },
          script: {
            "tools/call": () => created({ pollIntervalMs: 5_000 }),
            "tasks/get": (_, turn) =>
              turn < 2
                ? task({ pollIntervalMs: 5_000 })
                : turn < 4
                  ? task({ pollIntervalMs: 20_000, statusMessage: `${turn}` })
                  : completed("done")
          }
        })
        assert.strictEqual(textOf(yield* meanwhile(client.callTool("optional"))), "done")
        const waited = pauses(server)
        assert.strictEqual(waited.length, 5)
        for (const [at, least] of [5_000, 5_000, 5_000, 20_000, 20_000].entries()) {
          assert.isAtLeast(waited[at] ?? 0, least * 0.9, waited.join(", "))
        }
        yield* elapse(60_000)
        assert.strictEqual(server.all("tasks/get").length, 5)
        assert.deepStrictEqual(server.all("subscriptions/listen"), [])
      })
  )

  it.effect("tasks.wish: what its user wants counts if it is more", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        tasks: { listen: false, pollInterval: "10 seconds" },
        script: {
          "tools/call": () => created({ pollIntervalMs: 1_000 }),
          "tasks/get": (_, turn) => (turn < 2 ? task() : completed("done"))
        }
      })
      yield* meanwhile(client.callTool("optional"))
      assert.isTrue(pauses(server).every((pause) => pause >= 9_000))
    })
  )

  it.effect("extensions/X-14: a server that wants no pause does not get a storm", () =>
    Effect.gen(function* () {
      for (const pollIntervalMs of [0, -5, 1]) {
        const { client, server } = yield* connected({
          tasks: { listen: false },
          script: {
            "tools/call": () => created({ pollIntervalMs }),
            "tasks/get": (_, turn) => task({ pollIntervalMs, statusMessage: `${turn}` })
          }
        })
        const call = yield* Effect.forkChild(client.callTool("optional"))
        yield* elapse(10_000, 10)
        assert.isAtMost(server.all("tasks/get").length, 220, `${pollIntervalMs}`)
        yield* Fiber.interrupt(call)
      }
    })
  )

  it.effect("extensions/TX-24: once its time is over and nothing has changed, it is given up", () =>
    Effect.gen(function* () {
      const { client, server } = yield* connected({
        tasks: { listen: false },
        script: {
          "tools/call": () => created({ ttlMs: 60_000 }),
          "tasks/get": () => task({ ttlMs: 60_000 })
        }
      })
      const { reason } = yield* Effect.flip(meanwhile(client.callTool("optional")))
      assert.strictEqual(reason._tag, "Unresolved")
      assert.deepInclude(Reflect.get(reason, "cause"), { _tag: "TaskExpired", id: "t-1" })
      const last = server.all("tasks/get").at(-1)?.at ?? 0
      assert.isAtLeast(last, 50_000)
      assert.isAtMost(last, 130_000)
    })
  )
})

/** A server that agrees to tell of tasks, and says so. */
const telling = (server: () => Server | undefined) => (params: Json) => {
  queueMicrotask(() =>
    server()?.notify("notifications/subscriptions/acknowledged", {
      notifications: child(params, "notifications"),
      _meta: { "io.modelcontextprotocol/subscriptionId": idOf(server()) }
    })
  )
  return undefined
}

/** The id of the listening that is open. */
const idOf = (server: Server | undefined): unknown =>
  server?.all("subscriptions/listen").at(-1)?.message["id"]

describe("being told", () => {
  it.effect("extensions/TX-47: it hears the end of a task, and goes on looking beside", () =>
    Effect.gen(function* () {
      let own: Server | undefined
      const { client, server } = yield* connected({
        script: {
          "tools/call": () => created(),
          "tasks/get": () => task(),
          "subscriptions/listen": telling(() => own)
        }
      })
      own = server
      const call = yield* Effect.forkChild(client.callTool("optional"))
      yield* elapse(60_000)
      assert.deepStrictEqual(
        child(server.params("subscriptions/listen")[0] ?? {}, "notifications"),
        { taskIds: ["t-1"] }
      )
      const looks = server.all("tasks/get").length
      assert.isAtLeast(looks, 2)
      server.notify("notifications/tasks", {
        ...completed("told"),
        _meta: { "io.modelcontextprotocol/subscriptionId": idOf(server) }
      })
      const told = yield* meanwhile(Fiber.await(call))
      assert.strictEqual(told._tag === "Success" ? textOf(told.value) : told, "told")
      assert.isAtMost(server.all("tasks/get").length, looks + 1)
    })
  )

  it.effect("tasks.listening: however much it is told, it listens once", () =>
    Effect.gen(function* () {
      let own: Server | undefined
      const { client, server } = yield* connected({
        script: {
          "tools/call": () => created(),
          "tasks/get": () => task(),
          "subscriptions/listen": telling(() => own)
        }
      })
      own = server
      const call = yield* Effect.forkChild(client.callTool("optional"))
      yield* elapse(5_000)
      for (let said = 0; said < 20; said++) {
        server.notify("notifications/tasks", {
          ...task({ statusMessage: `${said}` }),
          _meta: { "io.modelcontextprotocol/subscriptionId": idOf(server) }
        })
        yield* elapse(500)
      }
      assert.strictEqual(server.all("subscriptions/listen").length, 1)
      yield* Fiber.interrupt(call)
    })
  )

  it.effect("extensions/TX-47: a server that does not tell is looked at instead", () =>
    Effect.gen(function* () {
      const { client } = yield* connected({
        script: {
          "tools/call": () => created(),
          "tasks/get": (_, turn) => (turn < 5 ? task() : completed("seen"))
        }
      })
      assert.strictEqual(textOf(yield* meanwhile(client.callTool("optional"))), "seen")
    })
  )
})
