import { TransportError } from "@effect-mcp/protocol"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Queue } from "effect"

import { type ClientError, EraMemory, McpClient, type Settings } from "../src/index.ts"
import { greet, info } from "./support/Connected.ts"
import * as Peer from "./support/Peer.ts"

const [modern, newest] = Revisions.all as [Revision.Revision, Revision.Revision]

const origin = "https://mcp.example.com/mcp"

const connecting = Effect.fnUntraced(function* (
  memory: Layer.Layer<never>,
  settings: Partial<Settings.Settings> = {},
  options: Peer.PeerOptions = { origin }
) {
  const peer = yield* Peer.make(options)
  const fiber = yield* Effect.forkScoped(
    McpClient.connect({ ...info, ...settings }).pipe(
      Effect.provide(Layer.merge(peer.layer, memory))
    )
  )
  return { peer, fiber, line: yield* peer.line }
})

const rejected = (status: number) => new TransportError.Rejected({ status, body: "" })

const notFound = { code: -32601, message: "Method not found" }

/** The first message of a connect, and then what has to be said to end it. */
const firstOf = Effect.fnUntraced(function* (
  memory: Layer.Layer<never>,
  speaks: Revision.Revision,
  settings?: Partial<Settings.Settings>,
  options?: Peer.PeerOptions
) {
  const { fiber, line } = yield* connecting(memory, settings, options)
  let hello = yield* line.next
  const first = hello["method"]
  if (speaks.lifecycle === "Handshake" && first === "server/discover") {
    line.refuse(hello["id"], notFound)
    hello = yield* line.next
  }
  if (speaks.lifecycle === "Handshake") {
    line.answer(hello["id"], {
      protocolVersion: speaks.version,
      capabilities: {},
      serverInfo: { name: "s", version: "1" }
    })
  } else {
    line.answer(hello["id"], {
      resultType: "complete",
      supportedVersions: [speaks.version],
      capabilities: {},
      ttlMs: 0,
      cacheScope: "public"
    })
  }
  yield* Fiber.join(fiber)
  return first
})

describe("what a server spoke when it was last met", () => {
  it.effect(
    "2026-07-28/V-14, interop/IC-07: is spoken first at the next connect in this process",
    () =>
      Effect.gen(function* () {
        const memory = EraMemory.layer(EraMemory.make())
        assert.strictEqual(yield* firstOf(memory, newest), "server/discover")
        assert.strictEqual(yield* firstOf(memory, newest), "initialize")
        const elsewhere = { origin: "https://other.example.com/mcp" }
        assert.strictEqual(yield* firstOf(memory, newest, {}, elsewhere), "server/discover")
      })
  )

  it.effect(
    "2026-07-28/V-15, interop/IC-07: is forgotten when it fails, and the eras are probed again",
    () =>
      Effect.gen(function* () {
        const memory = EraMemory.make()
        memory.set(origin, newest)
        const { fiber, line, peer } = yield* connecting(EraMemory.layer(memory))
        assert.strictEqual((yield* line.next)["method"], "initialize")
        line.refuse(1, notFound)
        const second = yield* peer.line
        assert.strictEqual((yield* greet(second, modern))["method"], "server/discover")
        assert.strictEqual((yield* Fiber.join(fiber)).revision, modern)
        assert.strictEqual(memory.get(origin), modern)
      })
  )

  it.effect("era-memory.pin: is not looked at where it may not be spoken", () =>
    Effect.gen(function* () {
      const memory = EraMemory.make()
      memory.set(origin, newest)
      const layer = EraMemory.layer(memory)
      assert.strictEqual(yield* firstOf(layer, modern, { pin: "PerRequest" }), "server/discover")
    })
  )

  it.effect(
    "era-memory.unprobed: is not what a client found out that shakes hands with anybody",
    () =>
      Effect.gen(function* () {
        const memory = EraMemory.make()
        const layer = EraMemory.layer(memory)
        assert.strictEqual(yield* firstOf(layer, newest, { pin: "Handshake" }), "initialize")
        assert.strictEqual(yield* firstOf(layer, newest, { assume: newest }), "initialize")
        assert.isUndefined(memory.get(origin))
      })
  )

  it.effect(
    "era-memory.origin: is not remembered over a transport without origin, nor where that is switched off",
    () =>
      Effect.gen(function* () {
        const memory = EraMemory.layer(EraMemory.make())
        for (const [layer, options] of [
          [memory, {}],
          [EraMemory.layerNone, { origin }]
        ] as const) {
          assert.strictEqual(yield* firstOf(layer, newest, {}, options), "server/discover")
          assert.strictEqual(yield* firstOf(layer, newest, {}, options), "server/discover")
        }
      })
  )

  it("era-memory.bounded: is remembered of so many servers, those met last", () => {
    const memory = EraMemory.make(2)
    memory.set("a", modern)
    memory.set("b", newest)
    memory.set("a", modern)
    memory.set("c", newest)
    assert.deepStrictEqual(
      ["a", "b", "c"].map((each) => memory.get(each)?.version),
      ["2026-07-28", undefined, "2025-11-25"]
    )
    memory.forget("a")
    assert.isUndefined(memory.get("a"))
  })
})

const failure = (fiber: Fiber.Fiber<unknown, ClientError.ClientError>) =>
  Effect.flip(Fiber.join(fiber))

describe("a server that wants to know first who asks", () => {
  it.effect("interop/IC-06: ends the connect with what it said, and nothing is concluded", () =>
    Effect.gen(function* () {
      for (const status of [401, 403]) {
        const memory = EraMemory.make()
        const { fiber, line, peer } = yield* connecting(
          EraMemory.layer(memory),
          {},
          {
            origin,
            refuses: () => rejected(status)
          }
        )
        assert.strictEqual((yield* line.next)["method"], "server/discover")
        const error = yield* failure(fiber)
        assert.deepStrictEqual(error.reason, rejected(status))
        assert.strictEqual(
          error.message,
          `server/discover: the server answered with status ${status}`
        )
        assert.deepStrictEqual(yield* line.rest, [])
        assert.strictEqual(yield* Queue.size(peer.lines), 0)
        assert.isUndefined(memory.get(origin))
      }
    })
  )

  it.effect("interop/IC-06: also where the era was remembered, which stays", () =>
    Effect.gen(function* () {
      const memory = EraMemory.make()
      memory.set(origin, newest)
      const { fiber, line, peer } = yield* connecting(
        EraMemory.layer(memory),
        {},
        {
          origin,
          refuses: () => rejected(401)
        }
      )
      assert.strictEqual((yield* line.next)["method"], "initialize")
      assert.include((yield* failure(fiber)).message, "answered with status 401")
      assert.strictEqual(yield* Queue.size(peer.lines), 0)
      assert.strictEqual(memory.get(origin), newest)
    })
  )

  it.effect(
    "interop/IC-05, 2026-07-28/V-22: any other status is a server that wants initialize",
    () =>
      Effect.gen(function* () {
        for (const status of [400, 404, 405, 415, 500]) {
          const { fiber, line } = yield* connecting(
            EraMemory.layerNone,
            {},
            {
              refuses: ({ method }) => (method === "server/discover" ? rejected(status) : undefined)
            }
          )
          assert.strictEqual((yield* line.next)["method"], "server/discover")
          yield* greet(line, newest)
          assert.strictEqual((yield* Fiber.join(fiber)).revision, newest)
        }
      })
  )

  it.effect("interop/IC-04: -32601 alone is one too", () =>
    Effect.gen(function* () {
      const { fiber, line } = yield* connecting(EraMemory.layerNone)
      line.refuse((yield* line.next)["id"], notFound)
      assert.strictEqual((yield* greet(line, newest))["method"], "initialize")
      assert.strictEqual((yield* Fiber.join(fiber)).revision, newest)
    })
  )
})
