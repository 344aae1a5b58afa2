import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Redacted } from "effect"

import * as Scripted from "./support/scripted.ts"
import {
  modern,
  newest,
  notification,
  oldest,
  open,
  overBoth,
  reasonOf,
  request,
  response,
  resultOf,
  scripted,
  sending,
  shaken
} from "./support/wire.ts"

/** What a server cannot but see besides the protocol's own. */
const ofHttp = new Set([
  "accept-encoding",
  "accept-language",
  "connection",
  "content-length",
  "host",
  "sec-fetch-mode",
  "user-agent"
])

const own = ({ headers }: Scripted.Received) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ofHttp.has(name)))

overBoth("Sending", (connecting) => {
  it.effect(
    "2025-11-25/T-05, 2025-11-25/T-06, 2025-11-25/T-07: each message is the body of its own POST, which lists both types",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        const sent = yield* sending(wire, request(1, "ping", newest))
        const first = yield* server.post
        assert.deepStrictEqual(own(first), {
          accept: "application/json, text/event-stream",
          "content-type": "application/json",
          "mcp-protocol-version": "2025-11-25"
        })
        assert.strictEqual(first.path, "/mcp")
        assert.strictEqual(first.text, '{"jsonrpc":"2.0","id":1,"method":"ping","params":{}}')
        yield* sending(wire, notification("notifications/roots/list_changed", newest))
        const second = yield* server.post
        assert.strictEqual(
          second.text,
          '{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}'
        )
        yield* sending(wire, response("s-1", newest))
        const third = yield* server.post
        assert.strictEqual(third.text, '{"jsonrpc":"2.0","id":"s-1","result":{}}')
        assert.deepStrictEqual(own(third), own(first))
        first.result({})
        yield* Fiber.join(sent)
        assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1 })
      })
  )

  it.effect(
    "2025-11-25/T-39, 2025-11-25/T-45, 2025-11-25/T-46, 2025-11-25/L-12, interop/IC-08: session and version are on every request after initialize, and on none before",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        const { initialize, initialized, listening } = yield* shaken(wire, server, {
          session: "s3cr3t"
        })
        assert.isUndefined(initialize.headers["mcp-session-id"])
        assert.isUndefined(initialize.headers["mcp-protocol-version"])
        yield* sending(wire, request(1, "tools/list", newest))
        const call = yield* server.post
        for (const { headers } of [initialized, listening, call]) {
          assert.strictEqual(headers["mcp-session-id"], "s3cr3t")
          assert.strictEqual(headers["mcp-protocol-version"], "2025-11-25")
        }
      })
  )

  it.effect("interop/IC-08: a revision without the version header is spoken without it", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const { initialized, listening } = yield* shaken(wire, server, { revision: oldest })
      assert.isUndefined(initialized.headers["mcp-protocol-version"])
      assert.isUndefined(listening.headers["mcp-protocol-version"])
    })
  )

  it.effect(
    "handshake.order: nothing leaves before the server has taken notifications/initialized",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        yield* sending(wire, request(0, "initialize", newest))
        ;(yield* server.post).result({})
        yield* wire.next
        wire.channel.negotiated(newest)
        yield* sending(wire, notification("notifications/initialized", newest))
        yield* sending(wire, request(1, "tools/list", newest))
        const first = yield* server.post
        assert.strictEqual(first.message["method"], "notifications/initialized")
        assert.strictEqual(server.waiting("POST"), 0)
        first.send(202)
        assert.strictEqual((yield* server.post).message["method"], "tools/list")
      })
  )

  it.effect(
    "2026-07-28/T-05, 2026-07-28/T-06, 2026-07-28/T-07, 2026-07-28/T-08, 2026-07-28/T-25: every POST says its revision, and repeats what it is about in headers",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        yield* sending(
          wire,
          request(1, "tools/call", modern, { "Mcp-Method": "tools/call", "Mcp-Name": "add" })
        )
        const call = yield* server.post
        assert.deepStrictEqual(own(call), {
          accept: "application/json, text/event-stream",
          "content-type": "application/json",
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": "tools/call",
          "mcp-name": "add"
        })
        assert.strictEqual(call.message["id"], 1)
        const told = { ...notification("notifications/x", modern), headers: { "Mcp-Method": "x" } }
        yield* sending(wire, told)
        assert.strictEqual((yield* server.post).headers["mcp-method"], "x")
      })
  )

  it.effect(
    "2026-07-28/T-33, 2026-07-28/T-53, 2026-07-28/T-54: what a header cannot carry goes in Base64 between the markers",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        yield* sending(
          wire,
          request(1, "tools/call", modern, {
            "Mcp-Name": "größe",
            "Mcp-Param-Plain": "us-west1",
            "Mcp-Param-Padded": " padded ",
            "Mcp-Param-Lines": "a\nb",
            "Mcp-Param-Marked": "=?base64?AA==?=",
            "Mcp-Param-Empty": ""
          })
        )
        const { headers } = yield* server.post
        assert.strictEqual(headers["mcp-name"], "=?base64?Z3LDtsOfZQ==?=")
        assert.strictEqual(headers["mcp-param-plain"], "us-west1")
        assert.strictEqual(headers["mcp-param-padded"], "=?base64?IHBhZGRlZCA=?=")
        assert.strictEqual(headers["mcp-param-lines"], "=?base64?YQpi?=")
        assert.strictEqual(headers["mcp-param-marked"], "=?base64?PT9iYXNlNjQ/QUE9PT89?=")
        assert.strictEqual(headers["mcp-param-empty"], "")
      })
  )

  it.effect(
    "2026-07-28/P-01, 2026-07-28/P-02: to give a request up is to close its stream, and nothing is sent",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        const sent = yield* sending(wire, request(1, "tools/call", modern))
        const call = yield* server.post
        const stream = call.events()
        stream.message({ jsonrpc: "2.0", method: "notifications/message", params: {} })
        yield* wire.next
        assert.isTrue(wire.channel.abandon(1))
        yield* Deferred.await(call.left)
        yield* Fiber.join(sent)
        assert.strictEqual(server.waiting("POST"), 0)
      })
  )

  it.effect("2026-07-28/P-01: a request is given up before any answer", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const sent = yield* sending(wire, request(1, "tools/call", modern))
      const call = yield* server.post
      assert.isTrue(wire.channel.abandon(1))
      yield* Deferred.await(call.left)
      yield* Fiber.join(sent)
    })
  )

  it.effect(
    "abandon.unsent: a request that is given up before there is a connection is not sent",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        for (const id of [1, 3]) {
          yield* sending(wire, request(id, "tools/call", modern))
          assert.isTrue(wire.channel.abandon(id))
          yield* sending(wire, request(id + 1, "tools/call", modern))
          // It is not answered, so that the next needs a connection of its own.
          assert.strictEqual((yield* server.post).message["id"], id + 1)
        }
        assert.strictEqual(server.waiting("POST"), 0)
      })
  )

  it.effect(
    "2025-11-25/T-22, 2025-11-25/T-23: giving a request up closes nothing: the notification is wanted, and a late answer still comes",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        const sent = yield* sending(wire, request(1, "tools/call", newest))
        const call = yield* server.post
        const stream = call.events()
        stream.message({ jsonrpc: "2.0", method: "notifications/message", params: {} })
        yield* wire.next
        assert.isFalse(wire.channel.abandon(1))
        stream.message({ jsonrpc: "2.0", id: 1, result: {} })
        stream.end()
        yield* Fiber.join(sent)
        assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1 })
      })
  )

  it.effect("probe.unanswered: a probe that was never answered is let go after the handshake", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      const probe = yield* sending(wire, request(7, "server/discover", modern))
      const held = yield* server.post
      yield* shaken(wire, server)
      yield* Deferred.await(held.left)
      yield* Fiber.join(probe)
    })
  )

  it.effect("abandon.early: a request that has not left yet is withdrawn", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      const token = yield* Deferred.make<Redacted.Redacted>()
      const wire = yield* open(connecting, { url: server.url, bearer: Deferred.await(token) })
      const given = yield* sending(wire, request(1, "tools/call", newest))
      const kept = yield* sending(wire, request(2, "tools/call", newest))
      assert.isTrue(wire.channel.abandon(1))
      yield* Deferred.succeed(token, Redacted.make("t"))
      yield* Fiber.join(given)
      const call = yield* server.post
      assert.strictEqual(call.message["id"], 2)
      call.result({})
      yield* Fiber.join(kept)
      assert.strictEqual(server.waiting("POST"), 0)
    })
  )

  it.effect("abandon.unknown: of an id that is none of ours nothing is closed", () =>
    Effect.gen(function* () {
      const { wire } = yield* scripted(connecting)
      assert.isFalse(wire.channel.abandon(7))
    })
  )

  it.effect("headers.own: a user's headers are sent, and do not replace the transport's", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      const wire = yield* open(connecting, {
        url: `${server.url}?tenant=7`,
        headers: {
          "X-Tenant": "7",
          Accept: "*/*",
          "Mcp-Session-Id": "mine",
          Authorization: "Own 1"
        }
      })
      yield* sending(wire, request(1, "ping", newest))
      const sent = yield* server.post
      assert.strictEqual(sent.path, "/mcp?tenant=7")
      assert.deepStrictEqual(own(sent), {
        accept: "application/json, text/event-stream",
        authorization: "Own 1",
        "content-type": "application/json",
        "mcp-protocol-version": "2025-11-25",
        "x-tenant": "7"
      })
    })
  )

  it.effect("bearer.static: a token is on every request, and in place of what a header says", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      const wire = yield* open(connecting, {
        url: server.url,
        headers: { authorization: "Own 1" },
        bearer: Redacted.make("t0ken")
      })
      const { initialize, initialized, listening } = yield* shaken(wire, server)
      for (const { headers } of [initialize, initialized, listening]) {
        assert.strictEqual(headers.authorization, "Bearer t0ken")
      }
    })
  )

  it.effect("bearer.effect: a token is asked for anew for each request", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      let asked = 0
      const bearer = Effect.sync(() => Redacted.make(`t${++asked}`))
      const wire = yield* open(connecting, { url: server.url, bearer })
      const { initialize, initialized, listening } = yield* shaken(wire, server)
      assert.deepStrictEqual(
        [initialize, initialized, listening].map(({ headers }) => headers.authorization),
        ["Bearer t1", "Bearer t2", "Bearer t3"]
      )
    })
  )

  it.effect("bearer.fails: without a token nothing is sent", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      const bearer = Effect.fail("no token")
      const wire = yield* open(connecting, { url: server.url, bearer })
      const reason = yield* reasonOf(wire, request(1, "ping", newest))
      assert.strictEqual(reason._tag, "ConnectFailed")
      assert.strictEqual(server.waiting("POST"), 0)
    })
  )

  for (const url of ["nowhere", "file:///etc/passwd", "https://user:secret@example.com/"]) {
    it.effect(`url.invalid: ${url} cannot be opened`, () =>
      Effect.gen(function* () {
        const { reason } = yield* Effect.flip(open(connecting, { url }))
        assert.strictEqual(reason._tag, "ConnectFailed")
      })
    )
  }
})
