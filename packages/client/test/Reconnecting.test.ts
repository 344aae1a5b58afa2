import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Queue, Schedule, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"

import { type ClientEvent, ElicitationHandler } from "../src/index.ts"
import { connected, envelope, greet, page } from "./support/Connected.ts"
import type { Frame } from "./support/Peer.ts"

const [modern, newest] = Revisions.all as [Revision.Revision, Revision.Revision]

const reconnect = { reconnect: Schedule.spaced("1 second") }

const subscriptionId = "io.modelcontextprotocol/subscriptionId"

describe("a lost connection", () => {
  for (const revision of Revisions.all) {
    it.effect(`lost.in flight: ends every call on it (${revision.version})`, () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(revision)
        const calls = yield* Effect.forEach(["a", "b", "c"], (name) =>
          Effect.forkChild(client.callTool(name))
        )
        for (const _ of calls) yield* line.next
        line.cut()
        for (const call of calls) {
          assert.strictEqual((yield* Effect.flip(Fiber.join(call))).reason._tag, "Disconnected")
        }
        const later = yield* Effect.flip(client.callTool("d"))
        assert.deepStrictEqual([later.method, later.reason._tag], ["tools/call", "Disconnected"])
      })
    )
  }

  it.effect("lost.event: is told, once, and nothing is opened by itself", () =>
    Effect.gen(function* () {
      const { client, line, peer } = yield* connected(newest)
      const events: Array<string> = []
      yield* Effect.forkScoped(
        Stream.runForEach(client.events, (event) => Effect.sync(() => events.push(event._tag)))
      )
      yield* Effect.yieldNow
      line.cut()
      yield* Effect.yieldNow
      assert.deepStrictEqual(events, ["Lost"])
      assert.strictEqual(yield* Queue.size(peer.lines), 0)
    })
  )

  it.effect("lost.question: a question the user is looking at is taken away", () =>
    Effect.gen(function* () {
      const shown = yield* Deferred.make<void>()
      const gone = yield* Deferred.make<void>()
      const layer = ElicitationHandler.layer({
        form: () =>
          Deferred.succeed(shown, undefined).pipe(
            Effect.andThen(Effect.never),
            Effect.onInterrupt(() => Deferred.succeed(gone, undefined))
          )
      })
      const { line } = yield* connected(newest, { layer: layer })
      const requestedSchema = { type: "object", properties: {} }
      line.say({
        jsonrpc: "2.0",
        id: 1,
        method: "elicitation/create",
        params: { message: "m", requestedSchema }
      })
      yield* Deferred.await(shown)
      line.cut()
      yield* Deferred.await(gone)
    })
  )

  it.effect("lost.scope: closing the client's scope is not a loss", () =>
    Effect.gen(function* () {
      const events: Array<string> = []
      const scope = yield* Scope.make()
      const { client, line, peer } = yield* Scope.provide(
        connected(newest, { settings: reconnect }),
        scope
      )
      yield* Effect.forkScoped(
        Stream.runForEach(client.events, (event) => Effect.sync(() => events.push(event._tag)))
      )
      yield* Effect.yieldNow
      yield* Scope.close(scope, Exit.void)
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(events, [])
      assert.isTrue(line.isClosed)
      assert.strictEqual(yield* Queue.size(peer.lines), 0)
      assert.strictEqual((yield* Effect.flip(client.callTool("t"))).reason._tag, "Disconnected")
    })
  )
})

describe("reconnecting", () => {
  for (const revision of Revisions.all) {
    it.effect(
      `2026-07-28/S-16: another connection is opened, and calls go on (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { client, line, peer } = yield* connected(revision, { settings: reconnect })
          const lost = yield* Effect.forkChild(client.callTool("a"))
          yield* line.next
          line.cut()
          assert.strictEqual((yield* Effect.flip(Fiber.join(lost))).reason._tag, "Disconnected")
          const waiting = yield* Effect.forkChild(client.callTool("b"))
          const second = yield* peer.line
          yield* greet(second, revision)
          const sent = yield* second.next
          assert.strictEqual((sent["params"] as Frame)["name"], "b")
          second.answer(sent["id"], { ...envelope(revision), content: [] })
          yield* Fiber.join(waiting)
        })
    )
  }

  it.effect("2026-07-28/V-14: the era is not probed for again", () =>
    Effect.gen(function* () {
      const { client, line, peer } = yield* connected(newest, {
        settings: { ...reconnect, pin: undefined, assume: newest }
      })
      line.cut()
      const second = yield* peer.line
      const hello = yield* greet(second, newest)
      assert.strictEqual(hello["method"], "initialize")
      yield* Effect.forkChild(client.callTool("t"))
      assert.strictEqual((yield* second.next)["method"], "tools/call")
    })
  )

  it.effect("2026-07-28/V-15, interop/IC-07: unless the server has become another", () =>
    Effect.gen(function* () {
      const { client, line, peer } = yield* connected(newest, {
        settings: { ...reconnect, pin: undefined, assume: newest }
      })
      assert.strictEqual(client.revision.version, "2025-11-25")
      line.cut()
      const second = yield* peer.line
      second.refuse((yield* second.next)["id"], { code: -32601, message: "Method not found" })
      const third = yield* peer.line
      yield* greet(third, modern)
      yield* Effect.forkChild(client.callTool("t"))
      assert.strictEqual((yield* third.next)["method"], "tools/call")
      assert.strictEqual(client.revision.version, "2026-07-28")
    })
  )

  it.effect("reconnect.schedule: tries as often as the policy says, then gives up by name", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest, {
        settings: {
          reconnect: Schedule.addDelay(Schedule.recurs(2), () => Effect.succeed("1 second"))
        },
        peer: { unreachableFrom: 2 }
      })
      line.cut()
      const waiting = yield* Effect.forkChild(client.callTool("t"))
      yield* TestClock.adjust("1 second")
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Effect.flip(Fiber.join(waiting))).reason._tag, "Unreachable")
      assert.strictEqual((yield* Effect.flip(client.callTool("t"))).reason._tag, "Disconnected")
    })
  )

  it.effect(
    "2026-07-28/S-17, 2026-07-28/SU-13: subscriptions are asked for again, and their streams go on",
    () =>
      Effect.gen(function* () {
        const { client, line, peer } = yield* connected(modern, { settings: reconnect })
        const filter = { promptsListChanged: true, resourceSubscriptions: ["x://a"] }
        const acknowledge = Effect.fnUntraced(function* (on: typeof line) {
          const sent = yield* on.next
          assert.deepStrictEqual((sent["params"] as Frame)["notifications"], filter)
          const _meta = { [subscriptionId]: sent["id"] }
          on.notify("notifications/subscriptions/acknowledged", { notifications: filter, _meta })
          return _meta
        })
        const opening = yield* Effect.forkScoped(client.listen(filter))
        yield* acknowledge(line)
        const subscription = yield* Fiber.join(opening)
        const seen: Array<ClientEvent.Change> = []
        yield* Effect.forkScoped(
          Stream.runForEach(subscription.changes, (change) => Effect.sync(() => seen.push(change)))
        )
        yield* Effect.yieldNow
        line.cut()
        const second = yield* peer.line
        yield* greet(second, modern)
        const _meta = yield* acknowledge(second)
        yield* Effect.yieldNow
        second.notify("notifications/resources/updated", { uri: "x://a", _meta })
        yield* Effect.yieldNow
        assert.deepStrictEqual(seen, [
          { _tag: "ListChanged", list: "prompts" },
          { _tag: "ResourceUpdated", uri: "x://a" }
        ])
      })
  )

  it.effect(
    "reconnect.watched: a handshake revision is told of watched resources and the log level again",
    () =>
      Effect.gen(function* () {
        const { client, line, peer } = yield* connected(newest, { settings: reconnect })
        const opening = yield* Effect.forkScoped(
          client.listen({ resourceSubscriptions: ["x://a"] })
        )
        line.answer((yield* line.next)["id"], {})
        yield* Fiber.join(opening)
        const setting = yield* Effect.forkChild(client.setLogLevel("error"))
        line.answer((yield* line.next)["id"], {})
        yield* Fiber.join(setting)
        line.cut()
        const second = yield* peer.line
        yield* greet(second, newest)
        const told: Array<unknown> = []
        for (let at = 0; at < 2; at++) {
          const { id, method, params } = yield* second.next
          told.push([method, params])
          second.answer(id, {})
        }
        assert.deepStrictEqual(told, [
          ["resources/subscribe", { uri: "x://a" }],
          ["logging/setLevel", { level: "error" }]
        ])
      })
  )

  it.effect("reconnect.lists: a list that is kept up to date is asked for again", () =>
    Effect.gen(function* () {
      const { client, line, peer } = yield* connected(newest, { settings: reconnect })
      const seen: Array<number> = []
      yield* Effect.forkScoped(
        Stream.runForEach(client.watch("tools"), (tools) =>
          Effect.sync(() => seen.push(tools.length))
        )
      )
      line.answer((yield* line.next)["id"], { tools: [] })
      yield* Effect.yieldNow
      line.cut()
      const second = yield* peer.line
      yield* greet(second, newest)
      const sent = yield* second.next
      assert.strictEqual(sent["method"], "tools/list")
      second.answer(sent["id"], { tools: [{ name: "new", inputSchema: { type: "object" } }] })
      yield* Effect.yieldNow
      assert.deepStrictEqual(seen, [0, 1])
    })
  )

  it.effect("reconnect.cache: nothing that was kept survives", () =>
    Effect.gen(function* () {
      const { client, line, peer } = yield* connected(modern, { settings: reconnect })
      const result = { ...page(modern), tools: [], ttlMs: 60_000, cacheScope: "public" }
      const listing = yield* Effect.forkChild(client.listTools())
      line.answer((yield* line.next)["id"], result)
      yield* Fiber.join(listing)
      line.cut()
      const second = yield* peer.line
      yield* greet(second, modern)
      yield* Effect.forkChild(client.listTools())
      assert.strictEqual((yield* second.next)["method"], "tools/list")
    })
  )
})

describe("keeping in touch", () => {
  it.effect(
    "2025-11-25/U-10, 2025-11-25/U-11: a server that does not answer a ping is given up",
    () =>
      Effect.gen(function* () {
        const ping = { every: "10 seconds", timeout: "3 seconds" } as const
        const { client, line } = yield* connected(newest, { settings: { ping } })
        yield* TestClock.adjust("10 seconds")
        const first = yield* line.next
        assert.strictEqual(first["method"], "ping")
        line.answer(first["id"], {})
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual((yield* line.next)["method"], "ping")
        const calling = yield* Effect.forkChild(client.callTool("t"))
        yield* TestClock.adjust("3 seconds")
        assert.strictEqual((yield* Effect.flip(Fiber.join(calling))).reason._tag, "Disconnected")
      })
  )
})

describe("losing more than once", () => {
  it.effect("reconnect.again: a second loss is one too", () =>
    Effect.gen(function* () {
      const { line, peer } = yield* connected(newest, { settings: reconnect })
      line.cut()
      const second = yield* peer.line
      yield* greet(second, newest)
      yield* Effect.yieldNow
      yield* TestClock.adjust("30 seconds")
      second.cut()
      const third = yield* peer.line
      assert.strictEqual((yield* greet(third, newest))["method"], "initialize")
    })
  )

  it.effect("reconnect.loop: a server that greets and dies is started at the schedule's pace", () =>
    Effect.gen(function* () {
      const { line, peer } = yield* connected(newest, { settings: reconnect })
      line.cut()
      let dying = yield* peer.line
      for (let round = 0; round < 3; round++) {
        yield* greet(dying, newest)
        yield* Effect.yieldNow
        dying.cut()
        yield* TestClock.adjust("999 millis")
        assert.strictEqual(yield* Queue.size(peer.lines), 0)
        yield* TestClock.adjust("1 millis")
        dying = yield* peer.line
      }
    })
  )
})

describe("what is not carried over", () => {
  it.effect("reconnect.ended: a subscription the server has ended is not asked for again", () =>
    Effect.gen(function* () {
      const { client, line, peer } = yield* connected(modern, { settings: reconnect })
      const opening = yield* Effect.forkScoped(client.listen({ toolsListChanged: true }))
      const { id } = yield* line.next
      const _meta = { [subscriptionId]: id }
      line.notify("notifications/subscriptions/acknowledged", { notifications: {}, _meta })
      const subscription = yield* Fiber.join(opening)
      line.answer(id, { resultType: "complete", _meta })
      yield* subscription.ended
      line.cut()
      const second = yield* peer.line
      yield* greet(second, modern)
      yield* Effect.forkChild(client.callTool("t"))
      assert.strictEqual((yield* second.next)["method"], "tools/call")
    })
  )

  it.effect("reconnect.patience: a call does not wait for ever for a connection", () =>
    Effect.gen(function* () {
      const settings = { ...reconnect, timeout: "5 seconds" } as const
      const { client, line } = yield* connected(newest, { settings, peer: { unreachableFrom: 2 } })
      line.cut()
      const waiting = yield* Effect.forkChild(client.callTool("t"))
      yield* TestClock.adjust("5 seconds")
      const error = yield* Effect.flip(Fiber.join(waiting))
      assert.deepStrictEqual([error.method, error.reason._tag], ["tools/call", "TimedOut"])
    })
  )

  it.effect(
    "lost.message: an error says how the transport ended, and nothing of what lies below",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(newest)
        const calling = yield* Effect.forkChild(client.callTool("t"))
        yield* line.next
        line.cut("/home/me/.secret")
        const { message } = yield* Effect.flip(Fiber.join(calling))
        assert.strictEqual(message, "tools/call: the connection ended (written: ConnectionLost)")
      })
  )
})
