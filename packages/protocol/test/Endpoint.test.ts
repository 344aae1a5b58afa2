import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"

import type * as Handler from "../src/Handler.ts"
import { connect, handshake, initialize, serve, speak, stating, turn } from "./EngineFixture.ts"

const ok: Handler.Handler<never> = { run: () => Exit.succeed({ content: [] }) }
const tools = () => ({ "tools/call": ok })

describe("Endpoint: which revision a message is in", () => {
  it.effect(
    "2026-07-28/V-13, interop/IS-03: each message decides, both eras on one connection",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve({ handlers: tools }))
        yield* handshake(peer, "2025-06-18")
        const modern = yield* peer.ask(1, "tools/call", stating())
        assert.strictEqual(modern.result?.["resultType"], "complete")
        const legacy = yield* peer.ask(2, "tools/call", {})
        assert.deepStrictEqual(legacy.result, { content: [] })
        const again = yield* peer.ask(3, "tools/call", stating())
        assert.strictEqual(again.result?.["resultType"], "complete")
      })
  )

  it.effect("2026-07-28/V-12: a request that says its revision needs no handshake", () =>
    Effect.gen(function* () {
      const peer = connect(yield* serve({ handlers: tools }))
      const answer = yield* peer.ask(1, "tools/call", stating())
      assert.deepStrictEqual(answer.result, {
        resultType: "complete",
        _meta: { "io.modelcontextprotocol/serverInfo": { name: "server", version: "1.2.3" } },
        content: []
      })
    })
  )

  it.effect("2026-07-28/B-23: what an earlier request declared does not count for the next", () =>
    Effect.gen(function* () {
      const seen: Array<boolean> = []
      const peer = connect(
        yield* serve({
          handlers: () => ({
            "tools/call": {
              run: (request) => {
                seen.push(request.supports("sampling"))
                return Exit.succeed({})
              }
            }
          })
        })
      )
      yield* peer.ask(1, "tools/call", stating({}, { sampling: {} }))
      yield* peer.ask(2, "tools/call", stating())
      assert.deepStrictEqual(seen, [true, false])
    })
  )

  it.effect(
    "2026-07-28/V-02, 2026-07-28/V-07, interop/IS-02: an unknown version is -32022 with both lists",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve({ handlers: tools }))
        const refused = yield* peer.ask(1, "tools/call", stating({}, {}, {}, "2031-01-01"))
        assert.deepStrictEqual(refused.error, {
          code: -32022,
          message: "Unsupported protocol version",
          data: {
            supported: ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"],
            requested: "2031-01-01"
          }
        })
        const discovered = yield* peer.ask(2, "server/discover", stating())
        assert.deepStrictEqual(discovered.result?.["supportedVersions"], [
          "2026-07-28",
          "2025-11-25",
          "2025-06-18",
          "2025-03-26",
          "2024-11-05"
        ])
        assert.deepStrictEqual(peer.codes, [-32022, undefined])
      })
  )

  it.effect("interop/IS-01: a version with a handshake cannot be named by a request", () =>
    Effect.gen(function* () {
      const peer = connect(yield* serve({ handlers: tools }))
      const refused = yield* peer.ask(1, "tools/call", stating({}, {}, {}, "2025-11-25"))
      assert.strictEqual(refused.error?.code, -32022)
    })
  )

  it.effect("2026-07-28/B-47: a request without a required _meta member is -32602", () =>
    Effect.gen(function* () {
      const peer = connect(yield* serve({ handlers: tools }))
      const version = "io.modelcontextprotocol/protocolVersion"
      const bare = yield* peer.ask(1, "tools/call", {})
      assert.deepStrictEqual(
        [bare.error?.code, bare.error?.message],
        [-32602, `Missing or invalid: params._meta["${version}"]`]
      )
      const noCapabilities = yield* peer.ask(2, "tools/call", {
        _meta: { [version]: "2026-07-28" }
      })
      assert.strictEqual(noCapabilities.error?.code, -32602)
      const wrong = yield* peer.ask(3, "tools/call", { _meta: { [version]: 5 } })
      assert.strictEqual(wrong.error?.code, -32602)
      const noObject = yield* peer.ask(4, "tools/call", stating({}, []))
      assert.strictEqual(noObject.error?.code, -32602)
    })
  )

  it.effect(
    "2026-07-28/B-48, 2026-07-28/B-52: a missing or odd clientInfo is no reason to refuse",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve({ handlers: tools }))
        for (const clientInfo of [undefined, 5, { name: 7 }]) {
          const meta = { "io.modelcontextprotocol/clientInfo": clientInfo }
          const answer = yield* peer.ask(1, "tools/call", stating({}, {}, meta))
          assert.deepStrictEqual(answer.result?.["content"], [])
        }
      })
  )

  it.effect("interop/IS-08, 2026-07-28/RM-01: each era has its own methods", () =>
    Effect.gen(function* () {
      const peer = connect(yield* serve({ handlers: tools }))
      yield* handshake(peer)
      const removed = [
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/unsubscribe",
        "tasks/get"
      ]
      for (const method of removed) {
        const answer = yield* peer.ask(1, method, stating())
        assert.strictEqual(answer.error?.code, -32601, method)
      }
      for (const method of ["server/discover", "subscriptions/listen"]) {
        const answer = yield* peer.ask(1, method, {})
        assert.strictEqual(answer.error?.code, -32601, method)
      }
      const ping = yield* peer.ask(2, "ping")
      assert.deepStrictEqual(ping.result, {})
    })
  )

  it.effect(
    "interop/IS-09: only the newer era's results say their kind, their maker and their age",
    () =>
      Effect.gen(function* () {
        const list: Handler.Handler<never> = { run: () => Exit.succeed({ tools: [] }) }
        const peer = connect(yield* serve({ handlers: () => ({ "tools/list": list }) }))
        yield* handshake(peer)
        assert.deepStrictEqual((yield* peer.ask(1, "tools/list")).result, { tools: [] })
        assert.deepStrictEqual((yield* peer.ask(2, "tools/list", stating())).result, {
          resultType: "complete",
          _meta: { "io.modelcontextprotocol/serverInfo": { name: "server", version: "1.2.3" } },
          ttlMs: 0,
          cacheScope: "private",
          tools: []
        })
      })
  )

  it.effect(
    "2026-07-28/V-16, interop/IS-18: a server without handshakes names its versions to initialize",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve({ revisions: Revisions.perRequest }))
        const refused = yield* peer.ask(1, "initialize", initialize("2025-11-25"))
        assert.deepStrictEqual(refused.error, {
          code: -32022,
          message: "Unsupported protocol version",
          data: { supported: ["2026-07-28"], requested: "2025-11-25" }
        })
      })
  )

  it.effect(
    "endpoint.handshakeOnly: a version under _meta means nothing where no revision reads it",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve({ revisions: Revisions.handshake, handlers: tools }))
        const probe = yield* peer.ask(1, "server/discover", stating())
        assert.strictEqual(probe.error?.code, -32600)
        yield* handshake(peer)
        const answer = yield* peer.ask(2, "tools/call", stating())
        assert.deepStrictEqual(answer.result, { content: [] })
      })
  )

  it.effect(
    "endpoint.transportKnows: a stateless exchange is in the revision its transport names",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve({ handlers: tools }), { connected: false })
        const revision = Revisions.handshake[1]
        peer.send({ jsonrpc: "2.0", id: 1, method: "tools/call" }, { revision })
        assert.deepStrictEqual((yield* peer.next).result, { content: [] })
        peer.send({ jsonrpc: "2.0", id: 2, method: "tools/call" }, { revision: Revisions.latest })
        assert.strictEqual((yield* peer.next).error?.code, -32602)
      })
  )
})

describe("Endpoint: messages", () => {
  it.effect(
    "2025-11-25/B-09, 2025-11-25/B-10, 2026-07-28/B-20: a notification is never answered",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve())
        yield* handshake(peer)
        peer.notify("notifications/roots/list_changed")
        peer.notify("no/such/notification", { a: 1 })
        peer.notify("notifications/cancelled", { requestId: "never seen" })
        peer.send({ jsonrpc: "2.0", method: 5 })
        assert.deepStrictEqual(yield* peer.rest, [])
        assert.strictEqual(peer.silences(), 5)
      })
  )

  it.effect(
    "2025-11-25/B-06, 2025-11-25/B-07, 2025-11-25/B-08, 2026-07-28/B-06, 2026-07-28/B-10: an answer repeats the id in its own type",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve({ handlers: tools }))
        yield* handshake(peer)
        for (const id of [7, "7", 0, -1, "", "ä"]) {
          assert.strictEqual((yield* peer.ask(id, "ping")).id, id)
          const unknown = yield* peer.ask(id, "no/such/method")
          assert.deepStrictEqual(unknown, {
            jsonrpc: "2.0",
            id,
            error: { code: -32601, message: "Method not found: no/such/method" }
          })
          const modern = yield* peer.ask(id, "tools/call", stating())
          assert.strictEqual(modern.id, id)
        }
      })
  )

  it.effect(
    "2025-11-25/B-03, 2025-11-25/B-04, 2026-07-28/B-03, 2026-07-28/B-04: an id that is null or broken is refused",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve())
        yield* handshake(peer)
        for (const id of [null, 1.5, true, {}, []]) {
          peer.send({ jsonrpc: "2.0", id, method: "ping" })
          const refused = yield* peer.next
          assert.deepStrictEqual([refused.id, refused.error?.code], [undefined, -32600])
        }
        assert.deepStrictEqual((yield* peer.ask(1, "ping")).result, {})
      })
  )

  it.effect(
    "2025-11-25/B-01, 2026-07-28/B-02: what is no JSON-RPC 2.0 is an error, and the next message works",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve())
        yield* handshake(peer)
        peer.send("{ not json")
        assert.strictEqual((yield* peer.next).error?.code, -32700)
        peer.send({ id: 3, method: "ping" })
        const old = yield* peer.next
        assert.deepStrictEqual([old.id, old.error?.code], [3, -32600])
        peer.send("42")
        assert.strictEqual((yield* peer.next).error?.code, -32600)
        peer.send({ jsonrpc: "2.0", id: 4, method: "ping", params: [1] })
        assert.deepStrictEqual((yield* peer.next).id, 4)
        assert.deepStrictEqual((yield* peer.ask(5, "ping")).result, {})
      })
  )

  it.effect(
    "endpoint.unreadableId: revisions that want an id get null, later ones leave it out",
    () =>
      Effect.gen(function* () {
        const old = connect(yield* serve())
        yield* handshake(old, "2025-06-18")
        old.send("{")
        assert.strictEqual((yield* old.next).id, null)
        const newer = connect(yield* serve())
        yield* handshake(newer, "2025-11-25")
        newer.send("{")
        assert.isFalse("id" in (yield* newer.next))
      })
  )

  it.effect("2025-11-25/B-11, 2026-07-28/RM-03, interop/IS-15: an array is no message here", () =>
    Effect.gen(function* () {
      const ping = [{ jsonrpc: "2.0", id: 1, method: "ping" }]
      for (const version of ["2024-11-05", "2025-06-18", "2025-11-25"]) {
        const peer = connect(yield* serve())
        yield* handshake(peer, version)
        peer.send(ping)
        assert.strictEqual((yield* peer.next).error?.code, -32600, version)
      }
      const unopened = connect(yield* serve())
      unopened.send([{ jsonrpc: "2.0", id: 1, method: "tools/call", params: stating() }])
      assert.strictEqual((yield* unopened.next).error?.code, -32600)
    })
  )

  it.effect("2026-07-28/B-22: an answer nobody waits for is ignored", () =>
    Effect.gen(function* () {
      const peer = connect(yield* serve())
      peer.send({ jsonrpc: "2.0", id: 1, result: {} })
      peer.send({ jsonrpc: "2.0", id: 1, error: { code: 1, message: "no" } })
      peer.send({ jsonrpc: "2.0", error: { code: 1, message: "no" } })
      peer.send({ jsonrpc: "2.0", id: 1, result: 5 })
      assert.deepStrictEqual(yield* peer.rest, [])
      assert.strictEqual(peer.silences(), 4)
    })
  )

  it.effect("2026-07-28/B-24: calls of many conversations run side by side", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const waits: Handler.Handler<never> = {
        run: (request) =>
          Effect.as(Deferred.await(gate), {
            content: [],
            conversation: request.meta["com.example/c"]
          })
      }
      const peer = connect(yield* serve({ handlers: () => ({ "tools/call": waits }) }))
      for (const id of ["a", "b", "c"]) {
        peer.send({
          jsonrpc: "2.0",
          id,
          method: "tools/call",
          params: stating({}, {}, { "com.example/c": id })
        })
      }
      assert.strictEqual(peer.connection.inFlight.size, 3)
      yield* Deferred.succeed(gate, undefined)
      const answers = [yield* peer.next, yield* peer.next, yield* peer.next]
      assert.deepStrictEqual(
        answers.map(({ id, result }) => [id, result?.["conversation"]]),
        [
          ["a", "a"],
          ["b", "b"],
          ["c", "c"]
        ]
      )
    })
  )
})

describe("Endpoint: what it needs", () => {
  it.effect(
    "2025-11-25/B-02, 2026-07-28/B-01: with no feature at all the base protocol is whole",
    () =>
      Effect.gen(function* () {
        for (const revision of Revisions.all) {
          const peer = connect(yield* serve({ capabilities: () => ({}) }))
          const params = yield* speak(peer, revision)
          const begins = revision.lifecycle === "PerRequest" ? "server/discover" : "ping"
          assert.isDefined((yield* peer.ask(1, begins, params())).result)
          assert.strictEqual((yield* peer.ask(2, "tools/list", params())).error?.code, -32601)
          peer.notify("notifications/cancelled", { requestId: 1 })
          assert.deepStrictEqual(yield* peer.rest, [])
        }
      })
  )

  it.effect("2025-11-25/B-20, 2026-07-28/B-40: odd values under reserved keys break nothing", () =>
    Effect.gen(function* () {
      const peer = connect(yield* serve({ handlers: tools }))
      const odd = { progressToken: {}, traceparent: 7, "io.modelcontextprotocol/logLevel": [1] }
      for (const meta of [
        odd,
        { "io.modelcontextprotocol/subscriptionId": null, "dev.mcp/x": {} }
      ]) {
        const answer = yield* peer.ask(1, "tools/call", stating({}, {}, meta))
        assert.deepStrictEqual(answer.result?.["content"], [])
      }
    })
  )
})

describe("Endpoint: ending", () => {
  it.effect("endpoint.drain: what is in flight is finished, what comes is refused by name", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const endpoint = yield* serve({
        handlers: () => ({ "tools/call": { run: () => Effect.as(Deferred.await(gate), {}) } })
      })
      const peer = connect(endpoint)
      yield* handshake(peer)
      peer.send({ jsonrpc: "2.0", id: 1, method: "tools/call" })
      const draining = yield* Effect.forkChild(endpoint.drain)
      yield* turn
      assert.isUndefined(draining.pollUnsafe())
      const refused = yield* peer.ask(2, "tools/call")
      assert.deepStrictEqual(refused.error?.data, { reason: "Draining" })
      yield* Deferred.succeed(gate, undefined)
      assert.deepStrictEqual((yield* peer.next).id, 1)
      yield* Fiber.join(draining)
    })
  )

  it.effect("endpoint.close: a closed connection interrupts its calls and sends nothing more", () =>
    Effect.gen(function* () {
      const freed = yield* Deferred.make<void>()
      const waits: Handler.Handler<never> = {
        run: () => Effect.onInterrupt(Effect.never, () => Deferred.succeed(freed, undefined))
      }
      const peer = connect(yield* serve({ handlers: () => ({ "tools/call": waits }) }))
      yield* handshake(peer)
      peer.send({ jsonrpc: "2.0", id: 1, method: "tools/call" })
      peer.connection.close("gone")
      yield* Deferred.await(freed)
      peer.connection.send("{}")
      peer.send({ jsonrpc: "2.0", id: 2, method: "ping" })
      assert.deepStrictEqual(yield* peer.rest, [])
      assert.strictEqual(peer.connection.inFlight.size, 0)
    })
  )
})
