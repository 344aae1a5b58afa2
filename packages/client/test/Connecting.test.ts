import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Queue } from "effect"
import { TestClock } from "effect/testing"

import { type ClientError, McpClient, type Settings } from "../src/index.ts"
import { connected, everything, greet, info, serverInfo } from "./support/Connected.ts"
import * as Peer from "./support/Peer.ts"

const [modern] = Revisions.all as [Revision.Revision, ...Array<Revision.Revision>]

const connecting = Effect.fnUntraced(function* (
  settings: Partial<Settings.Settings> = {},
  options?: Peer.PeerOptions
) {
  const peer = yield* Peer.make(options)
  const fiber = yield* Effect.forkScoped(
    McpClient.connect({ ...info, ...settings }).pipe(Effect.provide(peer.layer))
  )
  return { peer, fiber, line: yield* peer.line }
})

const reason = (fiber: Fiber.Fiber<unknown, ClientError.ClientError>) =>
  Effect.map(Effect.flip(Fiber.join(fiber)), (error) => error.reason)

const probe = {
  jsonrpc: "2.0",
  id: 1,
  method: "server/discover",
  params: {
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "host", version: "1.0.0" },
      "io.modelcontextprotocol/clientCapabilities": {}
    }
  }
}

const initialize = (id: number, protocolVersion = "2025-11-25") => ({
  jsonrpc: "2.0",
  id,
  method: "initialize",
  params: { protocolVersion, capabilities: {}, clientInfo: { name: "host", version: "1.0.0" } }
})

const initialized = { jsonrpc: "2.0", method: "notifications/initialized" }

const accepted = (protocolVersion: string) => ({ protocolVersion, capabilities: {}, serverInfo })

const discovered = (...supportedVersions: Array<string>) => ({
  resultType: "complete",
  supportedVersions,
  capabilities: everything,
  ttlMs: 0,
  cacheScope: "public"
})

describe("connecting, per-request era", () => {
  it.effect(
    "2026-07-28/V-05, 2026-07-28/V-08, 2026-07-28/V-17, 2026-07-28/B-44, 2026-07-28/B-45: the first message is server/discover with version, capabilities and name, and gives the instructions",
    () =>
      Effect.gen(function* () {
        const { fiber, line } = yield* connecting()
        assert.deepStrictEqual(yield* line.next, probe)
        line.answer(1, { ...discovered("2026-07-28"), instructions: "Be kind." })
        const client = yield* Fiber.join(fiber)
        assert.strictEqual(client.revision.version, "2026-07-28")
        assert.strictEqual(client.server.instructions, "Be kind.")
        assert.deepStrictEqual(client.server.capabilities, everything)
        assert.strictEqual(line.negotiated, "2026-07-28")
        assert.deepStrictEqual(yield* line.rest, [])
      })
  )

  it.effect("2026-07-28/V-01: each request says its version again", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const listing = yield* Effect.forkChild(client.listTools())
      const sent = yield* line.next
      assert.deepStrictEqual(sent["params"], probe.params)
      line.answer(sent["id"], { resultType: "complete", tools: [], ttlMs: 0, cacheScope: "public" })
      assert.deepStrictEqual(yield* Fiber.join(listing), [])
    })
  )

  it.effect("2026-07-28/V-03: -32022 is answered by another try with a new id", () =>
    Effect.gen(function* () {
      const later: Revision.Revision = { ...modern, version: "2027-01-01" }
      const { fiber, line } = yield* connecting({ revisions: [later, modern] })
      const first = yield* line.next
      line.refuse(first["id"], {
        code: -32022,
        message: "Unsupported protocol version",
        data: { supported: ["2026-07-28"], requested: "2027-01-01" }
      })
      const second = yield* line.next
      assert.strictEqual(first["id"], 1)
      assert.strictEqual(second["id"], 2)
      assert.deepStrictEqual(second, { ...probe, id: 2 })
      line.answer(2, discovered("2026-07-28"))
      assert.strictEqual((yield* Fiber.join(fiber)).revision.version, "2026-07-28")
    })
  )

  it.effect("2026-07-28/V-03: without a common version an error names what the server has", () =>
    Effect.gen(function* () {
      const { fiber, line } = yield* connecting()
      yield* line.next
      line.refuse(1, {
        code: -32022,
        message: "Unsupported protocol version",
        data: { supported: ["2031-01-01"], requested: "2026-07-28" }
      })
      const error = yield* reason(fiber)
      assert.strictEqual(error._tag, "NoCommonRevision")
      assert.deepStrictEqual(error._tag === "NoCommonRevision" && error.offered, ["2031-01-01"])
      assert.isTrue(line.isClosed)
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect(
    "2026-07-28/V-18: a missing capability is an error of the new era, and not followed by initialize",
    () =>
      Effect.gen(function* () {
        const { fiber, line } = yield* connecting()
        yield* line.next
        line.refuse(1, {
          code: -32021,
          message: "Missing",
          data: { requiredCapabilities: { sampling: {} } }
        })
        const error = yield* reason(fiber)
        assert.strictEqual(error._tag === "Refused" && error.code, -32021)
        assert.deepStrictEqual(yield* line.rest, [])
      })
  )

  it.effect(
    "2026-07-28/V-20: pinned to the era, a server that wants a handshake is a named error",
    () =>
      Effect.gen(function* () {
        const { fiber, line } = yield* connecting({ pin: "PerRequest" })
        yield* line.next
        line.refuse(1, { code: -32601, message: "Method not found" })
        const error = yield* reason(fiber)
        assert.strictEqual(error._tag, "NotPerRequest")
        assert.deepStrictEqual(yield* line.rest, [])
      })
  )
})

describe("connecting, falling back", () => {
  it.effect(
    "interop/IC-01, 2025-11-25/L-02, 2025-11-25/L-03, 2025-11-25/L-09: a refused probe is followed by initialize in the newest handshake revision, on the same channel",
    () =>
      Effect.gen(function* () {
        const { fiber, line, peer } = yield* connecting()
        yield* line.next
        line.refuse(1, { code: -32601, message: "Method not found" })
        assert.deepStrictEqual(yield* line.next, initialize(2))
        line.answer(2, accepted("2025-11-25"))
        assert.deepStrictEqual(yield* line.next, initialized)
        const client = yield* Fiber.join(fiber)
        assert.strictEqual(client.revision.version, "2025-11-25")
        assert.strictEqual(line.negotiated, "2025-11-25")
        assert.strictEqual(yield* Queue.size(peer.lines), 0)
      })
  )

  it.effect("interop/IC-01: a silent server is initialized after the probe's time", () =>
    Effect.gen(function* () {
      const { fiber, line } = yield* connecting({ probeTimeout: "2 seconds" })
      yield* line.next
      yield* TestClock.adjust("1999 millis")
      assert.deepStrictEqual(yield* line.rest, [])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(yield* line.next, initialize(2))
      line.answer(2, accepted("2025-11-25"))
      yield* Fiber.join(fiber)
    })
  )

  it.effect(
    "interop/IC-02: a late answer to the probe changes nothing, and its id is not used again",
    () =>
      Effect.gen(function* () {
        const { fiber, line } = yield* connecting({ probeTimeout: "2 seconds" })
        yield* line.next
        yield* TestClock.adjust("2 seconds")
        const asked = yield* line.next
        line.answer(1, discovered("2026-07-28"))
        line.answer(asked["id"], accepted("2025-11-25"))
        const client = yield* Fiber.join(fiber)
        assert.strictEqual(client.revision.version, "2025-11-25")
        yield* line.next
        const pinging = yield* Effect.forkChild(client.ping())
        const ping = yield* line.next
        assert.deepStrictEqual([asked["id"], ping["id"]], [2, 3])
        line.answer(3, {})
        yield* Fiber.join(pinging)
      })
  )

  it.effect(
    "probe.closed: a server that exits on the probe is opened once more and initialized",
    () =>
      Effect.gen(function* () {
        const { fiber, line, peer } = yield* connecting()
        yield* line.next
        line.cut()
        const second = yield* peer.line
        assert.deepStrictEqual(yield* second.next, initialize(1))
        second.answer(1, accepted("2024-11-05"))
        assert.strictEqual((yield* Fiber.join(fiber)).revision.version, "2024-11-05")
      })
  )

  it.effect("probe.closed: it is not opened a third time", () =>
    Effect.gen(function* () {
      const { fiber, line, peer } = yield* connecting()
      yield* line.next
      line.cut()
      const second = yield* peer.line
      yield* second.next
      second.cut()
      assert.strictEqual((yield* reason(fiber))._tag, "Disconnected")
      assert.strictEqual(yield* Queue.size(peer.lines), 0)
    })
  )

  it.effect(
    "probe.slow: a server that missed the probe and refuses initialize is asked again",
    () =>
      Effect.gen(function* () {
        const { fiber, line } = yield* connecting({ probeTimeout: "2 seconds" })
        yield* line.next
        yield* TestClock.adjust("2 seconds")
        const asked = yield* line.next
        line.refuse(asked["id"], {
          code: -32022,
          message: "Unsupported protocol version",
          data: { supported: ["2026-07-28"], requested: "2025-11-25" }
        })
        assert.deepStrictEqual(yield* line.next, { ...probe, id: 3 })
        line.answer(3, discovered("2026-07-28"))
        assert.strictEqual((yield* Fiber.join(fiber)).revision.version, "2026-07-28")
      })
  )

  it.effect("probe.unreachable: nobody there is a named error", () =>
    Effect.gen(function* () {
      const peer = yield* Peer.make({ unreachableFrom: 1 })
      const error = yield* McpClient.connect(info).pipe(Effect.provide(peer.layer), Effect.flip)
      assert.strictEqual(error.reason._tag, "Unreachable")
    })
  )
})

describe("connecting by a handshake", () => {
  for (const revision of Revisions.handshake) {
    it.effect(
      `${revision.version}.pinned: initialize is the first message, and says that version`,
      () =>
        Effect.gen(function* () {
          const { fiber, line } = yield* connecting({ pin: revision })
          assert.deepStrictEqual(yield* line.next, initialize(1, revision.version))
          line.answer(1, accepted(revision.version))
          assert.strictEqual((yield* Fiber.join(fiber)).revision.version, revision.version)
        })
    )
  }

  it.effect("2025-11-25/L-13, interop/IC-08: an older answer is what is spoken from then on", () =>
    Effect.gen(function* () {
      const { fiber, line } = yield* connecting({ pin: "Handshake" })
      yield* line.next
      line.answer(1, accepted("2025-03-26"))
      const client = yield* Fiber.join(fiber)
      assert.strictEqual(client.revision.version, "2025-03-26")
      assert.strictEqual(line.negotiated, "2025-03-26")
      assert.deepStrictEqual(line.spoken, ["2025-11-25", "2025-03-26"])
    })
  )

  for (const answered of ["1999-01-01", "2026-07-28"]) {
    it.effect(
      `2025-11-25/L-08, interop/IC-14: ${answered} as an answer to initialize ends the connection`,
      () =>
        Effect.gen(function* () {
          const { fiber, line } = yield* connecting({ pin: "Handshake" })
          yield* line.next
          line.answer(1, accepted(answered))
          const error = yield* reason(fiber)
          assert.strictEqual(error._tag, "NoCommonRevision")
          assert.deepStrictEqual(error._tag === "NoCommonRevision" && error.offered, [answered])
          assert.isTrue(line.isClosed)
          assert.deepStrictEqual(yield* line.rest, [])
        })
    )
  }

  it.effect("2025-11-25/L-08: what could be spoken after a handshake is what was wanted", () =>
    Effect.gen(function* () {
      const { fiber, line } = yield* connecting()
      line.refuse((yield* line.next)["id"], { code: -32601, message: "Method not found" })
      line.answer((yield* line.next)["id"], accepted("2026-07-28"))
      assert.strictEqual(
        (yield* Effect.flip(Fiber.join(fiber))).message,
        "initialize: no common revision: wanted 2025-11-25, 2025-06-18, 2025-03-26, 2024-11-05, the server offers 2026-07-28"
      )
    })
  )

  it.effect("2025-11-25/L-22: a refusal that names versions is read", () =>
    Effect.gen(function* () {
      const { fiber, line } = yield* connecting({ pin: "Handshake" })
      yield* line.next
      line.refuse(1, {
        code: -32602,
        message: "Unsupported protocol version",
        data: { supported: ["2020-01-01"], requested: "2025-11-25" }
      })
      const error = yield* reason(fiber)
      assert.deepStrictEqual(error._tag === "NoCommonRevision" && error.offered, ["2020-01-01"])
    })
  )

  it.effect("2025-11-25/L-15: initialize that is not answered is given up, and not cancelled", () =>
    Effect.gen(function* () {
      const { fiber, line } = yield* connecting({ pin: "Handshake", timeout: "5 seconds" })
      yield* line.next
      yield* TestClock.adjust("5 seconds")
      assert.strictEqual((yield* reason(fiber))._tag, "TimedOut")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("2025-11-25/L-10: before the answer nothing else is sent, and a ping is answered", () =>
    Effect.gen(function* () {
      const { fiber, line } = yield* connecting({ pin: "Handshake" })
      yield* line.next
      line.say({ jsonrpc: "2.0", id: "p", method: "ping" })
      assert.deepStrictEqual(yield* line.next, { jsonrpc: "2.0", id: "p", result: {} })
      line.say({ jsonrpc: "2.0", id: "r", method: "roots/list" })
      const refused = yield* line.next
      assert.deepStrictEqual(refused["error"], { code: -32600, message: "Not initialized" })
      line.answer(1, accepted("2025-11-25"))
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(yield* line.next, initialized)
    })
  )
})

describe("remembering the era", () => {
  it.effect("2026-07-28/V-15, interop/IC-07: an era that was met before is not probed for", () =>
    Effect.gen(function* () {
      const [, newest] = Revisions.all
      const { fiber, line } = yield* connecting(newest === undefined ? {} : { assume: newest })
      assert.deepStrictEqual(yield* line.next, initialize(1))
      line.answer(1, accepted("2025-11-25"))
      yield* Fiber.join(fiber)
    })
  )

  it.effect("2026-07-28/V-15, interop/IC-07: and probed for when the memory is wrong", () =>
    Effect.gen(function* () {
      const [, newest] = Revisions.all
      const { fiber, line, peer } = yield* connecting(
        newest === undefined ? {} : { assume: newest }
      )
      yield* line.next
      line.refuse(1, { code: -32601, message: "Method not found" })
      const second = yield* peer.line
      yield* greet(second, modern)
      assert.strictEqual((yield* Fiber.join(fiber)).revision.version, "2026-07-28")
    })
  )
})
