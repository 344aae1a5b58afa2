import { Tool } from "@effect-mcp/server"
import { EventStream } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"

import { answer, initialize, modern, resultOf, type Session } from "../support/peer.ts"
import { type Event } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"
import * as Talker from "../support/talker.ts"

const { calling, heardOn } = Talker

const lastId = (events: ReadonlyArray<Event>) => events.findLast(({ id }) => id !== undefined)?.id

const back = (session: Session, events: ReadonlyArray<Event>) =>
  session.get({ "last-event-id": String(lastId(events)) })

describe("a stream that is given back in mid-call", () => {
  it.effect(
    "2025-11-25/T-13, 2025-11-25/T-15: ends after its client was told how long to wait, and the client that comes back misses nothing",
    () =>
      Effect.gen(function* () {
        const { call, session, talker } = yield* calling({ retry: "700 millis" })
        yield* talker.say(1, 2)
        assert.isTrue(yield* talker.release)
        const first = yield* (yield* call).rest
        assert.deepStrictEqual(heardOn(first), [1, 2])
        assert.deepStrictEqual(first.at(-1), { retry: "700" })
        yield* talker.say(3, 4)
        const second = yield* back(session, first)
        yield* talker.say(5)
        assert.isTrue(yield* talker.release)
        const events = yield* second.rest
        assert.deepStrictEqual(heardOn(events), [3, 4, 5])
        assert.deepStrictEqual(events.at(-1), { retry: "700" })
        assert.isFalse(yield* talker.release)
        yield* talker.say(6)
        yield* talker.end
        const last = yield* back(session, events)
        assert.deepStrictEqual(heardOn(yield* last.rest), [6, "a"])
      })
  )

  it.effect("2025-11-25/T-12, 2025-11-25/T-13: and so where nothing was said before", () =>
    Effect.gen(function* () {
      const { call, session, talker } = yield* calling({})
      assert.isTrue(yield* talker.release)
      const events = yield* (yield* call).rest
      assert.deepStrictEqual(events, [
        { id: String(events[0]?.id), retry: "1000", data: "" },
        { retry: "1000" }
      ])
      yield* talker.end
      assert.deepStrictEqual(heardOn(yield* (yield* back(session, events)).rest), ["a"])
    })
  )

  it.effect(
    "release.twice: a client that waits for a long call comes back as often as it has to",
    () =>
      Effect.gen(function* () {
        const { call, session, talker } = yield* calling({})
        let stream = yield* Effect.andThen(talker.say(0), call)
        const all: Array<Event> = []
        for (let number = 1; number <= 40; number++) {
          if (number % 4 === 0) {
            assert.isTrue(yield* talker.release)
            all.push(...(yield* stream.rest))
            yield* talker.say(number)
            stream = yield* back(session, all)
          } else {
            yield* talker.say(number)
          }
        }
        yield* talker.end
        all.push(...(yield* stream.rest))
        assert.deepStrictEqual(heardOn(all), [...Array.from({ length: 41 }, (_, at) => at), "a"])
      })
  )

  it.effect("release.away: cannot be given back by who has not got it", () =>
    Effect.gen(function* () {
      const { call, session, talker } = yield* calling({})
      yield* talker.say(1)
      const stream = yield* call
      const first = [yield* stream.next]
      yield* stream.leave
      yield* session.ask("ping")
      assert.isFalse(yield* talker.release)
      yield* talker.end
      assert.deepStrictEqual(heardOn(yield* (yield* back(session, first)).rest), [1, "a"])
    })
  )

  it.effect.each([
    ["2025-06-18", {}],
    ["2025-03-26", {}],
    ["2025-11-25", { resumable: false }],
    ["2025-11-25", { answers: "json" }]
  ] as const)(
    "release.not: %s, %o: is not possible, changes nothing, and the call goes on",
    ([version, options]) =>
      Effect.gen(function* () {
        const { call, talker } = yield* calling({ ...options, version })
        assert.isFalse(yield* talker.release)
        yield* talker.end
        const response = yield* call
        assert.strictEqual(response.headers["content-type"], "application/json")
        assert.deepStrictEqual(resultOf(yield* response.json)["content"], [
          { type: "text", text: "over" }
        ])
      })
  )

  it.effect("release.not: nor without a session", () =>
    Effect.gen(function* () {
      const Ask = Tool.make("ask", {}).handle(() =>
        Effect.map(EventStream.release, (released) => String(released))
      )
      const { url } = yield* serve(mcp(Ask))
      const message = yield* answer(yield* modern(url, "tools/call", { name: "ask" }))
      assert.deepStrictEqual(resultOf(message)["content"], [{ type: "text", text: "false" }])
    })
  )
})

describe("closeAfter", () => {
  it.effect(
    "2025-11-25/T-13: a call that takes long is left after so long, without its doing, and answered to who comes back",
    () =>
      Effect.gen(function* () {
        const { call, session, talker } = yield* calling({ closeAfter: "5 seconds" })
        yield* talker.say(1)
        yield* TestClock.adjust("4999 millis")
        yield* talker.say(2)
        yield* TestClock.adjust("1 millis")
        const events = yield* (yield* call).rest
        assert.deepStrictEqual(heardOn(events), [1, 2])
        assert.deepStrictEqual(events.at(-1), { retry: "1000" })
        yield* talker.say(3)
        yield* talker.end
        assert.deepStrictEqual(heardOn(yield* (yield* back(session, events)).rest), [3, "a"])
      })
  )

  it.effect("closeAfter.silent: also one that has not said anything yet", () =>
    Effect.gen(function* () {
      const { call, session, talker } = yield* calling({ closeAfter: "5 seconds" })
      yield* TestClock.adjust("5 seconds")
      const events = yield* (yield* call).rest
      assert.deepStrictEqual(heardOn(events), [])
      yield* talker.end
      assert.deepStrictEqual(heardOn(yield* (yield* back(session, events)).rest), ["a"])
    })
  )

  it.effect("closeAfter.quick: not one that is answered before", () =>
    Effect.gen(function* () {
      const { call, talker } = yield* calling({ closeAfter: "5 seconds" })
      yield* TestClock.adjust("4999 millis")
      yield* talker.end
      const response = yield* call
      assert.strictEqual(response.headers["content-type"], "application/json")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* response.json)["id"], "a")
    })
  )

  it.effect("closeAfter.older: not in a revision whose clients would not come back", () =>
    Effect.gen(function* () {
      const { call, talker } = yield* calling({ closeAfter: "5 seconds", version: "2025-06-18" })
      yield* talker.say(1)
      yield* TestClock.adjust("1 hour")
      yield* talker.say(2)
      yield* talker.end
      assert.deepStrictEqual(heardOn(yield* (yield* call).rest), [1, 2, "a"])
    })
  )
})

describe("a call whose client went away", () => {
  it.effect(
    "2025-11-25/T-22: goes on, also where nothing was said and nothing can be come back to",
    () =>
      Effect.gen(function* () {
        const gate = yield* Deferred.make<void>()
        const begun = yield* Deferred.make<void>()
        const finished = yield* Deferred.make<string>()
        const Work = Tool.make("work", {}).handle(() =>
          Deferred.succeed(begun, undefined).pipe(
            Effect.andThen(Deferred.await(gate)),
            Effect.andThen(Deferred.succeed(finished, "finished")),
            Effect.onInterrupt(() => Deferred.succeed(finished, "interrupted")),
            Effect.as("done")
          )
        )
        for (const options of [{}, { resumable: false }, { sessions: false }] as const) {
          const { url } = yield* serve(mcp(Work), options)
          const session = yield* initialize(url)
          const calling = yield* Effect.forkChild(
            Effect.scoped(
              session.post({
                jsonrpc: "2.0",
                id: 1,
                method: "tools/call",
                params: { name: "work" }
              })
            )
          )
          yield* Deferred.await(begun)
          yield* Fiber.interrupt(calling)
          yield* session.ask("ping")
        }
        yield* Deferred.succeed(gate, undefined)
        assert.strictEqual(yield* Deferred.await(finished), "finished")
      })
  )
})
