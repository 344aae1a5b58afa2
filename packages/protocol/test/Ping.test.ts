import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

import * as Ping from "../src/Ping.ts"
import { connect, handshake, serve, turn } from "./EngineFixture.ts"
import { type Scripted, scripted } from "./ScriptedPeer.ts"

const agreed = (peer: Scripted, version = "2025-11-25") => {
  const revision = Revisions.byVersion(version)
  if (revision === undefined) throw new Error(version)
  peer.connection.handshake = { revision, info: undefined, capabilities: {}, initialized: true }
}

describe("Ping", () => {
  for (const version of ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]) {
    it.effect("2025-11-25/U-09: a ping is answered at once with an empty result", () =>
      Effect.gen(function* () {
        const busy = { run: () => Effect.never }
        const peer = connect(yield* serve({ handlers: () => ({ "tools/call": busy }) }))
        yield* handshake(peer, version)
        peer.send({ jsonrpc: "2.0", id: 1, method: "tools/call" })
        peer.send({ jsonrpc: "2.0", id: 2, method: "ping" })
        assert.deepStrictEqual(yield* peer.next, { jsonrpc: "2.0", id: 2, result: {} })
      })
    )
  }

  it.effect("2025-11-25/U-10: it is sent so often as wanted, counted from the last answer", () =>
    Effect.gen(function* () {
      const peer = yield* scripted
      agreed(peer)
      yield* Effect.forkChild(Ping.keepAlive(peer.connection, { every: "10 seconds" }))
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(yield* peer.rest, [])
      yield* TestClock.adjust("1 second")
      const ping = yield* peer.next
      assert.strictEqual(ping.method, "ping")
      yield* TestClock.adjust("5 seconds")
      peer.connection.outgoing.result(Number(ping.id), {})
      yield* turn
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(yield* peer.rest, [])
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* peer.next).method, "ping")
    })
  )

  it.effect("2025-11-25/U-11: a peer that does not answer is given up", () =>
    Effect.gen(function* () {
      const peer = yield* scripted
      agreed(peer)
      const closed = yield* Deferred.make<void>()
      peer.connection.onClose(() => void Effect.runSync(Deferred.succeed(closed, undefined)))
      const options = { every: "10 seconds", timeout: "5 seconds" } as const
      const fiber = yield* Effect.forkChild(Ping.keepAlive(peer.connection, options))
      yield* TestClock.adjust("10 seconds")
      yield* peer.next
      yield* turn
      yield* TestClock.adjust("5 seconds")
      yield* Deferred.await(closed)
      yield* Fiber.join(fiber)
      assert.isTrue(peer.connection.closed)
    })
  )

  it.effect("ping.error: an error is an answer too", () =>
    Effect.gen(function* () {
      const peer = yield* scripted
      agreed(peer)
      const fiber = yield* Effect.forkChild(Ping.once(peer.connection))
      yield* peer.next
      peer.connection.outgoing.error(1, { code: -32601, message: "Method not found" })
      yield* Fiber.join(fiber)
    })
  )

  it.effect("ping.closed: it ends with its connection", () =>
    Effect.gen(function* () {
      const peer = yield* scripted
      agreed(peer)
      const fiber = yield* Effect.forkChild(
        Ping.keepAlive(peer.connection, { every: "10 seconds" })
      )
      yield* turn
      peer.connection.close()
      yield* Fiber.join(fiber)
    })
  )

  it.effect("ping.removed: nothing is sent in a revision without it", () =>
    Effect.gen(function* () {
      const peer = yield* scripted
      agreed(peer, "2026-07-28")
      yield* Ping.keepAlive(peer.connection, { every: "10 seconds" })
      assert.deepStrictEqual(yield* peer.rest, [])
    })
  )
})
