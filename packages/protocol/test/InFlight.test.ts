import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"

import type * as Handler from "../src/Handler.ts"
import { InFlight } from "../src/InFlight.ts"
import { connect, handshake, serve, stating, turn } from "./EngineFixture.ts"

/** Handlers that wait until they are let go. */
const waiting = Effect.map(Deferred.make<void>(), (go) => {
  const handler: Handler.Handler<never> = { run: () => Effect.as(Deferred.await(go), {}) }
  const handlers = () => ({ "tools/call": handler, "subscriptions/listen": handler })
  return { go, handlers }
})

const call = { name: "t" }
const listen = { notifications: {} }

describe("requests in flight", () => {
  it.effect("2025-11-25/U-09: who has too much to do still answers a ping", () =>
    Effect.gen(function* () {
      const { handlers } = yield* waiting
      const peer = connect(yield* serve({ handlers, limits: { inFlight: 1 } }))
      yield* handshake(peer)
      peer.send({ jsonrpc: "2.0", id: 1, method: "tools/call", params: call })
      const refused = yield* peer.ask(2, "tools/call", call)
      assert.deepStrictEqual(refused.error?.data, { reason: "TooManyRequests", limit: 1 })
      assert.deepStrictEqual((yield* peer.ask(3, "ping")).result, {})
    })
  )

  it.effect("in-flight.stays: requests that stay do not keep others from being made", () =>
    Effect.gen(function* () {
      const { handlers } = yield* waiting
      const peer = connect(yield* serve({ handlers, limits: { inFlight: 1, staying: 2 } }))
      const begin = (id: number, method: string, params: object) =>
        peer.send({ jsonrpc: "2.0", id, method, params: stating(params) })
      begin(1, "subscriptions/listen", listen)
      begin(2, "subscriptions/listen", listen)
      begin(3, "tools/call", call)
      assert.deepStrictEqual(yield* peer.rest, [])
      assert.strictEqual(peer.connection.inFlight.size, 3)
      begin(4, "tools/call", call)
      begin(5, "subscriptions/listen", listen)
      const refused = [yield* peer.next, yield* peer.next]
      assert.deepStrictEqual(
        refused.map(({ error, id }) => [id, error?.code, error?.data]),
        [
          [4, -32600, { reason: "TooManyRequests", limit: 1 }],
          [5, -32600, { reason: "TooManyOpen", limit: 2 }]
        ]
      )
    })
  )

  it.effect("in-flight.stays: a place is free again when one of them ends", () =>
    Effect.gen(function* () {
      const { handlers } = yield* waiting
      const peer = connect(yield* serve({ handlers, limits: { staying: 1 } }))
      const begin = (id: number) =>
        peer.send({
          jsonrpc: "2.0",
          id,
          method: "subscriptions/listen",
          params: stating(listen)
        })
      begin(1)
      peer.notify("notifications/cancelled", { requestId: 1 })
      yield* turn
      begin(2)
      assert.deepStrictEqual(yield* peer.rest, [])
      assert.isTrue(peer.connection.inFlight.has(2))
      assert.isTrue(peer.connection.inFlight.isCrowded)
    })
  )

  it.effect("in-flight.default: 1024 of each", () =>
    Effect.gen(function* () {
      const { inFlight } = connect(yield* serve()).connection
      assert.deepStrictEqual([inFlight.limit, inFlight.stayLimit], [1024, 1024])
    })
  )

  it("in-flight.twice: removing what is gone counts nothing", () => {
    const inFlight = new InFlight(1, 1)
    inFlight.add(1, { method: "a", stays: true, cancel: () => undefined })
    inFlight.remove(1)
    inFlight.remove(1)
    assert.isFalse(inFlight.isCrowded)
    inFlight.add(2, { method: "a", stays: true, cancel: () => undefined })
    assert.isTrue(inFlight.isCrowded)
    assert.isFalse(inFlight.isFull)
  })
})
