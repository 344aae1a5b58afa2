/** Callers that want more than their share: refused by name, and nobody else is. */
import { Authenticator } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue } from "effect"

import {
  begin,
  byName,
  calling,
  type Held,
  inSession,
  mount,
  serve,
  stateless,
  textOf
} from "./Held.ts"
import * as Request from "./Request.ts"

const reasonOf = (body: string | undefined): unknown =>
  (
    JSON.parse(body ?? "{}") as {
      readonly error?: { readonly data?: { readonly reason?: string } }
    }
  ).error?.data?.reason

const named = <A, E, R>(
  held: Effect.Effect<Held, E, R>,
  work: (held: Held) => Effect.Effect<A, E, R>
) => Effect.flatMap(Effect.provideService(held, Authenticator.Authenticator, byName), work)

const alice = { authorization: "alice" }
const bob = { authorization: "bob" }

const listening = { notifications: { toolsListChanged: true } }

/** A stream of a session of its own; the status. */
const listen = (held: Held, headers: Request.Headers) =>
  Effect.gen(function* () {
    const { session } = yield* inSession(held, headers)
    const wire = yield* held.wire()
    wire.send(Request.bytes(Request.listen(headers), { port: held.port, session }))
    return { wire, head: yield* wire.head }
  })

const batching = (held: Held) =>
  Effect.gen(function* () {
    const wire = yield* held.wire()
    const older = Request.initialize.replace("2025-11-25", "2025-03-26")
    wire.send(Request.bytes(Request.post(older), { port: held.port, session: "" }))
    const session = (yield* wire.answer)?.headers.get("mcp-session-id") ?? ""
    return (body: string) =>
      Effect.suspend(() => {
        const headers = { "mcp-protocol-version": "2025-03-26" }
        wire.send(Request.bytes(Request.inSession(body, headers), { port: held.port, session }))
        return wire.answer
      })
  })

const calls = (count: number) =>
  JSON.stringify(
    Array.from({ length: count }, (_, id) => ({
      jsonrpc: "2.0",
      id,
      method: "tools/call",
      params: { name: "whoami", arguments: {} }
    }))
  )

describe("Bounds", () => {
  it.effect("hostile.bounds: one session more than there may be is refused, until one ends", () =>
    Effect.gen(function* () {
      const held = yield* serve({ sessions: { max: 2000 } })
      const wire = yield* held.wire()
      const sessions: Array<string> = []
      while (sessions.length < 2000) sessions.push(yield* begin(wire, held.port))
      const another = Request.bytes(Request.post(Request.initialize), {
        port: held.port,
        session: ""
      })
      wire.send(another)
      const refused = yield* wire.answer
      assert.strictEqual(refused?.status, 503)
      assert.strictEqual(refused?.headers.get("retry-after"), "1")
      assert.strictEqual(reasonOf(refused?.body), "TooManySessions")
      for (const session of sessions.slice(0, 3)) {
        wire.send(
          Request.bytes(Request.plain("DELETE", "/mcp", { "mcp-session-id": session }), {
            port: held.port,
            session
          })
        )
        assert.strictEqual((yield* wire.answer)?.status, 204)
      }
      for (const status of [200, 200, 200, 503]) {
        wire.send(another)
        assert.strictEqual((yield* wire.answer)?.status, status)
      }
    })
  )

  it.effect("hostile.bounds: an initialize that is refused takes no session's place", () =>
    Effect.gen(function* () {
      const held = yield* serve({ sessions: { max: 2 } })
      const wire = yield* held.wire()
      for (let time = 0; time < 50; time++) {
        wire.send(
          Request.bytes(Request.post(Request.rpc("initialize", { protocolVersion: 7 })), {
            port: held.port,
            session: ""
          })
        )
        assert.strictEqual((yield* wire.answer)?.headers.has("mcp-session-id"), false)
      }
      yield* begin(wire, held.port)
      yield* begin(wire, held.port)
    })
  )

  it.effect("hostile.bounds: one principal's streams are bounded, and only its own", () =>
    named(serve({ maxStreams: 300 }), (held) =>
      Effect.gen(function* () {
        const opened = yield* Effect.forEach(
          Array.from({ length: 300 }),
          () => listen(held, alice),
          {
            concurrency: 32
          }
        )
        assert.deepStrictEqual(new Set(opened.map(({ head }) => head?.status)), new Set([200]))
        const { session, wire } = yield* inSession(held, alice)
        wire.send(Request.bytes(Request.listen(alice), { port: held.port, session }))
        const refused = yield* wire.answer
        assert.strictEqual(refused?.status, 429)
        assert.strictEqual(reasonOf(refused?.body), "TooManyStreams")
        assert.strictEqual((yield* listen(held, bob)).head?.status, 200)
        const caller = yield* stateless(held, alice)
        caller.send("subscriptions/listen", listening, 1)
        assert.strictEqual(reasonOf((yield* caller.wire.answer)?.body), "TooManyStreams")
      })
    )
  )

  it.effect("hostile.bounds: a stream that ends makes room for another", () =>
    named(serve({ maxStreams: 1 }), (held) =>
      Effect.gen(function* () {
        const { session, wire } = yield* inSession(held, alice)
        const places = { port: held.port, session }
        for (let time = 0; time < 20; time++) {
          const stream = yield* held.wire()
          stream.send(Request.bytes(Request.listen(alice), places))
          assert.strictEqual((yield* stream.head)?.status, 200)
          stream.socket.destroy()
          // the server learns of it in its own time
          let status: number | undefined = 0
          while (status !== 200) {
            const probe = yield* held.wire()
            probe.send(Request.bytes(Request.listen(alice), places))
            status = (yield* probe.head)?.status
            probe.socket.destroy()
          }
        }
        wire.send(Request.bytes(Request.inSession(Request.rpc("ping"), alice), places))
        assert.strictEqual((yield* wire.answer)?.status, 200)
      })
    )
  )

  it.effect(
    "hostile.bounds: what listens without a session is bounded as well, and calls go on",
    () =>
      named(serve({ maxStreams: 100 }), (held) =>
        Effect.gen(function* () {
          const callers = yield* Effect.forEach(
            Array.from({ length: 100 }),
            () => stateless(held, alice),
            {
              concurrency: 32
            }
          )
          for (const { send, wire } of callers) {
            send("subscriptions/listen", listening, 1)
            assert.strictEqual((yield* wire.head)?.status, 200)
          }
          const last = yield* stateless(held, alice)
          last.send("subscriptions/listen", listening, 1)
          const refused = yield* last.wire.answer
          assert.deepStrictEqual(
            [refused?.status, reasonOf(refused?.body)],
            [429, "TooManyStreams"]
          )
          last.send("tools/call", { name: "whoami", arguments: {} }, 2)
          assert.strictEqual(textOf((yield* last.wire.answer)?.body), "alice")
          assert.strictEqual((yield* listen(held, alice)).head?.status, 429)
          assert.strictEqual((yield* listen(held, bob)).head?.status, 200)
        })
      )
  )

  it.effect(
    "hostile.bounds: one principal's calls in flight are bounded over all of its sessions",
    () =>
      named(serve({ maxRequests: 100 }), (held) =>
        Effect.gen(function* () {
          const callers = yield* Effect.forEach(
            Array.from({ length: 100 }, (_, index) => index),
            (index) => (index % 2 === 0 ? inSession(held, alice) : stateless(held, alice)),
            { concurrency: 32 }
          )
          const keys = callers.map((_, index) => `call-${index}`)
          for (const [index, { send }] of callers.entries())
            send("tools/call", calling("hold", keys[index] ?? ""), 1)
          yield* Queue.takeN(held.gates.begun, 100)
          for (const caller of [yield* inSession(held, alice), yield* stateless(held, alice)]) {
            caller.send("tools/call", { name: "whoami", arguments: {} }, 9)
            const refused = yield* caller.wire.answer
            assert.deepStrictEqual(
              [refused?.status, refused?.headers.get("retry-after"), reasonOf(refused?.body)],
              [429, "1", "TooManyRequests"]
            )
          }
          const pinging = yield* inSession(held, alice)
          pinging.send("ping", {}, 1)
          assert.strictEqual((yield* pinging.wire.answer)?.status, 200)
          const other = yield* inSession(held, bob)
          other.send("tools/call", { name: "whoami", arguments: {} }, 9)
          assert.strictEqual(textOf((yield* other.wire.answer)?.body), "bob")
          yield* held.gates.release("call-0")
          yield* held.gates.release("call-1")
          yield* Effect.forEach(callers.slice(0, 2), ({ wire }) => wire.answer)
          pinging.send("tools/call", { name: "whoami", arguments: {} }, 9)
          assert.strictEqual(textOf((yield* pinging.wire.answer)?.body), "alice")
          for (const key of keys.slice(2)) yield* held.gates.release(key)
        })
      )
  )

  it.effect("hostile.bounds: a batch is no way around the bound on calls in flight", () =>
    Effect.gen(function* () {
      const held = yield* mount({ maxRequests: 10 })
      const batch = yield* batching(held)
      const caller = yield* stateless(held)
      caller.send("tools/call", calling("hold", "one"), 1)
      yield* Queue.take(held.gates.begun)
      const whole = yield* batch(calls(9))
      assert.strictEqual((JSON.parse(whole?.body ?? "") as ReadonlyArray<unknown>).length, 9)
      const refused = yield* batch(calls(10))
      assert.deepStrictEqual([refused?.status, reasonOf(refused?.body)], [429, "TooManyRequests"])
      yield* held.gates.release("one")
    })
  )

  it.effect("hostile.bounds: a batch of a million nothings is not answered a million times", () =>
    Effect.gen(function* () {
      const held = yield* mount()
      const batch = yield* batching(held)
      for (const nothings of [`[${"1,".repeat(1_000_000)}1]`, `[${"{},".repeat(1024)}{}]`]) {
        const refused = yield* batch(nothings)
        assert.deepStrictEqual([refused?.status, reasonOf(refused?.body)], [413, "BatchTooLong"])
      }
      const answered = yield* batch(`[${"1,".repeat(1023)}1]`)
      assert.deepStrictEqual(
        [answered?.status, (JSON.parse(answered?.body ?? "") as ReadonlyArray<unknown>).length],
        [200, 1024]
      )
    })
  )
})
