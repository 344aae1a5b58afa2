/** An authenticator that takes its time, or fails, and callers that use that. */
import { Principal } from "@effect-mcp/protocol"
import { Authenticator } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Queue } from "effect"

import { calling, type Held, inSession, mount, shuffled, stateless, textOf, until } from "./Held.ts"
import * as Request from "./Request.ts"
import { secret } from "./Victim.ts"

const serving = (authenticate: Authenticator.Authenticator["Service"]["authenticate"]) =>
  Effect.provideService(mount({ maxRequests: 1 }), Authenticator.Authenticator, { authenticate })

/** Everybody is who they say, but only once the test says so. */
const slow = Effect.gen(function* () {
  const asked = yield* Queue.unbounded<readonly [name: string, gate: Deferred.Deferred<void>]>()
  const held = yield* serving(({ headers }) =>
    Effect.gen(function* () {
      const name = headers["authorization"] ?? ""
      if (name === "at once") return Principal.user("at once")
      const gate = yield* Deferred.make<void>()
      yield* Queue.offer(asked, [name, gate])
      yield* Deferred.await(gate)
      return Principal.user(name === "later" ? "at once" : name)
    })
  )
  return { held, asked }
})

const atOnce = { authorization: "at once" }
const later = { authorization: "later" }

const hangingUp = (
  held: Held,
  asked: Queue.Dequeue<readonly [string, Deferred.Deferred<void>]>,
  request: Buffer
) =>
  Effect.gen(function* () {
    const wire = yield* held.wire()
    wire.send(request)
    const [, gate] = yield* Queue.take(asked)
    const before = held.sockets.size
    wire.socket.resetAndDestroy()
    yield* until(() => held.sockets.size < before)
    yield* Deferred.succeed(gate, undefined)
  })

describe("Authentication", () => {
  it.effect("2025-11-25/T-53: whoever is found out last is still who they are", () =>
    Effect.gen(function* () {
      const { asked, held } = yield* slow
      const names = Array.from({ length: 64 }, (_, index) => `user-${index}`)
      const callers = yield* Effect.forEach(names, (authorization) =>
        stateless(held, { authorization })
      )
      for (const { send } of callers) send("tools/call", { name: "whoami", arguments: {} }, 1)
      const waiting = yield* Queue.takeN(asked, 64)
      for (const [, gate] of shuffled(waiting, 1)) yield* Deferred.succeed(gate, undefined)
      const answers = yield* Effect.forEach(callers, ({ wire }) => wire.answer)
      assert.deepStrictEqual(
        answers.map((answer) => textOf(answer?.body)),
        names
      )
    })
  )

  it.effect(
    "hostile.authentication: who hangs up before it is known who they are blocks no stream",
    () =>
      Effect.gen(function* () {
        const { asked, held } = yield* slow
        const { session } = yield* inSession(held, atOnce)
        const places = { port: held.port, session }
        yield* hangingUp(held, asked, Request.bytes(Request.listen(later), places))
        const wire = yield* held.wire()
        wire.send(Request.bytes(Request.listen(atOnce), places))
        assert.strictEqual((yield* wire.head)?.status, 200)
      })
  )

  it.effect(
    "hostile.authentication: who hangs up before it is known who they are leaves no call behind",
    () =>
      Effect.gen(function* () {
        const { asked, held } = yield* slow
        const call = Request.stateless(
          Request.stating("tools/call", calling("hold", "left")),
          later
        )
        for (let time = 0; time < 5; time++) {
          yield* hangingUp(held, asked, Request.bytes(call, { port: held.port, session: "" }))
        }
        const caller = yield* stateless(held, atOnce)
        caller.send("tools/call", { name: "whoami", arguments: {} }, 1)
        assert.strictEqual(textOf((yield* caller.wire.answer)?.body), "at once")
        assert.strictEqual(yield* Queue.size(held.gates.begun), 0)
      })
  )

  it.effect(
    "hostile.authentication: what an authenticator dies of stays in the server, and nobody is let in",
    () =>
      Effect.gen(function* () {
        const held = yield* serving(() => Effect.die(new Error(secret)))
        const caller = yield* stateless(held)
        for (let time = 0; time < 3; time++) {
          caller.send("tools/call", { name: "whoami", arguments: {} }, 1)
          const answer = yield* caller.wire.answer
          assert.deepStrictEqual(
            [answer?.status, answer?.body],
            [500, `{"jsonrpc":"2.0","error":{"code":-32603,"message":"Internal error"}}`]
          )
        }
      })
  )
})
