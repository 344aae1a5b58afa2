/** Requests that take their time to arrive, answers that nobody reads, and a server that goes down in the midst of it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Queue, Scope } from "effect"
import { TestClock } from "effect/testing"

import { calling, type Held, inSession, mount, serve, stateless, textOf, until } from "./Held.ts"
import * as Request from "./Request.ts"
import type { Wire } from "./Wire.ts"

const whoami = Request.stating("tools/call", { name: "whoami", arguments: {} })

const places = (port: number, session = ""): Request.Places => ({ port, session })

const ping = (port: number, more: Request.Headers = {}): Buffer =>
  Request.bytes(Request.stateless(whoami, more), places(port))

/** What event ids of a session begin with. */
const tagOf = (held: Held, session: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      const wire = yield* held.wire()
      wire.send(Request.bytes(Request.listen(), places(held.port, session)))
      yield* wire.head
      return (yield* wire.event)?.id?.split(".")[0]
    })
  )

/** A byte every few milliseconds, until the other side has had enough. */
const trickle = (wire: Wire, bytes: Uint8Array): Effect.Effect<void> =>
  Effect.callback((resume) => {
    let sent = 0
    const timer = setInterval(() => {
      if (sent < bytes.length) wire.send(bytes.subarray(sent, ++sent))
    }, 5)
    wire.socket.once("end", () => {
      clearInterval(timer)
      resume(Effect.void)
    })
  })

describe("Slow", () => {
  it.live("hostile.slow: a head that does not end is given up", () =>
    Effect.gen(function* () {
      const held = yield* serve({ requestTimeout: "200 millis" })
      const endless = Buffer.concat([
        Buffer.from("POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-A: "),
        Buffer.alloc(10_000, "a")
      ])
      const [silent, half, trickling] = [yield* held.wire(), yield* held.wire(), yield* held.wire()]
      half.send(endless.subarray(0, 30))
      yield* trickle(trickling, endless)
      for (const wire of [silent, half, trickling]) {
        assert.strictEqual((yield* wire.answer)?.status, 408)
        assert.strictEqual(yield* wire.rest, "")
      }
      const good = yield* held.wire()
      good.send(ping(held.port))
      assert.strictEqual(textOf((yield* good.answer)?.body), "anonymous")
    })
  )

  it.effect(
    "hostile.slow: a body that does not arrive in its time is given up, and others are served meanwhile",
    () =>
      Effect.gen(function* () {
        const held = yield* serve()
        const slow = yield* Effect.forEach(Array.from({ length: 50 }), () => held.wire())
        const request = ping(held.port, { expect: "100-continue" })
        const most = request.length - 10
        for (const wire of slow) {
          wire.send(request.subarray(0, most))
          assert.strictEqual(yield* wire.continued, true)
        }
        const good = yield* held.wire()
        good.send(ping(held.port))
        assert.strictEqual(textOf((yield* good.answer)?.body), "anonymous")
        yield* TestClock.adjust("29 seconds")
        const [intime, ...late] = slow
        intime?.send(request.subarray(most))
        assert.strictEqual(textOf((yield* intime?.answer ?? Effect.undefined)?.body), "anonymous")
        yield* TestClock.adjust("1 second")
        for (const wire of late) {
          const answer = yield* wire.answer
          assert.strictEqual(answer?.status, 408)
          assert.match(answer?.body ?? "", /"code":-32600.*"reason":"BodyTooSlow"/u)
          assert.strictEqual(yield* wire.rest, "")
        }
      })
  )

  it.effect("2026-07-28/T-22: a stream that nobody reads is cut, and its call stops", () =>
    Effect.gen(function* () {
      const held = yield* mount({ maxUnsent: 65_536 })
      const wire = yield* held.wire({ deaf: true })
      const flood = { name: "flood", arguments: { key: "much", pieces: 10_000, size: 65_536 } }
      wire.send(
        Request.bytes(Request.stateless(Request.stating("tools/call", flood)), places(held.port))
      )
      assert.strictEqual(yield* Queue.take(held.gates.stopped), "much")
      yield* until(() => held.sockets.size === 0)
    })
  )

  it.effect(
    "2025-11-25/T-22: a stream that nobody reads is cut, its call goes on, and what is kept is bounded",
    () =>
      Effect.gen(function* () {
        const held = yield* mount({ maxUnsent: 65_536 })
        const caller = yield* inSession(held)
        const wire = yield* held.wire({ deaf: true })
        const flood = { name: "flood", arguments: { key: "much", pieces: 400, size: 65_536 } }
        wire.send(
          Request.bytes(
            Request.inSession(Request.rpc("tools/call", flood)),
            places(held.port, caller.session)
          )
        )
        assert.strictEqual(yield* Queue.take(held.gates.begun), "much")
        yield* until(() => held.sockets.size === 1)
        const tag = yield* tagOf(held, caller.session)
        const back = yield* held.wire()
        const resume = Request.listen({ "last-event-id": `${tag}.1.0` })
        back.send(Request.bytes(resume, places(held.port, caller.session)))
        const gone = yield* back.answer
        assert.strictEqual(gone?.status, 400)
        assert.match(gone?.body ?? "", /"reason":"UnknownEvent"/u)
        yield* held.gates.release("much")
      })
  )

  it.effect("hostile.slow: an answer that nobody reads is not kept for ever", () =>
    Effect.gen(function* () {
      const held = yield* mount()
      const wire = yield* held.wire({ deaf: true })
      const [socket] = held.sockets
      const big = { name: "big", arguments: { size: 32_000_000 } }
      wire.send(
        Request.bytes(Request.stateless(Request.stating("tools/call", big)), places(held.port))
      )
      yield* until(() => socket?.timeout === 15_000)
      assert.isAbove(socket?.writableLength ?? 0, 0)
      // as if those seconds had passed
      socket?.emit("timeout")
      yield* until(() => held.sockets.size === 0)
    })
  )

  it.effect("hostile.slow: large answers that nobody reads count as requests in flight", () =>
    Effect.gen(function* () {
      const held = yield* mount({ maxRequests: 40 })
      const big = { name: "big", arguments: { size: 32_000_000 } }
      const asking = Request.stateless(Request.stating("tools/call", big))
      const deaf = yield* held.wire({ deaf: true })
      deaf.send(Request.bytes(asking, places(held.port)))
      yield* until(() => [...held.sockets].some(({ timeout }) => timeout === 15_000))
      const second = yield* held.wire({ deaf: true })
      second.send(Request.bytes(asking, places(held.port)))
      yield* until(() => [...held.sockets].filter(({ timeout }) => timeout === 15_000).length === 2)
      const { body, headers } = asking
      const { host: _, ...rest } = headers as Record<string, string>
      const call = Effect.promise(() =>
        fetch(`http://127.0.0.1:${held.port}/mcp`, {
          method: "POST",
          headers: rest,
          body: String(body)
        })
      )
      assert.strictEqual((yield* call).status, 429)
      for (const socket of held.sockets) socket.destroy()
      yield* until(() => held.sockets.size === 0)
      assert.strictEqual((yield* call).status, 200)
    })
  )

  it.effect(
    "hostile.slow: who takes a stream over leaves nothing behind for a reader that never reads",
    () =>
      Effect.gen(function* () {
        const held = yield* mount({ maxUnsent: 16_000_000 })
        const caller = yield* inSession(held)
        const call = yield* inSession(held, {}, caller.session)
        call.send(
          "tools/call",
          { name: "flood", arguments: { key: "much", pieces: 60, size: 65_536 } },
          1
        )
        yield* Queue.take(held.gates.begun)
        const tag = yield* tagOf(held, caller.session)
        const resume = Request.bytes(
          Request.listen({ "last-event-id": `${tag}.1.0` }),
          places(held.port, caller.session)
        )
        const before = held.sockets.size
        for (let time = 0; time < 20; time++) (yield* held.wire({ deaf: true })).send(resume)
        yield* until(() => held.sockets.size === before + 1)
        const [last] = [...held.sockets].slice(-1)
        assert.isAbove(last?.writableLength ?? 0, 1_000_000)
        yield* held.gates.release("much")
      })
  )

  it.effect(
    "hostile.slow: an answer that is larger than what may stay unread reaches who reads",
    () =>
      Effect.gen(function* () {
        const held = yield* mount({ maxUnsent: 65_536 })
        for (const caller of [yield* inSession(held), yield* stateless(held)]) {
          caller.send(
            "tools/call",
            { name: "flood", arguments: { key: "much", pieces: 1, size: 6_000_000 } },
            1
          )
          yield* Queue.take(held.gates.begun)
          yield* caller.wire.head
          let last: string | undefined
          while ((last?.length ?? 0) < 6_000_000) last = (yield* caller.wire.event)?.data
          yield* held.gates.release("much")
          for (
            let event = yield* caller.wire.event;
            event !== undefined;
            event = yield* caller.wire.event
          )
            last = event.data
          assert.strictEqual(textOf(last)?.length, 6_000_000)
        }
      })
  )

  it.live("hostile.ending: a server goes down though nobody else wants to", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const held = yield* Scope.provide(serve({ drainWithin: "50 millis" }), scope)
      const session = yield* inSession(held)
      const modern = yield* stateless(held)
      const chatting = yield* stateless(held)
      const listening = yield* stateless(held)
      const [deaf, half, idle] = [
        yield* held.wire({ deaf: true }),
        yield* held.wire(),
        yield* held.wire()
      ]
      session.send("tools/call", calling("chat", "in a session"), 1)
      modern.send("tools/call", calling("hold", "silent"), 1)
      chatting.send("tools/call", calling("chat", "talking"), 1)
      listening.send("subscriptions/listen", { notifications: { toolsListChanged: true } }, 1)
      const big = { name: "big", arguments: { size: 32_000_000 } }
      deaf.send(
        Request.bytes(Request.stateless(Request.stating("tools/call", big)), places(held.port))
      )
      half.send(ping(held.port).subarray(0, 300))
      yield* listening.wire.head
      yield* Queue.takeN(held.gates.begun, 3)
      yield* Scope.close(scope, Exit.void)
      const stopped = yield* Queue.takeN(held.gates.stopped, 3)
      assert.deepStrictEqual([...stopped].sort(), ["in a session", "silent", "talking"])
      const refused = yield* modern.wire.answer
      assert.strictEqual(refused?.status, 503)
      assert.match(refused?.body ?? "", /"reason":"Draining"/u)
      for (const { wire } of [session, modern, chatting, listening]) yield* wire.rest
      for (const wire of [half, idle]) assert.strictEqual(yield* wire.rest, "")
    })
  )
})
