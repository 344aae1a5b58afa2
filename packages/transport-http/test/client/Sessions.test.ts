import { inspect } from "node:util"

import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"

import * as Scripted from "./support/scripted.ts"
import {
  initialized,
  modern,
  newest,
  notification,
  open,
  overBoth,
  reasonOf,
  request,
  response,
  scripted,
  sending,
  shaken
} from "./support/wire.ts"

overBoth("Sessions", (connecting) => {
  it.effect(
    "2025-11-25/T-42: a 404 in a session says that the session is gone and the message was not processed",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        yield* shaken(wire, server, { session: "s1" })
        for (const out of [
          request(1, "tools/call", newest),
          notification("notifications/x", newest),
          response(1, newest)
        ]) {
          const sent = yield* Effect.forkChild(reasonOf(wire, out))
          ;(yield* server.post).error(404, { code: -32001, message: "Session not found" }, null)
          assert.strictEqual((yield* Fiber.join(sent))._tag, "SessionLost")
        }
      })
  )

  it.effect("session.forgotten: a session that the server has forgotten is not deleted", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      yield* Effect.scoped(
        Effect.gen(function* () {
          const wire = yield* open(connecting, server)
          yield* shaken(wire, server, { session: "s1" })
          const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
          ;(yield* server.post).send(404)
          yield* Fiber.join(sent)
        })
      )
      assert.strictEqual(server.waiting("DELETE"), 0)
    })
  )

  it.effect("session.none: a 404 where there is no session is a refusal", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      yield* shaken(wire, server)
      const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
      ;(yield* server.post).send(404)
      assert.deepInclude(yield* Fiber.join(sent), { _tag: "Rejected", status: 404 })
    })
  )

  it.effect("session.initialize: only the answer to initialize begins a session", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      yield* sending(wire, request(1, "server/discover", modern))
      ;(yield* server.post).result({}, { "mcp-session-id": "s1" })
      yield* wire.next
      yield* sending(wire, request(2, "tools/list", modern))
      assert.isUndefined((yield* server.post).headers["mcp-session-id"])
    })
  )

  it.effect("session.stream: a session begins with a stream as well", () =>
    Effect.gen(function* () {
      const { server, wire } = yield* scripted(connecting)
      yield* sending(wire, request(0, "initialize", newest))
      const stream = (yield* server.post).events({ "mcp-session-id": "s1" })
      stream.message({ jsonrpc: "2.0", id: 0, result: initialized(newest) })
      stream.end()
      yield* wire.next
      yield* sending(wire, request(1, "tools/list", newest))
      assert.strictEqual((yield* server.post).headers["mcp-session-id"], "s1")
    })
  )

  it.effect(
    "2025-11-25/T-38: a session id is in no error, and one that no header could carry is not taken",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        const sent = yield* Effect.forkChild(reasonOf(wire, request(0, "initialize", newest)))
        ;(yield* server.post).result(initialized(newest), { "mcp-session-id": "se cret" })
        const reason = yield* Fiber.join(sent)
        assert.strictEqual(reason._tag, "ConnectionLost")
        assert.notInclude(inspect(reason, { depth: 9 }), "cret")
      })
  )

  it.effect("2025-11-25/T-43: a session that is no longer needed is deleted", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make({ deletes: "Held" })
      const closing = yield* Effect.forkChild(
        Effect.scoped(
          Effect.gen(function* () {
            const wire = yield* open(connecting, server)
            yield* shaken(wire, server, { session: "s1" })
          })
        )
      )
      const { headers, ...bye } = yield* server.delete
      assert.strictEqual(headers["mcp-session-id"], "s1")
      assert.strictEqual(headers["mcp-protocol-version"], "2025-11-25")
      assert.strictEqual(bye.path, "/mcp")
      assert.strictEqual(bye.text, "")
      assert.isUndefined(closing.pollUnsafe())
    }).pipe(Effect.scoped)
  )

  for (const status of [200, 204, 404, 405, 500]) {
    it.effect(`2025-11-25/T-43: a DELETE that is answered ${status} ends the session as well`, () =>
      Effect.gen(function* () {
        const server = yield* Scripted.make({ deletes: "Held" })
        const closing = yield* Effect.forkChild(
          Effect.scoped(
            Effect.gen(function* () {
              yield* shaken(yield* open(connecting, server), server, { session: "s1" })
            })
          )
        )
        ;(yield* server.delete).send(status)
        yield* Fiber.join(closing)
      })
    )
  }

  it.live("close.bounded: a server that does not answer a DELETE delays nobody for long", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make({ deletes: "Held" })
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* shaken(yield* open(connecting, server), server, { session: "s1" })
        })
      )
      const bye = yield* server.delete
      yield* Deferred.await(bye.left)
    })
  )

  it.effect("close.sessionless: without a session there is nothing to delete", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* shaken(yield* open(connecting, server), server)
        })
      )
      assert.strictEqual(server.waiting("DELETE"), 0)
    })
  )
})
