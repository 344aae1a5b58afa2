import { Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"

import type * as Handler from "../src/Handler.ts"
import * as Lifecycle from "../src/Lifecycle.ts"
import * as McpRequest from "../src/McpRequest.ts"
import {
  clientInfo,
  connect,
  handshake,
  initialize,
  serve,
  stating,
  turn
} from "./EngineFixture.ts"
import { scripted } from "./ScriptedPeer.ts"

const client: Lifecycle.Client = {
  info: { name: "client", version: "3.2.1", title: "The client" },
  revisions: Revisions.all,
  capabilities: () => ({ roots: { listChanged: true }, elicitation: { form: {}, url: {} } })
}

const handlers = () => ({ "resources/subscribe": { run: () => Exit.succeed({}) } })

const level = (level: unknown) => ({ "io.modelcontextprotocol/logLevel": level })

const initializeResult = (version: unknown) => ({
  protocolVersion: version,
  capabilities: { tools: {}, "com.example.unknown": { a: 1 } },
  serverInfo: { name: "server", version: "1" },
  instructions: "Be brief."
})

describe("Lifecycle: server", () => {
  it.effect(
    "2025-11-25/L-04, 2025-11-25/L-05: the version asked for, if there is one, and who answers",
    () =>
      Effect.gen(function* () {
        for (const version of ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]) {
          const peer = connect(yield* serve({ instructions: "Read me." }))
          const answer = yield* peer.ask(1, "initialize", initialize(version))
          assert.deepStrictEqual(answer.result, {
            protocolVersion: version,
            capabilities: { tools: {} },
            serverInfo: { name: "server", version: "1.2.3" },
            instructions: "Read me."
          })
        }
      })
  )

  it.effect(
    "2025-11-25/L-06, 2025-11-25/L-07: else the server's latest with a handshake, as a result",
    () =>
      Effect.gen(function* () {
        for (const version of ["1999-01-01", "2031-01-01", "2026-07-28", ""]) {
          const peer = connect(yield* serve())
          const answer = yield* peer.ask(1, "initialize", initialize(version))
          assert.strictEqual(answer.result?.["protocolVersion"], "2025-11-25")
        }
        const old = connect(yield* serve({ revisions: Revisions.handshake.slice(2) }))
        const answer = yield* old.ask(1, "initialize", initialize("2025-11-25"))
        assert.strictEqual(answer.result?.["protocolVersion"], "2025-03-26")
      })
  )

  it.effect("2025-11-25/L-01: before initialize there is nothing but ping", () =>
    Effect.gen(function* () {
      const peer = connect(yield* serve({ handlers }))
      const early = yield* peer.ask(1, "resources/subscribe", { uri: "file:///a" })
      assert.deepStrictEqual([early.error?.code, early.error?.message], [-32600, "Not initialized"])
      assert.deepStrictEqual((yield* peer.ask(2, "ping")).result, {})
      yield* handshake(peer)
      const late = yield* peer.ask(3, "resources/subscribe", { uri: "file:///a" })
      assert.deepStrictEqual(late.result, {})
    })
  )

  it.effect("lifecycle.twice: a second initialize is refused and changes nothing", () =>
    Effect.gen(function* () {
      const peer = connect(yield* serve())
      yield* handshake(peer, "2025-06-18")
      const again = yield* peer.ask(1, "initialize", initialize("2025-11-25"))
      assert.deepStrictEqual(
        [again.error?.code, again.error?.message],
        [-32600, "Already initialized"]
      )
      assert.strictEqual(peer.connection.handshake?.revision.version, "2025-06-18")
    })
  )

  it.effect(
    "2025-11-25/L-22: initialize that cannot be read is -32602 and names the versions",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve({ revisions: Revisions.handshake.slice(0, 2) }))
        for (const params of [
          undefined,
          {},
          { protocolVersion: 5 },
          { ...initialize("2025-11-25"), capabilities: 7 }
        ]) {
          const refused = yield* peer.ask(1, "initialize", params)
          assert.strictEqual(refused.error?.code, -32602)
          assert.deepStrictEqual(refused.error?.data, { supported: ["2025-11-25", "2025-06-18"] })
        }
        assert.isDefined((yield* handshake(peer)).result)
      })
  )

  it.effect(
    "2025-11-25/L-23, 2025-11-25/L-14: unknown capabilities are carried and known ones are read",
    () =>
      Effect.gen(function* () {
        const peer = connect(yield* serve())
        yield* handshake(peer, "2025-11-25", { sampling: { tools: {} }, "com.example/x": { y: 1 } })
        assert.deepStrictEqual<unknown>(peer.connection.handshake?.capabilities, {
          sampling: { tools: {} },
          "com.example/x": { y: 1 }
        })
        assert.deepStrictEqual(peer.connection.handshake?.info, clientInfo)
      })
  )

  it.effect("2025-11-25/L-13: the session stays in the revision that was agreed", () =>
    Effect.gen(function* () {
      const said: Handler.Handler<never> = {
        run: (request) => Exit.succeed({ revision: request.revision.version })
      }
      const peer = connect(yield* serve({ handlers: () => ({ "tools/call": said }) }))
      yield* handshake(peer, "2025-03-26")
      assert.deepStrictEqual((yield* peer.ask(1, "tools/call")).result, { revision: "2025-03-26" })
    })
  )

  it.effect("2025-11-25/L-11: the server asks nothing before notifications/initialized", () =>
    Effect.gen(function* () {
      const asks: Handler.Handler<never> = {
        run: (request) => Effect.orDie(request.request("roots/list"))
      }
      const peer = connect(yield* serve({ handlers: () => ({ "tools/call": asks }) }))
      yield* peer.ask(1, "initialize", initialize("2025-11-25", { roots: {} }))
      peer.send({ jsonrpc: "2.0", id: 2, method: "tools/call" })
      assert.deepStrictEqual(yield* peer.rest, [])
      peer.notify("notifications/initialized")
      const question = yield* peer.next
      assert.strictEqual(question.method, "roots/list")
      peer.send({ jsonrpc: "2.0", id: question.id, result: { roots: [] } })
      assert.deepStrictEqual((yield* peer.next).result, { roots: [] })
    })
  )

  it.effect("2026-07-28/V-04, 2026-07-28/V-06: server/discover says it all", () =>
    Effect.gen(function* () {
      const peer = connect(
        yield* serve({
          instructions: "Read me.",
          revisions: Revisions.perRequest,
          capabilities: () => ({ tools: { listChanged: true }, completions: {} })
        })
      )
      assert.deepStrictEqual((yield* peer.ask("d", "server/discover", stating())).result, {
        resultType: "complete",
        _meta: { "io.modelcontextprotocol/serverInfo": { name: "server", version: "1.2.3" } },
        ttlMs: 0,
        cacheScope: "private",
        supportedVersions: ["2026-07-28"],
        capabilities: { tools: { listChanged: true }, completions: {} },
        instructions: "Read me."
      })
    })
  )

  it.effect("2026-07-28/B-51: who answers can be left out", () =>
    Effect.gen(function* () {
      const peer = connect(yield* serve({ signResults: false }))
      const answer = yield* peer.ask(1, "server/discover", stating())
      assert.isFalse("_meta" in (answer.result ?? {}))
    })
  )
})

describe("Lifecycle: client", () => {
  it.effect(
    "2025-11-25/L-02, 2025-11-25/L-03, 2025-11-25/L-09: initialize with the newest, then initialized",
    () =>
      Effect.gen(function* () {
        const peer = yield* scripted
        const fiber = yield* Effect.forkChild(Lifecycle.handshake(peer.connection, client))
        const request = yield* peer.next
        assert.deepStrictEqual(request, {
          jsonrpc: "2.0",
          id: 1,
          method: "initialize",
          params: {
            protocolVersion: "2025-11-25",
            capabilities: { roots: { listChanged: true }, elicitation: { form: {}, url: {} } },
            clientInfo: { name: "client", version: "3.2.1", title: "The client" }
          }
        })
        peer.connection.outgoing.result(1, initializeResult("2025-06-18"))
        const agreement = yield* Fiber.join(fiber)
        assert.strictEqual(agreement.revision.version, "2025-06-18")
        assert.strictEqual(agreement.instructions, "Be brief.")
        assert.deepStrictEqual(yield* peer.next, {
          jsonrpc: "2.0",
          method: "notifications/initialized"
        })
        assert.strictEqual(peer.connection.handshake?.revision.version, "2025-06-18")
      })
  )

  it.effect("lifecycle.older: an offer in an older revision says only what that revision has", () =>
    Effect.gen(function* () {
      const peer = yield* scripted
      const revision = Revisions.byVersion("2024-11-05")
      yield* Effect.forkChild(Lifecycle.handshake(peer.connection, client, { revision }))
      assert.deepStrictEqual((yield* peer.next).params, {
        protocolVersion: "2024-11-05",
        capabilities: { roots: { listChanged: true } },
        clientInfo: { name: "client", version: "3.2.1" }
      })
    })
  )

  it.effect(
    "2025-11-25/L-08, interop/IC-14: a version it does not speak, or that has no handshake, is refused",
    () =>
      Effect.gen(function* () {
        for (const version of ["2031-01-01", "2026-07-28", 7, undefined]) {
          const peer = yield* scripted
          const fiber = yield* Effect.forkChild(
            Effect.flip(Lifecycle.handshake(peer.connection, client))
          )
          yield* peer.next
          peer.connection.outgoing.result(1, initializeResult(version))
          const error = yield* Fiber.join(fiber)
          assert.strictEqual(error._tag, "VersionRefused")
          assert.deepStrictEqual(yield* peer.rest, [])
          assert.isUndefined(peer.connection.handshake)
        }
      })
  )

  it.effect("lifecycle.unreadable: an initialize result without its members is refused", () =>
    Effect.gen(function* () {
      const peer = yield* scripted
      const fiber = yield* Effect.forkChild(
        Effect.flip(Lifecycle.handshake(peer.connection, client))
      )
      yield* peer.next
      peer.connection.outgoing.result(1, { protocolVersion: "2025-11-25" })
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "InvalidResult")
    })
  )

  it.effect("2025-11-25/L-15: initialize is never cancelled", () =>
    Effect.gen(function* () {
      const peer = yield* scripted
      const fiber = yield* Effect.forkChild(Lifecycle.handshake(peer.connection, client))
      yield* peer.next
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* peer.rest, [])
    })
  )

  it.effect(
    "2026-07-28/B-44, 2026-07-28/B-45, 2026-07-28/V-01: what every request says about itself",
    () =>
      Effect.sync(() => {
        assert.deepStrictEqual(Lifecycle.requestMeta(client, Revisions.latest, "warning"), {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientInfo": {
            name: "client",
            version: "3.2.1",
            title: "The client"
          },
          "io.modelcontextprotocol/clientCapabilities": {
            roots: {},
            elicitation: { form: {}, url: {} }
          },
          "io.modelcontextprotocol/logLevel": "warning"
        })
      })
  )
})

describe("McpRequest", () => {
  it.effect("2026-07-28/B-21: a server sends no request where the revision has none", () =>
    Effect.gen(function* () {
      const asks: Handler.Handler<never> = {
        run: (request) => Effect.orDie(request.request("roots/list"))
      }
      const peer = connect(yield* serve({ handlers: () => ({ "tools/call": asks }) }))
      const answer = yield* peer.ask(1, "tools/call", stating({}, { roots: {} }))
      assert.deepStrictEqual([answer.id, answer.error?.code], [1, -32603])
      assert.deepStrictEqual(yield* peer.rest, [])
    })
  )

  it.effect("mcpRequest.late: nobody is asked for a call that has ended", () =>
    Effect.gen(function* () {
      const kept = yield* Deferred.make<McpRequest.Request>()
      const keeps: Handler.Handler<never> = {
        run: (request) => Effect.as(Deferred.succeed(kept, request), {})
      }
      const peer = connect(yield* serve({ handlers: () => ({ "tools/call": keeps }) }))
      yield* handshake(peer)
      yield* peer.ask(1, "tools/call")
      const request = yield* Deferred.await(kept)
      const error = yield* Effect.flip(request.request("roots/list"))
      assert.strictEqual(error._tag, "Disconnected")
      assert.deepStrictEqual(yield* peer.rest, [])
    })
  )

  it.effect(
    "2026-07-28/B-46: the log level is the request's own, and in a session the session's",
    () =>
      Effect.gen(function* () {
        const levels: Array<string | undefined> = []
        const looks: Handler.Handler<never> = {
          run: () =>
            Effect.map(McpRequest.McpRequest, (request) => {
              levels.push(request.logLevel)
              return {}
            })
        }
        const peer = connect(yield* serve({ handlers: () => ({ "tools/call": looks }) }))
        yield* peer.ask(1, "tools/call", stating({}, {}, level("notice")))
        yield* peer.ask(2, "tools/call", stating())
        yield* peer.ask(3, "tools/call", stating({}, {}, level("loud")))
        yield* handshake(peer)
        yield* peer.ask(4, "tools/call", { _meta: level("debug") })
        peer.connection.logLevel = "error"
        yield* peer.ask(5, "tools/call")
        assert.deepStrictEqual(levels, ["notice", undefined, undefined, undefined, "error"])
      })
  )

  it.effect("mcpRequest.after: after the answer a call's stream is silent", () =>
    Effect.gen(function* () {
      const kept = yield* Deferred.make<McpRequest.Request>()
      const keeps: Handler.Handler<never> = {
        run: (request) => {
          request.notify("notifications/message", { level: "info", data: "before" })
          return Effect.as(Deferred.succeed(kept, request), {})
        }
      }
      const peer = connect(yield* serve({ handlers: () => ({ "tools/call": keeps }) }))
      yield* handshake(peer)
      assert.strictEqual((yield* peer.ask(1, "tools/call")).method, "notifications/message")
      assert.deepStrictEqual((yield* peer.next).id, 1)
      const request = yield* Deferred.await(kept)
      request.notify("notifications/message", { level: "info", data: "late" })
      request.progress({ progress: 1 })
      yield* turn
      assert.deepStrictEqual(yield* peer.rest, [])
    })
  )
})
