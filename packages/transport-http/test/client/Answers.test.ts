import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

import * as Scripted from "./support/scripted.ts"
import {
  batching,
  modern,
  newest,
  notification,
  open,
  overBoth,
  reasonOf,
  request,
  response,
  resultOf,
  scripted,
  sending,
  shaken
} from "./support/wire.ts"

const progress = { jsonrpc: "2.0", method: "notifications/progress", params: { progress: 1 } }
const denied = { code: -32602, message: "Unknown tool" }

overBoth("Answers", (connecting) => {
  it.effect("2025-11-25/T-11, 2026-07-28/T-13: an answer comes as JSON", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      for (const revision of [newest, modern]) {
        const sent = yield* sending(wire, request(1, "tools/list", revision))
        ;(yield* server.post).result(
          { tools: [] },
          { "content-type": "application/json; charset=utf-8" }
        )
        assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1, tools: [] })
        yield* Fiber.join(sent)
      }
    })
  )

  it.effect(
    "2025-11-25/T-11, 2026-07-28/T-13: an answer comes as the last event of a stream, after what is said meanwhile",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        for (const revision of [newest, modern]) {
          const sent = yield* sending(wire, request("a", "tools/call", revision))
          const stream = (yield* server.post).events()
          stream.message(progress)
          assert.strictEqual((yield* wire.next)._tag, "Notification")
          stream.message({ jsonrpc: "2.0", id: "a", result: { content: [] } })
          assert.deepStrictEqual(resultOf(yield* wire.next), { id: "a", content: [] })
          yield* Fiber.join(sent)
          stream.end()
        }
      })
  )

  it.effect("2026-07-28/T-20: comments are no events, and events come however they are cut", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      yield* sending(wire, request(1, "tools/call", modern))
      const stream = (yield* server.post).events()
      stream.write(": keep-alive\r\n\r\n:\n\nevent: message\r\nda")
      const middle = Buffer.from('ta: {"jsonrpc":"2.0",\ndata: "id":1,"result":{"text":"ß€')
      stream.write(middle.subarray(0, -1))
      // What is written in one turn of the event loop leaves in one piece.
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      stream.write(middle.subarray(-1))
      stream.write('"}}\r')
      stream.write("\n\r\n")
      assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1, text: "ß€" })
      assert.deepStrictEqual(yield* wire.rest, [])
    })
  )

  it.effect("event.other: events of another type are nobody's messages", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      yield* sending(wire, request(1, "tools/call", modern))
      const stream = (yield* server.post).events()
      stream.write('event: ping\ndata: {"jsonrpc":"2.0","id":1,"result":{"from":"ping"}}\n\n')
      stream.message({ jsonrpc: "2.0", id: 1, result: { from: "message" } })
      assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1, from: "message" })
    })
  )

  it.effect("accepted: what wants no answer is over when the server has taken it", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      for (const status of [200, 202, 204]) {
        for (const out of [notification("notifications/x", newest), response(1, newest)]) {
          const sent = yield* sending(wire, out)
          ;(yield* server.post).send(status)
          yield* Fiber.join(sent)
        }
      }
      const sent = yield* sending(wire, notification("notifications/x", newest))
      const stream = (yield* server.post).events()
      yield* Fiber.join(sent)
      stream.end()
    })
  )

  it.effect("accepted.late: a server that does not take a message in time has not taken it", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      for (const out of [notification("notifications/x", newest), response(1, newest)]) {
        const sent = yield* Effect.forkChild(reasonOf(wire, out))
        const received = yield* server.post
        yield* TestClock.adjust("29 seconds")
        assert.isUndefined(sent.pollUnsafe())
        yield* TestClock.adjust("1 second")
        assert.strictEqual((yield* Fiber.join(sent))._tag, "ConnectionLost")
        yield* Deferred.await(received.left)
      }
    })
  )

  it.effect("2026-07-28/T-35: names of headers are known in any case, and values keep theirs", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      yield* sending(wire, request(1, "tools/call", modern, { "MCP-NAME": "addAll" }))
      const call = yield* server.post
      assert.strictEqual(call.headers["mcp-name"], "addAll")
      call.send(200, { "CONTENT-TYPE": "Application/JSON" }, '{"jsonrpc":"2.0","id":1,"result":{}}')
      assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1 })
    })
  )

  it.effect("refused.notification: the status and the body say why", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* Effect.forkChild(reasonOf(wire, notification("notifications/x", newest)))
      ;(yield* server.post).send(400, {}, "no")
      const reason = yield* Fiber.join(sent)
      assert.deepInclude(reason, { _tag: "Rejected", status: 400, body: "no" })
    })
  )

  it.effect(
    "2026-07-28/V-22, interop/IC-04: an error in the body of a refusal is the answer, whatever its id",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        for (const [id, status] of [
          [1, 400],
          [null, 400],
          ["other", 404],
          [undefined, 500]
        ] as const) {
          const sent = yield* sending(wire, request(1, "tools/call", modern))
          ;(yield* server.post).error(status, denied, id)
          yield* Fiber.join(sent)
          assert.deepStrictEqual(yield* wire.next, { _tag: "Error", id: 1, error: denied })
        }
      })
  )

  it.effect("2026-07-28/V-22, interop/IC-05: any other refusal says its status and its body", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      for (const [type, body] of [
        ["text/html", "<h1>Not here</h1>"],
        ["application/json", '{"error":"not found"}'],
        ["application/json", "{"],
        ["application/json", '{"jsonrpc":"2.0","id":1,"result":{}}'],
        ["text/event-stream", "data: x"]
      ] as const) {
        const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", modern)))
        ;(yield* server.post).send(404, { "content-type": type }, body)
        assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status: 404, body })
      }
      assert.deepStrictEqual(yield* wire.rest, [])
    })
  )

  it.effect("interop/IC-06: a challenge is told with its header, whatever the body says", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      for (const status of [401, 403]) {
        const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", modern)))
        const challenge = 'Bearer resource_metadata="https://example.com/prm"'
        ;(yield* server.post).json(
          { jsonrpc: "2.0", id: 1, error: denied },
          { "www-authenticate": challenge },
          status
        )
        assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status, challenge })
      }
    })
  )

  it.effect(
    "answer.idless: an error without an id is the answer to what it came in answer to",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        for (const id of [null, undefined]) {
          const sent = yield* sending(wire, request(1, "tools/call", newest))
          ;(yield* server.post).error(200, denied, id)
          yield* Fiber.join(sent)
          assert.deepStrictEqual(yield* wire.next, { _tag: "Error", id: 1, error: denied })
        }
      })
  )

  it.effect("answer.none: a success that is no answer fails the request", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      for (const [status, type, body] of [
        [200, "text/html", "<h1>Sign in</h1>"],
        [200, "application/json", "not JSON"],
        [200, "application/json", "[]"],
        [200, "application/json", '{"jsonrpc":"2.0","method":"notifications/x"}'],
        [200, "application/json", '{"jsonrpc":"2.0","id":1,"method":"ping"}'],
        [202, "text/plain", ""]
      ] as const) {
        const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
        ;(yield* server.post).send(status, { "content-type": type }, body)
        assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status, body })
      }
      for (const message of yield* wire.rest) assert.strictEqual(message._tag, "Malformed")
    })
  )

  it.effect("answer.unreadable: an answer that is none is still known by its id", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* sending(wire, request(1, "tools/call", newest))
      ;(yield* server.post).json({ jsonrpc: "2.0", id: 1, result: "text" })
      yield* Fiber.join(sent)
      assert.deepInclude(yield* wire.next, { _tag: "Malformed", id: 1, answerable: false })
    })
  )

  it.effect("answer.foreign: nobody gets what was meant for another request", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const other = yield* sending(wire, request(2, "tools/call", newest))
      const second = yield* server.post
      const foreign = { jsonrpc: "2.0", id: 2, result: { for: "somebody else" } }
      const json = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
      ;(yield* server.post).json(foreign)
      assert.strictEqual((yield* Fiber.join(json))._tag, "Rejected")
      assert.strictEqual((yield* wire.next)._tag, "Malformed")
      yield* sending(wire, request(3, "tools/call", newest))
      const stream = (yield* server.post).events()
      stream.message(foreign)
      stream.message({ ...foreign, id: 3, result: { own: true } })
      assert.strictEqual((yield* wire.next)._tag, "Malformed")
      assert.deepStrictEqual(resultOf(yield* wire.next), { id: 3, own: true })
      second.result({ own: true })
      assert.deepStrictEqual(resultOf(yield* wire.next), { id: 2, own: true })
      yield* Fiber.join(other)
    })
  )

  it.effect("interop/IC-08: an answer comes in a batch where the revision has batches", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      yield* shaken(wire, server, { revision: batching })
      const batch = [progress, { jsonrpc: "2.0", id: 1, result: {} }]
      const sent = yield* sending(wire, request(1, "tools/call", batching))
      ;(yield* server.post).json(batch)
      yield* Fiber.join(sent)
      assert.strictEqual((yield* wire.next)._tag, "Notification")
      assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1 })
      yield* sending(wire, request(2, "tools/call", batching))
      const stream = (yield* server.post).events()
      stream.message([progress, { jsonrpc: "2.0", id: 2, result: {} }])
      assert.strictEqual((yield* wire.next)._tag, "Notification")
      assert.deepStrictEqual(resultOf(yield* wire.next), { id: 2 })
    })
  )

  it.effect("batch.unexpected: where there are none, a batch answers nothing", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
      ;(yield* server.post).json([{ jsonrpc: "2.0", id: 1, result: {} }])
      assert.strictEqual((yield* Fiber.join(sent))._tag, "Rejected")
      assert.strictEqual((yield* wire.next)._tag, "Batch")
    })
  )

  it.effect(
    "2026-07-28/T-21: a stream that ends early is the end of its request, and of nothing else",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        for (const how of ["end", "cut"] as const) {
          const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", modern)))
          const stream = (yield* server.post).events()
          stream.message(progress, "1-1")
          yield* wire.next
          stream[how]()
          assert.strictEqual((yield* Fiber.join(sent))._tag, "ConnectionLost")
        }
        assert.strictEqual(server.waiting("GET"), 0)
        const sent = yield* sending(wire, request(2, "tools/call", modern))
        ;(yield* server.post).result({})
        yield* Fiber.join(sent)
      })
  )

  it.effect("connection.lost: a server that hangs up has not answered", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
      ;(yield* server.post).cut()
      assert.include(["ConnectionLost", "ConnectFailed"], (yield* Fiber.join(sent))._tag)
    })
  )

  it.effect("connection.refused: nobody listens", () =>
    Effect.gen(function* () {
      const wire = yield* open(connecting, { url: "http://127.0.0.1:1/mcp" })
      const reason = yield* reasonOf(wire, request(1, "tools/call", newest))
      assert.strictEqual(reason._tag, "ConnectFailed")
    })
  )

  it.effect("close: what is under way fails, and nothing is sent any more", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      const [sent, late, call] = yield* Effect.scoped(
        Effect.gen(function* () {
          const wire = yield* open(connecting, server)
          const sent = yield* Effect.forkDetach(reasonOf(wire, request(1, "tools/call", newest)))
          const call = yield* server.post
          return [sent, reasonOf(wire, request(2, "tools/call", newest)), call] as const
        })
      )
      assert.strictEqual((yield* Fiber.join(sent))._tag, "Closed")
      assert.strictEqual((yield* late)._tag, "Closed")
      yield* Deferred.await(call.left)
    })
  )
})
