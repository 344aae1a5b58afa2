import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"

import * as ManualClock from "./support/manualClock.ts"
import * as Scripted from "./support/scripted.ts"
import {
  newest,
  observed,
  open,
  overBoth,
  reasonOf,
  request,
  resultOf,
  scripted,
  sending,
  shaken
} from "./support/wire.ts"

const progress = { jsonrpc: "2.0", method: "notifications/progress", params: { progress: 1 } }
const answer = { jsonrpc: "2.0", id: 1, result: { late: true } }

overBoth("Resuming", (connecting) => {
  for (const how of ["end", "cut"] as const) {
    it.effect(
      `2025-11-25/T-14, 2025-11-25/T-17, 2025-11-25/T-32: a primed stream that breaks off (${how}) is read on after its last event`,
      () =>
        Effect.gen(function* () {
          const clock = yield* ManualClock.make
          const { server, wire } = yield* scripted(connecting)
          const { listening } = yield* shaken(wire, server, { session: "s1" })
          listening.send(405)
          const sent = yield* clock.provide(sending(wire, request(1, "tools/call", newest)))
          const first = (yield* server.post).events()
          first.prime("1-0")
          first.message(progress, "1-1")
          assert.strictEqual((yield* wire.next)._tag, "Notification")
          first[how]()
          ;(yield* clock.sleep).wake()
          const again = yield* server.get
          assert.strictEqual(again.headers["last-event-id"], "1-1")
          assert.strictEqual(again.headers["mcp-session-id"], "s1")
          assert.strictEqual(again.headers["mcp-protocol-version"], "2025-11-25")
          assert.strictEqual(again.headers.accept, "text/event-stream")
          const second = again.events()
          second.message(answer, "1-2")
          assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1, late: true })
          yield* Fiber.join(sent)
          assert.deepStrictEqual(yield* wire.rest, [])
        })
    )
  }

  it.effect("2025-11-25/T-17: an event without data is recorded, and is no message", () =>
    Effect.gen(function* () {
      const clock = yield* ManualClock.make
      const { server, wire } = yield* scripted(connecting)
      yield* clock.provide(sending(wire, request(1, "tools/call", newest)))
      const stream = (yield* server.post).events()
      stream.write("id: 1-0\ndata:\n\nid: 1-1\n\n")
      stream.end()
      ;(yield* clock.sleep).wake()
      assert.strictEqual((yield* server.get).headers["last-event-id"], "1-1")
      assert.deepStrictEqual(yield* wire.rest, [])
    })
  )

  it.effect("2025-11-25/T-16: the wait is what the server says, each time", () =>
    Effect.gen(function* () {
      const clock = yield* ManualClock.make
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* clock.provide(sending(wire, request(1, "tools/call", newest)))
      const first = (yield* server.post).events()
      first.prime("1-0", 500)
      first.end()
      const sleep = yield* clock.sleep
      assert.strictEqual(sleep.millis, 500)
      assert.strictEqual(server.waiting("GET"), 0)
      sleep.wake()
      const second = (yield* server.get).events()
      second.prime("1-1", 700)
      second.end()
      const longer = yield* clock.sleep
      assert.strictEqual(longer.millis, 700)
      longer.wake()
      ;(yield* server.get).events().message(answer, "1-2")
      yield* Fiber.join(sent)
    })
  )

  it.effect(
    "2025-11-25/T-16: and does not grow where the server comes to the point each time",
    () =>
      Effect.gen(function* () {
        const clock = yield* ManualClock.make
        const { server, wire } = yield* scripted(connecting)
        yield* clock.provide(sending(wire, request(1, "tools/call", newest)))
        let stream = (yield* server.post).events()
        for (const visit of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
          stream.prime(`1-${visit}`, 150)
          stream.end()
          const sleep = yield* clock.sleep
          assert.strictEqual(sleep.millis, 150)
          sleep.wake()
          stream = (yield* server.get).events()
        }
        stream.message(answer, "1-13")
        assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1, late: true })
      })
  )

  it.effect(
    "retry.zero: a server that says `at once` again and again is visited less and less",
    () =>
      Effect.gen(function* () {
        const clock = yield* ManualClock.make
        const { server, wire } = yield* scripted(connecting)
        yield* clock.provide(sending(wire, request(1, "tools/call", newest)))
        const waits: Array<number> = []
        let stream = (yield* server.post).events()
        for (const visit of [1, 2, 3, 4, 5, 6]) {
          stream.prime(`1-${visit}`, 0)
          stream.end()
          const sleep = yield* clock.sleep
          waits.push(sleep.millis)
          sleep.wake()
          stream = (yield* server.get).events()
        }
        assert.deepStrictEqual(waits, [100, 200, 400, 800, 1600, 3200])
      })
  )

  it.effect("resume.attempts: who brings nothing new is given up", () =>
    Effect.gen(function* () {
      const clock = yield* ManualClock.make
      const { server, wire } = yield* scripted(connecting, { resume: { attempts: 3 } })
      const sent = yield* Effect.forkChild(
        clock.provide(reasonOf(wire, request(1, "tools/call", newest)))
      )
      const stream = (yield* server.post).events()
      stream.prime("1-0")
      stream.end()
      ;(yield* clock.sleep).wake()
      ;(yield* server.get).cut()
      ;(yield* clock.sleep).wake()
      ;(yield* server.get).send(503)
      ;(yield* clock.sleep).wake()
      ;(yield* server.get).events().end()
      assert.strictEqual((yield* Fiber.join(sent))._tag, "ConnectionLost")
      assert.strictEqual(server.waiting("GET"), 0)
    })
  )

  it.effect(
    "resume.refused: a server that will not have it is not asked again, and what became of the call is open",
    () =>
      Effect.gen(function* () {
        const clock = yield* ManualClock.make
        const { server, wire } = yield* scripted(connecting)
        const sent = yield* Effect.forkChild(
          clock.provide(reasonOf(wire, request(1, "tools/call", newest)))
        )
        const stream = (yield* server.post).events()
        stream.prime("1-0")
        stream.end()
        ;(yield* clock.sleep).wake()
        ;(yield* server.get).send(405)
        const reason = yield* Fiber.join(sent)
        assert.strictEqual(reason._tag, "ConnectionLost")
        assert.match(String(reason._tag === "ConnectionLost" && reason.cause), /Rejected with 405/)
      })
  )

  it.effect("resume.unprimed: without an event id there is nothing to come back to", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
      const stream = (yield* server.post).events()
      stream.message(progress)
      yield* wire.next
      stream.cut()
      assert.strictEqual((yield* Fiber.join(sent))._tag, "ConnectionLost")
      assert.strictEqual(server.waiting("GET"), 0)
    })
  )

  it.effect("resume.abandoned: for what nobody waits any more nobody comes back", () =>
    Effect.gen(function* () {
      const clock = yield* ManualClock.make
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* clock.provide(sending(wire, request(1, "tools/call", newest)))
      const stream = (yield* server.post).events()
      stream.prime("1-0")
      stream.end()
      const sleep = yield* clock.sleep
      assert.isFalse(wire.channel.abandon(1))
      sleep.wake()
      yield* Fiber.join(sent)
      assert.strictEqual(server.waiting("GET"), 0)
    })
  )

  it.effect("resume.closed: who waits to come back fails when the channel closes", () =>
    Effect.gen(function* () {
      const clock = yield* ManualClock.make
      const server = yield* Scripted.make()
      const sent = yield* Effect.scoped(
        Effect.gen(function* () {
          const wire = yield* open(connecting, server)
          const sent = yield* Effect.forkDetach(
            clock.provide(reasonOf(wire, request(1, "tools/call", newest)))
          )
          const stream = (yield* server.post).events()
          stream.prime("1-0")
          stream.end()
          yield* clock.sleep
          return sent
        })
      )
      assert.strictEqual((yield* Fiber.join(sent))._tag, "Closed")
    })
  )

  it.effect("2025-11-25/T-24: after the handshake a stream is asked for, and is read on too", () =>
    Effect.gen(function* () {
      const clock = yield* ManualClock.make
      const { server, wire } = yield* clock.provide(scripted(connecting))
      const { listening } = yield* shaken(wire, server, { session: "s1" })
      assert.strictEqual(listening.headers.accept, "text/event-stream")
      assert.isUndefined(listening.headers["last-event-id"])
      const stream = listening.events()
      stream.prime("0-0", 250)
      stream.message({ jsonrpc: "2.0", method: "notifications/tools/list_changed" }, "0-1")
      assert.strictEqual((yield* wire.next)._tag, "Notification")
      stream.message({ jsonrpc: "2.0", id: "s", method: "ping" }, "0-2")
      assert.deepInclude(yield* wire.next, { _tag: "Request", id: "s" })
      stream.cut()
      const sleep = yield* clock.sleep
      assert.strictEqual(sleep.millis, 250)
      sleep.wake()
      const again = yield* server.get
      assert.strictEqual(again.headers["last-event-id"], "0-2")
      again.events().message({ jsonrpc: "2.0", id: 1, result: {} })
      assert.strictEqual((yield* wire.next)._tag, "Malformed")
    })
  )

  for (const status of [405, 404, 400, 200]) {
    it.effect(`listen.refused: a server that answers ${status} has no such stream`, () =>
      Effect.gen(function* () {
        const clock = yield* ManualClock.make
        const { server, wire } = yield* clock.provide(scripted(connecting))
        const { listening } = yield* shaken(wire, server)
        listening.send(status)
        const sent = yield* sending(wire, request(1, "tools/list", newest))
        ;(yield* server.post).result({})
        yield* Fiber.join(sent)
        assert.strictEqual(server.waiting("GET"), 0)
        assert.strictEqual(clock.sleeping(), 0)
      })
    )
  }

  it.effect(
    "listen.rests: a stream that was given up is asked for when the server is there again",
    () =>
      Effect.gen(function* () {
        const clock = yield* ManualClock.make
        const server = yield* Scripted.make()
        const { connecting: observing, ended } = yield* observed(connecting)
        const wire = yield* clock.provide(
          open(observing, { url: server.url, resume: { attempts: 1 } })
        )
        const { listening } = yield* shaken(wire, server)
        listening.send(503)
        yield* ended("GET")
        ;(yield* clock.sleep).wake()
        ;(yield* server.get).send(503)
        yield* ended("GET")
        const calls = yield* sending(wire, request(1, "tools/list", newest))
        ;(yield* server.post).result({})
        yield* Fiber.join(calls)
        // And as patiently as before.
        ;(yield* server.get).send(503)
        ;(yield* clock.sleep).wake()
        const stream = (yield* server.get).events()
        stream.message({ jsonrpc: "2.0", method: "notifications/tools/list_changed" })
        assert.strictEqual((yield* wire.next)._tag, "Result")
        assert.strictEqual((yield* wire.next)._tag, "Notification")
      })
  )

  it.effect("listen.closed: the stream ends with the channel", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      const listening = yield* Effect.scoped(
        Effect.gen(function* () {
          const wire = yield* open(connecting, server)
          const { listening } = yield* shaken(wire, server)
          listening.events().message({ jsonrpc: "2.0", method: "notifications/x" })
          yield* wire.next
          return listening
        })
      )
      yield* Deferred.await(listening.left)
    })
  )
})
