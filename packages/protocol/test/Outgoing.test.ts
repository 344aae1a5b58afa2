import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"

import type * as Outgoing from "../src/Outgoing.ts"
import { ConnectionLost, TransportError } from "../src/TransportError.ts"
import { turn } from "./EngineFixture.ts"
import { limits, scripted, scriptedWith } from "./ScriptedPeer.ts"

const waits = Effect.andThen(turn, turn)

describe("Outgoing: answers", () => {
  it.effect("2025-11-25/B-05, 2026-07-28/B-05: no id is used twice", () =>
    Effect.gen(function* () {
      const { connection, next } = yield* scripted
      const ids: Array<unknown> = []
      for (let round = 0; round < 3; round++) {
        const fiber = yield* Effect.forkChild(connection.outgoing.request("ping", {}, undefined))
        const request = yield* next
        ids.push(request.id)
        connection.outgoing.result(Number(request.id), {})
        yield* Fiber.join(fiber)
      }
      assert.deepStrictEqual(ids, [1, 2, 3])
    })
  )

  it.effect(
    "2026-07-28/B-14, 2026-07-28/B-19: what the peer said is what the caller gets, unmapped",
    () =>
      Effect.gen(function* () {
        const { connection, next } = yield* scripted
        const fiber = yield* Effect.forkChild(
          Effect.flip(connection.outgoing.request("tools/call", {}, undefined))
        )
        yield* next
        connection.outgoing.error(1, { code: -32099, message: "odd", data: { a: 1 } })
        const error = yield* Fiber.join(fiber)
        assert.deepStrictEqual(
          [error._tag, "code" in error && error.code, "data" in error && error.data],
          ["Refused", -32099, { a: 1 }]
        )
      })
  )

  it.effect(
    "2025-11-25/U-05, 2025-11-25/U-06, 2026-07-28/P-08, 2026-07-28/P-09: an answer that comes late or twice is dropped",
    () =>
      Effect.gen(function* () {
        const { connection, next } = yield* scripted
        const { outgoing } = connection
        const fiber = yield* Effect.forkChild(outgoing.request("a", {}, undefined))
        yield* next
        assert.isTrue(outgoing.result(1, { first: true }))
        assert.isFalse(outgoing.result(1, { second: true }))
        assert.deepStrictEqual(yield* Fiber.join(fiber), { first: true })
        const cancelled = yield* Effect.forkChild(outgoing.request("b", {}, undefined))
        yield* next
        yield* Fiber.interrupt(cancelled)
        assert.isFalse(outgoing.result(2, {}))
        assert.isFalse(outgoing.error(77, { code: 1, message: "nobody asked" }))
        assert.strictEqual(outgoing.size, 0)
      })
  )
})

describe("Outgoing: cancelling", () => {
  it.effect(
    "2025-11-25/U-01, 2026-07-28/P-01, 2026-07-28/P-03: interrupting a request cancels that one at the peer",
    () =>
      Effect.gen(function* () {
        const { connection, next, rest } = yield* scripted
        const fiber = yield* Effect.forkChild(connection.outgoing.request("a", {}, undefined))
        yield* next
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(yield* next, {
          jsonrpc: "2.0",
          method: "notifications/cancelled",
          params: { requestId: 1, reason: "The caller went away" }
        })
        assert.deepStrictEqual(yield* rest, [])
      })
  )

  it.effect("outgoing.answered: a request that was answered is not cancelled", () =>
    Effect.gen(function* () {
      const { connection, next, rest } = yield* scripted
      const fiber = yield* Effect.forkChild(connection.outgoing.request("a", {}, undefined))
      yield* next
      connection.outgoing.result(1, {})
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* rest, [])
    })
  )

  it.effect("2026-07-28/P-02: where ending the stream is the cancellation, nothing is sent", () =>
    Effect.gen(function* () {
      const abandoned: Array<unknown> = []
      const sent: Array<string | undefined> = []
      const { connection } = yield* scriptedWith({
        wire: {
          send: (out) => void sent.push(out.message.method),
          abandon: (id) => {
            abandoned.push(id)
            return true
          }
        }
      })
      const fiber = yield* Effect.forkChild(connection.outgoing.request("a", {}, undefined))
      yield* turn
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual([sent, abandoned], [["a"], [1]])
    })
  )
})

const request = (options: Outgoing.RequestOptions) =>
  Effect.gen(function* () {
    const peer = yield* scripted
    const fiber = yield* Effect.forkChild(
      Effect.exit(peer.connection.outgoing.request("slow", {}, undefined, options))
    )
    const sent = yield* peer.next
    yield* waits
    return { ...peer, fiber, sent, outgoing: peer.connection.outgoing }
  })

describe("Outgoing: time", () => {
  it.effect(
    "2025-11-25/L-18, 2026-07-28/P-11: after a minute without an answer it is cancelled and fails",
    () =>
      Effect.gen(function* () {
        const { fiber, next } = yield* request({})
        yield* TestClock.adjust("59 seconds")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("1 second")
        const exit = yield* Fiber.join(fiber)
        assert.isTrue(Exit.isFailure(exit))
        assert.match(String(exit), /TimedOut/)
        assert.deepStrictEqual((yield* next).params, {
          requestId: 1,
          reason: "No answer within 60000 ms"
        })
      })
  )

  it.effect("2025-11-25/L-19: each request may say its own time", () =>
    Effect.gen(function* () {
      const { fiber } = yield* request({ timeout: "2 seconds" })
      yield* TestClock.adjust("2 seconds")
      assert.match(String(yield* Fiber.join(fiber)), /TimedOut/)
    })
  )

  it.effect(
    "2025-11-25/L-20, 2025-11-25/L-21: progress begins the wait anew, up to a ceiling",
    () =>
      Effect.gen(function* () {
        const seen: Array<number> = []
        const { fiber, outgoing, sent } = yield* request({
          timeout: "10 seconds",
          ceiling: "25 seconds",
          onProgress: ({ progress }) => void seen.push(progress)
        })
        const token = 1
        assert.deepStrictEqual(sent.params, { _meta: { progressToken: token } })
        for (const progress of [1, 2]) {
          yield* TestClock.adjust("9 seconds")
          assert.isTrue(outgoing.progress({ progressToken: token, progress }))
        }
        yield* TestClock.adjust("6 seconds")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("1 second")
        assert.match(String(yield* Fiber.join(fiber)), /TimedOut/)
        assert.deepStrictEqual(seen, [1, 2])
        assert.isFalse(outgoing.progress({ progressToken: token, progress: 3 }))
      })
  )

  it.effect(
    "outgoing.lowCeiling: a ceiling below the time-out holds, whatever moves the wait",
    () =>
      Effect.gen(function* () {
        const { fiber, outgoing } = yield* request({
          timeout: "60 seconds",
          ceiling: "5 seconds",
          onProgress: () => undefined
        })
        yield* TestClock.adjust("4 seconds")
        assert.isTrue(outgoing.progress({ progressToken: 1, progress: 1 }))
        outgoing.pause()
        yield* TestClock.adjust("1 second")
        assert.match(String(yield* Fiber.join(fiber)), /TimedOut/)
      })
  )

  it.effect("outgoing.garbageProgress: progress that is none does nothing", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const { outgoing } = yield* request({ onProgress: (report) => void seen.push(report) })
      for (const params of [
        undefined,
        {},
        { progressToken: 1 },
        { progressToken: 1, progress: "1" }
      ]) {
        assert.isFalse(outgoing.progress(params))
      }
      assert.isFalse(outgoing.progress({ progressToken: 9, progress: 1 }))
      assert.isTrue(outgoing.progress({ progressToken: 1, progress: 0.5, total: "x", message: 5 }))
      assert.deepStrictEqual(seen, [{ progress: 0.5, total: undefined, message: undefined }])
    })
  )

  it.effect(
    "outgoing.pause: the wait stands still while the peer waits for us, its ceiling does not",
    () =>
      Effect.gen(function* () {
        const { fiber, outgoing } = yield* request({
          timeout: "10 seconds",
          ceiling: "100 seconds"
        })
        const resume = outgoing.pause()
        yield* TestClock.adjust("60 seconds")
        assert.isUndefined(fiber.pollUnsafe())
        resume()
        resume()
        yield* TestClock.adjust("9 seconds")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("1 second")
        assert.match(String(yield* Fiber.join(fiber)), /TimedOut/)
        const second = yield* request({ timeout: "10 seconds", ceiling: "100 seconds" })
        second.outgoing.pause()
        yield* TestClock.adjust("100 seconds")
        assert.match(String(yield* Fiber.join(second.fiber)), /TimedOut/)
      })
  )
})

describe("Outgoing: bounds and endings", () => {
  it.effect("outgoing.limit: one request too many is refused by name, and the others go on", () =>
    Effect.gen(function* () {
      const { connection, next } = yield* scriptedWith({ limits: limits({ outstanding: 2 }) })
      const { outgoing } = connection
      const first = yield* Effect.forkChild(outgoing.request("a", {}, undefined))
      yield* Effect.forkChild(outgoing.request("b", {}, undefined))
      yield* next
      yield* next
      const error = yield* Effect.flip(outgoing.request("c", {}, undefined))
      assert.deepStrictEqual(
        [error._tag, "limit" in error && error.limit],
        ["TooManyOutstanding", 2]
      )
      outgoing.result(1, { still: "here" })
      assert.deepStrictEqual(yield* Fiber.join(first), { still: "here" })
    })
  )

  it.effect("outgoing.closed: all that waits fails, and all that comes later", () =>
    Effect.gen(function* () {
      const { connection, next, rest } = yield* scripted
      const fiber = yield* Effect.forkChild(
        Effect.flip(connection.outgoing.request("a", {}, undefined))
      )
      yield* next
      connection.close("the process exited")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "Disconnected")
      const late = yield* Effect.flip(connection.outgoing.request("b", {}, undefined))
      assert.strictEqual(late._tag, "Disconnected")
      assert.deepStrictEqual(yield* rest, [])
    })
  )

  it.effect("outgoing.unsendable: a request the transport cannot send fails at once", () =>
    Effect.gen(function* () {
      const lost = new TransportError({
        transport: "test",
        reason: new ConnectionLost({ cause: "x" })
      })
      const { connection } = yield* scriptedWith({ wire: { send: () => Effect.fail(lost) } })
      const error = yield* Effect.flip(connection.outgoing.request("a", {}, undefined))
      assert.deepStrictEqual([error._tag, "cause" in error && error.cause], ["Disconnected", lost])
      assert.strictEqual(connection.outgoing.size, 0)
    })
  )
})
