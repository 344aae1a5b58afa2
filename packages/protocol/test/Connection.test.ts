import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type * as Connection from "../src/Connection.ts"
import { connect, handshake, initialize, serve } from "./EngineFixture.ts"
import { scripted } from "./ScriptedPeer.ts"

describe("a connection", () => {
  it.effect(
    "connection.equal: clients that say the same of themselves share it, and none can change it",
    () =>
      Effect.gen(function* () {
        const endpoint = yield* serve()
        const [one, two, other] = [connect(endpoint), connect(endpoint), connect(endpoint)]
        yield* handshake(one, "2025-11-25", { roots: { listChanged: true } })
        yield* handshake(two, "2025-06-18", { roots: { listChanged: true } })
        yield* handshake(other, "2025-11-25", { roots: {} })
        const [a, b, c] = [one, two, other].map(({ connection }) => connection.handshake)
        assert.deepStrictEqual(a?.capabilities, { roots: { listChanged: true } })
        assert.strictEqual(a?.capabilities, b?.capabilities)
        assert.strictEqual(a?.info, b?.info)
        assert.deepStrictEqual(c?.capabilities, { roots: {} })
        assert.isTrue(Object.isFrozen(a?.capabilities.roots))
      })
  )

  it.effect("connection.large: what is very long is not kept for others", () =>
    Effect.gen(function* () {
      const endpoint = yield* serve()
      const capabilities = { experimental: { a: { text: "x".repeat(5000) } } }
      const [one, two] = [connect(endpoint), connect(endpoint)]
      yield* handshake(one, "2025-11-25", capabilities)
      yield* handshake(two, "2025-11-25", capabilities)
      const [a, b] = [one, two].map(({ connection }) => connection.handshake?.capabilities)
      assert.deepStrictEqual(a, capabilities)
      assert.notStrictEqual(a, b)
    })
  )

  it.effect("connection.told: an endpoint is told of each that opens and closes, once", () =>
    Effect.gen(function* () {
      const open = new Set<Connection.Connection>()
      const ended: Array<string> = []
      const endpoint = yield* serve({
        opened: (connection) => void open.add(connection),
        closed: (connection) => {
          ended.push("endpoint")
          open.delete(connection)
        }
      })
      const { connection } = connect(endpoint)
      connection.onClose(() => void ended.push("transport"))
      assert.strictEqual(open.size, 1)
      connection.close()
      connection.close()
      assert.deepStrictEqual(ended, ["endpoint", "transport"])
      assert.strictEqual(open.size, 0)
    })
  )

  it.effect("connection.none: initialize without a connection leaves none behind", () =>
    Effect.gen(function* () {
      let opened = 0
      const endpoint = yield* serve({ opened: () => void opened++ })
      const peer = connect(endpoint, { connected: false })
      const answer = yield* peer.ask(1, "initialize", initialize("2025-11-25"))
      assert.strictEqual(answer.result?.["protocolVersion"], "2025-11-25")
      assert.strictEqual(opened, 1)
    })
  )

  it.effect("outgoing.idle: is told once the last request has its answer, or gave up waiting", () =>
    Effect.gen(function* () {
      const { connection, next } = yield* scripted
      const { outgoing } = connection
      const told: Array<number> = []
      outgoing.onIdle(() => void told.push(0))
      yield* Effect.forkChild(outgoing.request("a", {}, undefined))
      yield* Effect.forkChild(Effect.ignore(outgoing.request("b", {}, undefined)))
      yield* next
      yield* next
      outgoing.onIdle(() => void told.push(1))
      outgoing.result(1, {})
      assert.deepStrictEqual(told, [0])
      connection.close()
      assert.deepStrictEqual(told, [0, 1])
    })
  )
})
