import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit } from "effect"

import type * as Handler from "../src/Handler.ts"
import { connect, type Frame, handshake, initialize, serve, turn } from "./EngineFixture.ts"

const request = (id: number, method: string) => ({ jsonrpc: "2.0", id, method })
const notification = { jsonrpc: "2.0", method: "notifications/roots/list_changed" }

const batched = Effect.fnUntraced(function* (handlers: Handler.Handlers<never> = {}) {
  const peer = connect(yield* serve({ handlers: () => handlers }))
  yield* handshake(peer, "2025-03-26")
  return peer
})

/** An answer to a batch is an array of frames. */
const frames = (frame: Frame): ReadonlyArray<Frame> => {
  assert.isTrue(Array.isArray(frame))
  return Array.isArray(frame) ? frame : []
}

describe("Batch", () => {
  it.effect("interop/IS-15: requests of one array are answered in one array", () =>
    Effect.gen(function* () {
      const peer = yield* batched()
      peer.send([request(1, "ping"), notification, request(2, "nope"), { jsonrpc: "2.0", id: 3 }])
      assert.deepStrictEqual(
        frames(yield* peer.next).map(({ error, id }) => [id, error?.code]),
        [
          [1, undefined],
          [2, -32601],
          [3, -32600]
        ]
      )
    })
  )

  it.effect("batch.waits: the array goes out when the last has answered", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const peer = yield* batched({
        slow: { run: () => Effect.as(Deferred.await(gate), { slow: true }) },
        fast: { run: () => Exit.succeed({ fast: true }) }
      })
      peer.send([request(1, "slow"), request(2, "fast")])
      assert.deepStrictEqual(yield* peer.rest, [])
      yield* Deferred.succeed(gate, undefined)
      assert.deepStrictEqual(
        frames(yield* peer.next).map(({ id }) => id),
        [2, 1]
      )
    })
  )

  it.effect(
    "batch.cancelled: a cancelled member is left out, and an array of nothing is silence",
    () =>
      Effect.gen(function* () {
        const peer = yield* batched({ slow: { run: () => Effect.never } })
        peer.send([request(1, "slow"), request(2, "ping")])
        peer.notify("notifications/cancelled", { requestId: 1 })
        assert.deepStrictEqual(
          frames(yield* peer.next).map(({ id }) => id),
          [2]
        )
        const before = peer.silences()
        peer.send([notification, notification])
        peer.send([request(3, "slow")])
        peer.notify("notifications/cancelled", { requestId: 3 })
        yield* turn
        assert.deepStrictEqual(yield* peer.rest, [])
        assert.strictEqual(peer.silences(), before + 3)
      })
  )

  it.effect("batch.answers: answers of the peer may be batched too", () =>
    Effect.gen(function* () {
      const peer = yield* batched({ asks: { run: (it) => Effect.orDie(it.request("roots/list")) } })
      peer.send(request(1, "asks"))
      const question = yield* peer.next
      peer.send([{ jsonrpc: "2.0", id: question.id, result: { roots: [] } }])
      assert.deepStrictEqual((yield* peer.next).result, { roots: [] })
    })
  )

  it.effect("batch.initialize: initialize is refused inside one", () =>
    Effect.gen(function* () {
      const peer = yield* batched()
      peer.send([request(1, "initialize")])
      assert.deepStrictEqual(
        frames(yield* peer.next).map(({ error }) => error?.code),
        [-32600]
      )
    })
  )

  it.effect("batch.stated: a request that names its own revision is refused inside one", () =>
    Effect.gen(function* () {
      const peer = yield* batched()
      const params = { _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28" } }
      peer.send([{ ...request(1, "server/discover"), params }, request(2, "ping")])
      assert.deepStrictEqual(
        frames(yield* peer.next).map(({ error }) => error?.code),
        [-32600, undefined]
      )
    })
  )

  it.effect("batch.initializeStateless: also where nothing was agreed on before", () =>
    Effect.gen(function* () {
      const revision = Revisions.byVersion("2025-03-26")
      const peer = connect(yield* serve(), { connected: false })
      const params = initialize("2025-03-26")
      peer.send([{ ...request(1, "initialize"), params }], { revision })
      const [answer] = frames(yield* peer.next)
      assert.deepStrictEqual(
        [answer?.error?.code, answer?.error?.message],
        [-32600, "initialize must not be part of a batch"]
      )
    })
  )

  it.effect("batch.empty: an empty array is one error", () =>
    Effect.gen(function* () {
      const peer = yield* batched()
      peer.send("[]")
      assert.strictEqual((yield* peer.next).error?.code, -32600)
    })
  )
})
