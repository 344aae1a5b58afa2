/**
 * Callers that use the same JSON-RPC ids at the same time, answered in an order that none of them asked in: every
 * answer, message and question reaches its own caller.
 */
import { Authenticator } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue, type Scope } from "effect"

import type { Event } from "../support/raw.ts"
import {
  begin,
  byName,
  type Caller,
  calling,
  type Held,
  inSession,
  serve,
  shuffled,
  stateless,
  textOf
} from "./Held.ts"
import * as Request from "./Request.ts"

interface Named extends Caller {
  readonly key: string
}

/** Half of them with sessions, half without. */
const callers = (held: Held, count: number) =>
  Effect.forEach(
    Array.from({ length: count }, (_, index) => index),
    (index): Effect.Effect<Named, never, Scope.Scope> =>
      Effect.map(index % 2 === 0 ? inSession(held) : stateless(held), (caller) => ({
        ...caller,
        key: `caller-${index}`
      })),
    { concurrency: 32 }
  )

const everybodyHasBegun = (held: Held, all: ReadonlyArray<Named>) =>
  Effect.gen(function* () {
    const begun = yield* Queue.takeN(held.gates.begun, all.length)
    assert.deepStrictEqual([...begun].sort(), all.map(({ key }) => key).sort())
  })

const messages = (events: ReadonlyArray<Event>): ReadonlyArray<unknown> =>
  events.flatMap(({ data }) => (data === undefined || data.trim() === "" ? [] : [JSON.parse(data)]))

const wholeStream = (caller: Caller) =>
  Effect.gen(function* () {
    yield* caller.wire.head
    const events: Array<Event> = []
    for (
      let event = yield* caller.wire.event;
      event !== undefined;
      event = yield* caller.wire.event
    ) {
      events.push(event)
    }
    return messages(events)
  })

const withNames = <A, E, R>(work: (held: Held) => Effect.Effect<A, E, R>) =>
  Effect.flatMap(Effect.provideService(serve(), Authenticator.Authenticator, byName), work)

describe("Collisions", () => {
  it.effect(
    "2025-11-25/B-06, 2026-07-28/B-06: of 256 callers with the same ids each gets its own answer",
    () =>
      Effect.gen(function* () {
        const held = yield* serve()
        const all = yield* callers(held, 256)
        for (const [round, id] of [1, "1", 1].entries()) {
          for (const caller of shuffled(all, round))
            caller.send("tools/call", calling("hold", caller.key), id)
          yield* everybodyHasBegun(held, all)
          for (const { key } of shuffled(all, 7 + round)) yield* held.gates.release(key)
          for (const { key, wire } of shuffled(all, 13 + round)) {
            const answer = yield* wire.answer
            const body = JSON.parse(answer?.body ?? "") as { readonly id: unknown }
            assert.deepStrictEqual([body.id, textOf(answer?.body)], [id, key])
          }
        }
      })
  )

  it.effect(
    "2025-11-25/T-29, 2026-07-28/T-15: of 256 callers with the same ids and tokens each hears of its own call",
    () =>
      Effect.gen(function* () {
        const held = yield* serve()
        const all = yield* callers(held, 256)
        for (const { key, send } of all) {
          send("tools/call", calling("chat", key, { _meta: { progressToken: 1 } }), 1)
        }
        yield* everybodyHasBegun(held, all)
        for (const { key } of shuffled(all, 3)) yield* held.gates.release(key)
        for (const caller of shuffled(all, 5)) {
          const heard = yield* wholeStream(caller)
          const said = heard.map((message) => {
            const { method, params, result } = message as {
              readonly method?: string
              readonly params?: { readonly data?: string; readonly message?: string }
              readonly result?: unknown
            }
            return method === undefined
              ? textOf(JSON.stringify({ result }))
              : (params?.data ?? params?.message)
          })
          const { key } = caller
          assert.deepStrictEqual(said, [`before ${key}`, key, `after ${key}`, key])
        }
      })
  )

  it.effect(
    "2025-11-25/T-19: of 128 sessions that are asked in mid-call each gets what its own person said",
    () =>
      Effect.gen(function* () {
        const held = yield* serve()
        const all = yield* Effect.forEach(
          Array.from({ length: 128 }, (_, index) => index),
          (index) =>
            Effect.map(inSession(held), (caller) => ({ ...caller, key: `caller-${index}` })),
          { concurrency: 32 }
        )
        for (const { key, send } of all) send("tools/call", calling("ask", key), 1)
        const asked: Array<{ readonly caller: (typeof all)[number]; readonly id: unknown }> = []
        for (const caller of shuffled(all, 2)) {
          yield* caller.wire.head
          let question: { readonly id?: unknown; readonly params?: { readonly message: string } } =
            {}
          while (question.params === undefined) {
            const event = yield* caller.wire.event
            if (event?.data !== undefined && event.data.trim() !== "")
              question = JSON.parse(event.data) as never
          }
          assert.strictEqual(question.params.message, caller.key)
          asked.push({ caller, id: question.id })
        }
        for (const { caller, id } of shuffled(asked, 4)) {
          const second = yield* inSession(held, {}, caller.session)
          second.post(
            JSON.stringify({
              jsonrpc: "2.0",
              id,
              result: { action: "accept", content: { name: `person of ${caller.key}` } }
            })
          )
          assert.strictEqual((yield* second.wire.answer)?.status, 202)
        }
        for (const { caller } of shuffled(asked, 6)) {
          const answer = yield* caller.wire.event
          assert.strictEqual(textOf(answer?.data), `${caller.key} is person of ${caller.key}`)
        }
      })
  )

  it.effect(
    "hostile.collisions: of 128 calls that end to ask each goes on with what its own person said",
    () =>
      Effect.gen(function* () {
        const held = yield* serve()
        const meta = {
          _meta: { "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } } }
        }
        const all = yield* Effect.forEach(
          Array.from({ length: 128 }, (_, index) => index),
          (index) =>
            Effect.map(stateless(held), (caller) => ({ ...caller, key: `caller-${index}` })),
          { concurrency: 32 }
        )
        for (const { key, send } of all) send("tools/call", calling("ask", key, meta), 1)
        for (const { key, send, wire } of shuffled(all, 2)) {
          const { result } = JSON.parse((yield* wire.answer)?.body ?? "") as {
            readonly result: {
              readonly requestState: string
              readonly inputRequests: {
                readonly [key: string]: { readonly params: { readonly message: string } }
              }
            }
          }
          const [[name, question] = []] = Object.entries(result.inputRequests)
          assert.strictEqual(question?.params.message, key)
          const inputResponses = {
            [name ?? ""]: { action: "accept", content: { name: `person of ${key}` } }
          }
          send(
            "tools/call",
            calling("ask", key, { ...meta, inputResponses, requestState: result.requestState }),
            1
          )
        }
        for (const { key, wire } of shuffled(all, 4)) {
          assert.strictEqual(textOf((yield* wire.answer)?.body), `${key} is person of ${key}`)
        }
      })
  )

  it.effect(
    "2025-11-25/T-53: two principals with the same ids are told apart by every request",
    () =>
      withNames((held) =>
        Effect.gen(function* () {
          const names = Array.from({ length: 64 }, (_, index) =>
            index % 2 === 0 ? "alice" : "bob"
          )
          const all = yield* Effect.forEach(names, (name, index) =>
            Effect.map(
              index % 4 < 2
                ? inSession(held, { authorization: name })
                : stateless(held, { authorization: name }),
              (caller) => ({ ...caller, name })
            )
          )
          for (const { send } of shuffled(all, 1))
            send("tools/call", { name: "whoami", arguments: {} }, 1)
          for (const { name, wire } of shuffled(all, 2)) {
            assert.strictEqual(textOf((yield* wire.answer)?.body), name)
          }
        })
      )
  )

  it.effect("2025-11-25/T-55: a session of somebody else is none, for whatever method", () =>
    withNames((held) =>
      Effect.gen(function* () {
        const alice = yield* inSession(held, { authorization: "alice" })
        alice.send("tools/call", calling("hold", "hers"), 1)
        yield* Queue.take(held.gates.begun)
        const places = { port: held.port, session: alice.session }
        const requests = [
          Request.inSession(Request.rpc("ping"), { authorization: "bob" }),
          Request.inSession(
            `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`,
            {
              authorization: "bob"
            }
          ),
          Request.inSession(`{"jsonrpc":"2.0","id":1,"result":{}}`, { authorization: "bob" }),
          Request.listen({ authorization: "bob" }),
          Request.listen({ authorization: "bob", "last-event-id": "00000000-0000.0.0" }),
          Request.plain("DELETE", "/mcp", { authorization: "bob", "mcp-session-id": "{session}" })
        ]
        const bob = yield* held.wire()
        for (const request of requests) {
          bob.send(Request.bytes(request, places))
          assert.strictEqual((yield* bob.answer)?.status, 404)
        }
        for (const request of requests) {
          const nobody = { ...request, headers: { ...request.headers, authorization: undefined } }
          bob.send(Request.bytes(nobody, places))
          assert.strictEqual((yield* bob.answer)?.status, 401)
        }
        yield* held.gates.release("hers")
        assert.strictEqual(textOf((yield* alice.wire.answer)?.body), "hers")
      })
    )
  )

  it.effect("2025-11-25/U-01: a cancel stops only what was begun in its own session", () =>
    withNames((held) =>
      Effect.gen(function* () {
        const alice = yield* inSession(held, { authorization: "alice" })
        const second = yield* inSession(held, { authorization: "alice" })
        const bob = yield* inSession(held, { authorization: "bob" })
        const modern = yield* stateless(held, { authorization: "alice" })
        alice.send("tools/call", calling("hold", "hers"), 1)
        modern.send("tools/call", calling("hold", "without a session"), 1)
        yield* Queue.takeN(held.gates.begun, 2)
        const cancel = `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`
        for (const other of [second, bob]) {
          other.post(cancel)
          assert.strictEqual((yield* other.wire.answer)?.status, 202)
        }
        const stranger = yield* stateless(held, { authorization: "bob" })
        stranger.post(cancel)
        assert.strictEqual((yield* stranger.wire.answer)?.status, 202)
        yield* held.gates.release("hers")
        yield* held.gates.release("without a session")
        assert.strictEqual(textOf((yield* alice.wire.answer)?.body), "hers")
        assert.strictEqual(textOf((yield* modern.wire.answer)?.body), "without a session")
        assert.strictEqual(yield* Queue.size(held.gates.stopped), 0)
      })
    )
  )

  it.effect("2026-07-28/MR-08: what was sealed for somebody else is refused", () =>
    withNames((held) =>
      Effect.gen(function* () {
        const alice = yield* stateless(held, { authorization: "alice" })
        const bob = yield* stateless(held, { authorization: "bob" })
        const meta = {
          _meta: { "io.modelcontextprotocol/clientCapabilities": { elicitation: { form: {} } } }
        }
        alice.send("tools/call", calling("ask", "hers", meta), 1)
        const { result } = JSON.parse((yield* alice.wire.answer)?.body ?? "") as {
          readonly result: { readonly requestState: string; readonly inputRequests: object }
        }
        const [name = ""] = Object.keys(result.inputRequests)
        const retry = calling("ask", "hers", {
          ...meta,
          requestState: result.requestState,
          inputResponses: { [name]: { action: "accept", content: { name: "Alice" } } }
        })
        bob.send("tools/call", retry, 1)
        assert.strictEqual((yield* bob.wire.answer)?.status, 400)
        alice.send("tools/call", retry, 2)
        assert.strictEqual(textOf((yield* alice.wire.answer)?.body), "hers is Alice")
      })
    )
  )

  it.effect("hostile.session: an initialize inside of a session opens another one", () =>
    Effect.gen(function* () {
      const held = yield* serve()
      const caller = yield* inSession(held)
      const wire = yield* held.wire()
      const second = yield* begin(wire, held.port, { "mcp-session-id": caller.session })
      assert.notStrictEqual(second, caller.session)
      caller.send("ping", {}, 1)
      assert.strictEqual((yield* caller.wire.answer)?.status, 200)
    })
  )
})
