import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

import {
  initialized,
  newest,
  notification,
  oldest,
  overBoth,
  reasonOf,
  request,
  response,
  resultOf,
  scripted,
  sending
} from "./support/wire.ts"

const accepted = { jsonrpc: "2.0", id: 0, result: initialized(oldest) }

overBoth("OlderTransport", (connecting) => {
  for (const status of [400, 404, 405]) {
    it.effect(
      `2025-11-25/T-50, 2026-07-28/V-23, interop/IC-05: where initialize is answered ${status}, an endpoint may be named by a stream`,
      () =>
        Effect.gen(function* () {
          const { server, wire } = yield* scripted(connecting)
          const shaking = yield* sending(wire, request(0, "initialize", newest))
          ;(yield* server.post).send(status, { "content-type": "text/plain" }, "no")
          const get = yield* server.get
          assert.strictEqual(get.path, "/mcp")
          assert.strictEqual(get.headers.accept, "text/event-stream")
          const stream = get.events()
          stream.write("event: endpoint\ndata: /messages?session=1\n\n")
          const initialize = yield* server.post
          assert.strictEqual(initialize.path, "/messages?session=1")
          assert.strictEqual(initialize.message["method"], "initialize")
          initialize.send(202, {}, "Accepted")
          yield* Fiber.join(shaking)
          stream.message(accepted)
          assert.strictEqual((yield* wire.next)._tag, "Result")
          wire.channel.negotiated(oldest)
          const told = yield* sending(wire, notification("notifications/initialized", oldest))
          ;(yield* server.post).send(202)
          yield* Fiber.join(told)
          const sent = yield* sending(wire, request(1, "tools/list", oldest))
          const list = yield* server.post
          assert.strictEqual(list.path, "/messages?session=1")
          list.send(202)
          yield* Fiber.join(sent)
          stream.message({ jsonrpc: "2.0", id: "s", method: "ping" })
          assert.strictEqual((yield* wire.next)._tag, "Request")
          yield* sending(wire, response("s", oldest))
          assert.strictEqual((yield* server.post).path, "/messages?session=1")
          stream.message({ jsonrpc: "2.0", id: 1, result: { tools: [] } })
          assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1, tools: [] })
          assert.isFalse(wire.channel.abandon(1))
          assert.strictEqual(server.waiting("GET"), 0)
        })
    )
  }

  it.effect("older.lost: where all comes on one stream, its end is the end of everything", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      yield* sending(wire, request(0, "initialize", newest))
      ;(yield* server.post).send(405)
      const stream = (yield* server.get).events()
      stream.write(`event: endpoint\ndata: ${server.origin}/messages\n\n`)
      ;(yield* server.post).send(202)
      stream.cut()
      assert.strictEqual((yield* wire.closed).reason._tag, "ConnectionLost")
      const late = yield* reasonOf(wire, request(1, "tools/list", oldest))
      assert.strictEqual(late._tag, "ConnectionLost")
    })
  )

  it.effect("older.refused: a message that is not taken has no answer", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* Effect.forkChild(reasonOf(wire, request(0, "initialize", newest)))
      ;(yield* server.post).send(405)
      ;(yield* server.get).events().write("event: endpoint\ndata: /messages\n\n")
      ;(yield* server.post).send(500, {}, "full")
      assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status: 500, body: "full" })
    })
  )

  for (const [what, text] of [
    ["another origin", "event: endpoint\ndata: https://example.com/messages\n\n"],
    ["no URL", "event: endpoint\ndata: http://[\n\n"],
    ["a message", 'data: {"jsonrpc":"2.0","id":0,"result":{}}\n\n']
  ] as const) {
    it.effect(`older.endpoint: a stream that begins with ${what} is not followed`, () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        const sent = yield* Effect.forkChild(reasonOf(wire, request(0, "initialize", newest)))
        ;(yield* server.post).send(404, {}, "Not found")
        const get = yield* server.get
        get.events().write(text)
        assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status: 404 })
        yield* Deferred.await(get.left)
        assert.deepStrictEqual(yield* wire.rest, [])
      })
    )
  }

  it.effect("2026-07-28/V-23: where there is no such stream, the first refusal stands", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const error = { code: -32000, message: "Bad Request" }
      const sent = yield* sending(wire, request(0, "initialize", newest))
      ;(yield* server.post).error(400, error, null)
      ;(yield* server.get).send(405)
      yield* Fiber.join(sent)
      assert.deepStrictEqual(yield* wire.next, { _tag: "Error", id: 0, error })
    })
  )

  it.effect("2026-07-28/V-23: an error that this transport's servers make is the answer", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      for (const [code, id] of [
        [-32022, null],
        [-32602, 0]
      ] as const) {
        const error = { code, message: "Unsupported protocol version" }
        const sent = yield* sending(wire, request(0, "initialize", newest))
        ;(yield* server.post).error(400, error, id)
        yield* Fiber.join(sent)
        assert.deepStrictEqual(yield* wire.next, { _tag: "Error", id: 0, error })
      }
      assert.strictEqual(server.waiting("GET"), 0)
    })
  )

  it.effect("older.silent: a stream that never names an endpoint is given up", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* Effect.forkChild(reasonOf(wire, request(0, "initialize", newest)))
      ;(yield* server.post).send(400, {}, "no")
      const get = yield* server.get
      get.events().write(": welcome\n\n")
      yield* TestClock.adjust("10 seconds")
      assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status: 400 })
      yield* Deferred.await(get.left)
    })
  )

  it.effect("older.other: other refusals, and of other messages, lead nowhere", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      for (const [method, status] of [
        ["initialize", 500],
        ["initialize", 401],
        ["server/discover", 404]
      ] as const) {
        const sent = yield* Effect.forkChild(reasonOf(wire, request(0, method, newest)))
        ;(yield* server.post).send(status)
        assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status })
      }
      assert.strictEqual(server.waiting("GET"), 0)
    })
  )
})
