import { Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"

import * as Hold from "../support/hold.ts"
import { errorOf, initialize, modern, refusal, request, resultOf } from "../support/peer.ts"
import { open, wire } from "../support/raw.ts"
import { mcp, serve, turn } from "../support/server.ts"

const Quick = Tool.make("quick", {}).handle(() => Effect.succeed("done"))
const Server = mcp(Quick)

/** A body of so many bytes. */
const sized = (bytes: number) => {
  const body = JSON.stringify(request(1, "initialize", { pad: "" }))
  return body.replace('"pad":""', `"pad":"${"x".repeat(bytes - body.length)}"`)
}

const json = { "content-type": "application/json" }
const tooLarge = [413, -32600, "BodyTooLarge"]

describe("a body", () => {
  it.effect("limit.body: is refused by its declared length, before any of it is read", () =>
    Effect.gen(function* () {
      const { port } = yield* serve(Server, { maxBodyBytes: 1000 })
      const line = yield* wire(port)
      yield* line.write(
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1001\r\n\r\n"
      )
      const heard = yield* line.hears("}}")
      assert.match(heard, /^HTTP\/1\.1 413 /)
      assert.match(heard, /connection: close/i)
      assert.include(heard, '"reason":"BodyTooLarge","limit":1000')
    })
  )

  it.effect("limit.body: or once it has become too long; up to the limit it is read", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { maxBodyBytes: 1000 })
      for (const [bytes, chunk, expected] of [
        [1000, undefined, 200],
        [1000, 7, 200],
        [1001, undefined, 413],
        [1001, 7, 413],
        [100_000, 1000, 413]
      ] as const) {
        const text = sized(bytes)
        assert.strictEqual(Buffer.byteLength(text), bytes)
        const pieces =
          chunk === undefined ? undefined : (text.match(new RegExp(`.{1,${chunk}}`, "g")) ?? [])
        const response = yield* open(url, { headers: json, body: pieces ?? text })
        assert.strictEqual(response.status, expected, `${bytes} by ${chunk}`)
        if (expected === 413) assert.deepStrictEqual(yield* refusal(response), tooLarge)
      }
    })
  )

  it.effect("limit.body: counts bytes, not characters", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { maxBodyBytes: 1000 })
      const body = JSON.stringify(request(1, "initialize", { pad: "ü".repeat(500) }))
      assert.isBelow(body.length, 1000)
      const response = yield* open(url, { headers: json, body: [body] })
      assert.deepStrictEqual(yield* refusal(response), tooLarge)
    })
  )

  it.effect("limit.body: is 4 MiB unless it is said otherwise", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const limit = 4 * 1024 * 1024
      assert.strictEqual((yield* open(url, { headers: json, body: sized(limit) })).status, 200)
      const response = yield* open(url, { headers: json, body: sized(limit + 1) })
      assert.deepStrictEqual(yield* refusal(response), tooLarge)
    })
  )

  it.effect("limit.time: that does not arrive in time is given up, and so is its connection", () =>
    Effect.gen(function* () {
      const { port, url } = yield* serve(Server, { bodyTimeout: "10 seconds" })
      const line = yield* wire(port)
      yield* line.write(
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
      )
      yield* modern(url, "tools/list")
      yield* TestClock.adjust("9 seconds")
      yield* line.write('"jsonrpc"')
      yield* modern(url, "tools/list")
      yield* TestClock.adjust("1 second")
      const heard = yield* line.closed
      assert.match(heard, /^HTTP\/1\.1 408 /)
      assert.include(heard, '"reason":"BodyTooSlow"')
    })
  )

  it.effect("limit.time: that has arrived may be worked on as long as it takes", () =>
    Effect.gen(function* () {
      const hold = Hold.make()
      const { url } = yield* serve(mcp(hold.feature), { bodyTimeout: "10 seconds" })
      const calling = yield* Effect.forkChild(modern(url, "tools/call", { name: "hold" }))
      yield* hold.begun
      yield* TestClock.adjust("1 day")
      yield* hold.letGo
      assert.strictEqual((yield* Fiber.join(calling)).status, 200)
    })
  )

  it.effect("limit.gone: whose sender goes away in its middle is nothing", () =>
    Effect.gen(function* () {
      const { port, url } = yield* serve(Server)
      const line = yield* wire(port)
      yield* line.write(
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
      )
      yield* line.leave
      assert.strictEqual((yield* modern(url, "tools/list")).status, 200)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* modern(url, "tools/list")).status, 200)
    })
  )

  it.effect("limit.headers: with more headers than may be is not read", () =>
    Effect.gen(function* () {
      const { port, url } = yield* serve(Server, { maxHeaderBytes: 2048 })
      const line = yield* wire(port)
      yield* line.write(
        `POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Pad: ${"x".repeat(3000)}\r\n\r\n`
      )
      assert.match(yield* line.closed, /^HTTP\/1\.1 431 /)
      assert.strictEqual((yield* modern(url, "tools/list")).status, 200)
    })
  )
})

/** Calls that wait for one gate. */
const holding = () => {
  const gate = Deferred.makeUnsafe<void>()
  let running = 0
  const waiting: Array<() => void> = []
  const feature = Tool.make("hold", {}).handle(() =>
    Effect.sync(() => {
      running += 1
      for (const check of waiting) check()
    }).pipe(Effect.andThen(Deferred.await(gate)), Effect.as("done"))
  )
  const atWork = (count: number) =>
    Effect.callback<void>((resume) => {
      const check = (): void => {
        if (running >= count) resume(Effect.void)
      }
      waiting.push(check)
      check()
    })
  return { feature, atWork, open: Deferred.succeed(gate, undefined) }
}

describe("requests at the same time", () => {
  const busy = [429, -32600, "TooManyRequests"]

  it.effect("limit.requests: one too many is refused by name, and what runs goes on", () =>
    Effect.gen(function* () {
      const { feature, atWork, open } = holding()
      const { url } = yield* serve(mcp(Layer.mergeAll(feature, Quick)), { maxRequests: 3 })
      const session = yield* initialize(url)
      const calls = yield* Effect.forEach(
        [
          session.call(1, "hold"),
          session.call(2, "hold"),
          modern(url, "tools/call", { name: "hold" }, { id: 1 })
        ],
        (call) => Effect.forkChild(call)
      )
      yield* atWork(3)
      const refused = yield* session.call(9, "quick")
      assert.strictEqual(refused.headers["retry-after"], "1")
      assert.deepStrictEqual(yield* refusal(refused), busy)
      const body = yield* refused.json
      assert.strictEqual(body["id"], 9)
      assert.deepStrictEqual(errorOf(body)["data"], { reason: "TooManyRequests", limit: 3 })
      assert.deepStrictEqual(
        yield* refusal(yield* modern(url, "tools/call", { name: "quick" })),
        busy
      )
      assert.deepStrictEqual(resultOf(yield* session.ask("ping")), {})
      yield* open
      for (const call of calls) assert.strictEqual((yield* Fiber.join(call)).status, 200)
      assert.strictEqual((yield* session.call(10, "quick")).status, 200)
    })
  )

  it.effect("limit.requests: those that were cancelled, or lost, make room", () =>
    Effect.gen(function* () {
      const { feature, atWork } = holding()
      const { url } = yield* serve(mcp(Layer.mergeAll(feature, Quick)), { maxRequests: 1 })
      const session = yield* initialize(url)
      const calling = yield* Effect.forkChild(session.call(1, "hold"))
      yield* atWork(1)
      assert.deepStrictEqual(yield* refusal(yield* session.call(9, "quick")), busy)
      yield* session.post({
        jsonrpc: "2.0",
        method: "notifications/cancelled",
        params: { requestId: 1 }
      })
      yield* Fiber.join(calling)
      assert.strictEqual((yield* session.call(10, "quick")).status, 200)
      const leaving = yield* Effect.forkChild(
        Effect.scoped(modern(url, "tools/call", { name: "hold" }))
      )
      yield* atWork(2)
      yield* Fiber.interrupt(leaving)
      yield* session.ask("ping")
      yield* turn
      assert.strictEqual((yield* session.call(11, "quick")).status, 200)
    })
  )

  it.effect("limit.streams: so is one stream too many", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { maxStreams: 2 })
      const sessions = yield* Effect.forEach([1, 2, 3], () => initialize(url))
      const streams = yield* Effect.forEach(sessions, (session) => session.get())
      assert.deepStrictEqual(
        streams.map(({ status }) => status),
        [200, 200, 429]
      )
      const refused = yield* sessions[2]!.get()
      assert.strictEqual(refused.headers["retry-after"], "1")
      assert.deepStrictEqual(yield* refusal(refused), [429, -32600, "TooManyStreams"])
      yield* streams[0]!.leave
      yield* sessions[0]!.ask("ping")
      assert.strictEqual((yield* sessions[2]!.get()).status, 200)
    })
  )
})
