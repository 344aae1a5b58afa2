import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Logger, Queue, References } from "effect"
import { TestClock } from "effect/testing"

import type * as Handler from "../src/Handler.ts"
import { connect, type RawPeer, serve, speak, stating, turn } from "./EngineFixture.ts"

interface Waiting {
  readonly handler: Handler.Handler<never>
  readonly started: Queue.Queue<string | number>
  readonly freed: Queue.Queue<string | number>
  readonly go: Deferred.Deferred<void>
}

/** A handler that waits for `go`, and says when it began and when it was interrupted. */
const waiting: Effect.Effect<Waiting> = Effect.gen(function* () {
  const started = yield* Queue.unbounded<string | number>()
  const freed = yield* Queue.unbounded<string | number>()
  const go = yield* Deferred.make<void>()
  return {
    started,
    freed,
    go,
    handler: {
      run: (request) =>
        Queue.offer(started, request.id).pipe(
          Effect.andThen(Deferred.await(go)),
          Effect.onInterrupt(() => Queue.offer(freed, request.id)),
          Effect.as({ content: [] })
        )
    }
  }
})

const call = (peer: RawPeer, id: string | number, params?: object) =>
  peer.send({ jsonrpc: "2.0", id, method: "tools/call", ...(params && { params }) })

for (const revision of Revisions.all) {
  describe(`RunningCall in ${revision.version}`, () => {
    it.effect(
      "2025-11-25/U-03, 2026-07-28/P-06: a cancelled call is interrupted and answers nothing",
      () =>
        Effect.gen(function* () {
          const { freed, handler, started } = yield* waiting
          const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
          const params = yield* speak(peer, revision)
          const before = peer.silences()
          call(peer, 7, params())
          yield* Queue.take(started)
          peer.notify("notifications/cancelled", { requestId: 7, reason: "changed my mind" })
          assert.strictEqual(yield* Queue.take(freed), 7)
          assert.deepStrictEqual(yield* peer.rest, [])
          assert.strictEqual(peer.silences(), before + 2)
          assert.strictEqual(peer.connection.inFlight.size, 0)
        })
    )
  })
}

describe("RunningCall", () => {
  it.effect("runningCall.stays: a method may have no longest time where others have one", () =>
    Effect.gen(function* () {
      const { handler, started } = yield* waiting
      const peer = connect(
        yield* serve({
          handlers: () => ({ "tools/call": handler, "subscriptions/listen": handler }),
          maxDuration: (method) => (method === "subscriptions/listen" ? Infinity : 5000)
        })
      )
      peer.send({ jsonrpc: "2.0", id: 1, method: "subscriptions/listen", params: stating() })
      call(peer, 2, stating())
      yield* Queue.take(started)
      yield* Queue.take(started)
      yield* turn
      yield* TestClock.adjust("1 day")
      assert.deepStrictEqual(
        (yield* peer.rest).map(({ id }) => id),
        [2]
      )
      assert.isTrue(peer.connection.inFlight.has(1))
    })
  )

  it.effect(
    "2026-07-28/P-05: however a call ends, the server cancels nothing of the client's",
    () =>
      Effect.gen(function* () {
        const { handler, started } = yield* waiting
        const peer = connect(
          yield* serve({ handlers: () => ({ "tools/call": handler }), maxDuration: () => 5000 })
        )
        for (const id of [1, 2, 3]) {
          call(peer, id, stating())
          yield* Queue.take(started)
        }
        yield* turn
        peer.notify("notifications/cancelled", { requestId: 1 })
        yield* TestClock.adjust("5 seconds")
        peer.connection.close()
        const frames = (yield* peer.rest).map(({ id, method }) => [id, method])
        assert.deepStrictEqual(frames, [
          [2, undefined],
          [3, undefined]
        ])
      })
  )

  it.effect(
    "2025-11-25/U-04, 2025-11-25/U-08, 2026-07-28/P-07, 2026-07-28/P-10: a cancellation of nothing is ignored",
    () =>
      Effect.gen(function* () {
        const { go, handler, started } = yield* waiting
        const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
        call(peer, 1, stating())
        yield* Queue.take(started)
        for (const params of [
          undefined,
          {},
          { requestId: null },
          { requestId: "1" },
          { requestId: {} },
          { requestId: 2 }
        ]) {
          peer.notify("notifications/cancelled", params)
        }
        yield* Deferred.succeed(go, undefined)
        assert.deepStrictEqual((yield* peer.next).id, 1)
        peer.notify("notifications/cancelled", { requestId: 1 })
        peer.notify("notifications/cancelled", { requestId: 1 })
        assert.deepStrictEqual(yield* peer.rest, [])
      })
  )

  it.effect("2025-11-25/U-07: the reason is in the log", () => {
    const lines: Array<unknown> = []
    const logger = Logger.make(
      ({ fiber }) => void lines.push(fiber.getRef(References.CurrentLogAnnotations))
    )
    return Effect.gen(function* () {
      const { handler, started } = yield* waiting
      const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
      call(peer, 1, stating())
      yield* Queue.take(started)
      peer.notify("notifications/cancelled", { requestId: 1, reason: "too slow" })
      assert.deepStrictEqual(lines, [{ id: 1, method: "tools/call", reason: "too slow" }])
    }).pipe(
      Effect.provide(Logger.layer([logger])),
      Effect.provideService(References.MinimumLogLevel, "Debug")
    )
  })

  it.effect("runningCall.sameId: an id in use is refused and the first call goes on", () =>
    Effect.gen(function* () {
      const { go, handler, started } = yield* waiting
      const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
      call(peer, "x", stating())
      yield* Queue.take(started)
      call(peer, "x", stating())
      const refused = yield* peer.next
      assert.deepStrictEqual(
        [refused.id, refused.error?.code, refused.error?.data],
        ["x", -32600, { reason: "IdInUse" }]
      )
      yield* Deferred.succeed(go, undefined)
      assert.deepStrictEqual((yield* peer.next).result?.["content"], [])
      call(peer, "x", stating())
      assert.deepStrictEqual((yield* peer.next).result?.["content"], [])
    })
  )

  it.effect(
    "runningCall.finalizers: an id stays in use until a cancelled call has cleaned up",
    () =>
      Effect.gen(function* () {
        const cleaning = yield* Deferred.make<void>()
        const clean = yield* Deferred.make<void>()
        const handler: Handler.Handler<never> = {
          run: () =>
            Effect.onInterrupt(Effect.never, () =>
              Effect.andThen(Deferred.succeed(cleaning, undefined), Deferred.await(clean))
            )
        }
        const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
        call(peer, 1, stating())
        peer.notify("notifications/cancelled", { requestId: 1 })
        yield* Deferred.await(cleaning)
        call(peer, 1, stating())
        assert.strictEqual((yield* peer.next).error?.code, -32600)
        yield* Deferred.succeed(clean, undefined)
        yield* turn
        assert.strictEqual(peer.connection.inFlight.size, 0)
      })
  )

  it.effect("runningCall.limit: one call too many is refused by name, and the others go on", () =>
    Effect.gen(function* () {
      const { go, handler } = yield* waiting
      const peer = connect(
        yield* serve({ handlers: () => ({ "tools/call": handler }), limits: { inFlight: 2 } })
      )
      call(peer, 1, stating())
      call(peer, 2, stating())
      call(peer, 3, stating())
      const refused = yield* peer.next
      assert.deepStrictEqual(
        [refused.id, refused.error?.code, refused.error?.data],
        [3, -32600, { reason: "TooManyRequests", limit: 2 }]
      )
      yield* Deferred.succeed(go, undefined)
      assert.deepStrictEqual([(yield* peer.next).id, (yield* peer.next).id], [1, 2])
      call(peer, 3, stating())
      assert.deepStrictEqual((yield* peer.next).result?.["content"], [])
    })
  )

  it.effect(
    "runningCall.tooLong: work beyond the longest allowed is interrupted and answered with an error",
    () =>
      Effect.gen(function* () {
        const { freed, handler, started } = yield* waiting
        const peer = connect(
          yield* serve({ handlers: () => ({ "tools/call": handler }), maxDuration: () => 5000 })
        )
        call(peer, 1, stating())
        yield* Queue.take(started)
        yield* turn
        yield* TestClock.adjust("4999 millis")
        assert.deepStrictEqual(yield* peer.rest, [])
        yield* TestClock.adjust("1 millis")
        const answer = yield* peer.next
        assert.deepStrictEqual(answer.error, {
          code: -32603,
          message: "The request took longer than 5000 ms",
          data: { reason: "TookTooLong" }
        })
        assert.strictEqual(yield* Queue.take(freed), 1)
        assert.deepStrictEqual(yield* peer.rest, [])
      })
  )

  it.effect(
    "runningCall.stream: losing the stream cancels where the revision says so, and only there",
    () =>
      Effect.gen(function* () {
        const { freed, go, handler, started } = yield* waiting
        const peer = connect(yield* serve({ handlers: () => ({ "tools/call": handler }) }))
        const modern = call(peer, 1, stating())
        yield* Queue.take(started)
        modern.underway?.abort()
        assert.strictEqual(yield* Queue.take(freed), 1)
        yield* speak(peer, Revisions.handshake[0] ?? Revisions.latest)
        const legacy = call(peer, 2)
        yield* Queue.take(started)
        legacy.underway?.abort()
        yield* Deferred.succeed(go, undefined)
        assert.strictEqual((yield* peer.next).id, 2)
      })
  )

  it.effect(
    "2026-07-28/B-25: a stateless call needs no connection to be cancelled by its stream",
    () =>
      Effect.gen(function* () {
        const { freed, handler, started } = yield* waiting
        const endpoint = yield* serve({ handlers: () => ({ "tools/call": handler }) })
        const peer = connect(endpoint, { connected: false })
        const exchange = call(peer, 1, stating())
        yield* Queue.take(started)
        const draining = yield* Effect.forkChild(endpoint.drain)
        exchange.underway?.abort()
        assert.strictEqual(yield* Queue.take(freed), 1)
        yield* Fiber.join(draining)
        assert.isUndefined(exchange.underway)
      })
  )
})
