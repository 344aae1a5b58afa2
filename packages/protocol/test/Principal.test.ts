import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import type * as Handler from "../src/Handler.ts"
import * as Principal from "../src/Principal.ts"
import { connect, handshake, serve, stating, turn } from "./EngineFixture.ts"

describe("Principal", () => {
  it("principal.key: two identities are one caller if their keys are equal", () => {
    assert.strictEqual(Principal.key(Principal.local), "local:local")
    assert.strictEqual(Principal.key(Principal.user("local")), "user:local")
    assert.isTrue(Principal.same(Principal.user("a"), Principal.user("a")))
    assert.isFalse(Principal.same(Principal.user("anonymous"), Principal.anonymous))
  })

  it.effect("2025-11-25/CL-58, 2026-07-28/CL-31: who a client says it is decides nothing", () =>
    Effect.gen(function* () {
      const who: Handler.Handler<never> = {
        run: () => Effect.map(Principal.Principal, (identity) => ({ who: Principal.key(identity) }))
      }
      const endpoint = yield* serve({ handlers: () => ({ "tools/call": who }) })
      const bob = connect(endpoint, { principal: Principal.user("bob") })
      const claims = { principal: { kind: "user", id: "ann" }, user: "ann", sub: "ann" }
      const clientInfo = { name: "ann", version: "1", ...claims }
      const meta = { ...claims, "io.modelcontextprotocol/clientInfo": clientInfo }
      const answer = yield* bob.ask(1, "tools/call", stating(claims, {}, meta))
      assert.strictEqual(answer.result?.["who"], "user:bob")
    })
  )

  it.effect("principal.handler: a handler learns who calls, in both eras", () =>
    Effect.gen(function* () {
      const who: Handler.Handler<never> = {
        run: () => Effect.map(Principal.Principal, (identity) => ({ who: Principal.key(identity) }))
      }
      const endpoint = yield* serve({ handlers: () => ({ "tools/call": who }) })
      const ann = connect(endpoint, { principal: Principal.user("ann") })
      const bob = connect(endpoint, { principal: Principal.user("bob") })
      assert.strictEqual((yield* ann.ask(1, "tools/call", stating())).result?.["who"], "user:ann")
      assert.strictEqual((yield* bob.ask(1, "tools/call", stating())).result?.["who"], "user:bob")
      yield* handshake(ann)
      assert.strictEqual((yield* ann.ask(2, "tools/call")).result?.["who"], "user:ann")
    })
  )

  it.effect(
    "2025-11-25/CL-48: one caller reaches nothing of another's: calls, questions, sessions",
    () =>
      Effect.gen(function* () {
        const asks: Handler.Handler<never> = {
          run: (request) => Effect.orDie(request.request("roots/list"))
        }
        const endpoint = yield* serve({ handlers: () => ({ "tools/call": asks }) })
        const ann = connect(endpoint, { principal: Principal.user("ann") })
        const bob = connect(endpoint, { principal: Principal.user("bob") })
        yield* handshake(ann)
        const before = yield* bob.ask(1, "ping")
        assert.deepStrictEqual(before.result, {})
        assert.strictEqual((yield* bob.ask(1, "resources/subscribe", {})).error?.code, -32600)
        yield* handshake(bob)
        ann.send({ jsonrpc: "2.0", id: 7, method: "tools/call" })
        const question = yield* ann.next
        bob.notify("notifications/cancelled", { requestId: 7 })
        bob.send({ jsonrpc: "2.0", id: question.id, result: { roots: [{ uri: "file:///bob" }] } })
        yield* turn
        assert.deepStrictEqual(yield* bob.rest, [])
        assert.deepStrictEqual(yield* ann.rest, [])
        ann.send({ jsonrpc: "2.0", id: question.id, result: { roots: [] } })
        assert.deepStrictEqual((yield* ann.next).result, { roots: [] })
      })
  )
})
