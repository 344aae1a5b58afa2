import { EventStore } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"

import { initialize, refusal } from "../support/peer.ts"
import { type Event, type Incoming, messagesOf } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"
import * as Talker from "../support/talker.ts"

const { after, heardOn, talking, word } = Talker

const idsOf = (events: ReadonlyArray<Event>) =>
  events.flatMap(({ id }) => (id === undefined ? [] : [id]))

const unknownEvent = [400, -32600, "UnknownEvent"]

describe("a stream that was lost", () => {
  it.effect(
    "2025-11-25/T-22, 2025-11-25/T-33, 2025-11-25/T-27: stops no call; its client gets the rest by GET, the answer with it, nothing twice",
    () =>
      Effect.gen(function* () {
        const { call, session, talker } = yield* talking({}, 1, 2, 3)
        const first = yield* word(call)
        const second = yield* word(call)
        assert.deepStrictEqual(heardOn([first, second]), [1, 2])
        yield* call.leave
        yield* session.ask("ping")
        yield* talker.say(4, 5)
        const stream = yield* after(session, second)
        assert.strictEqual(stream.status, 200)
        yield* talker.say(6)
        yield* talker.end
        assert.deepStrictEqual(heardOn(yield* stream.rest), [3, 4, 5, 6, "a"])
        assert.strictEqual(yield* stream.ended, "End")
      })
  )

  it.effect("resume.primed: can be come back to before anything was said", () =>
    Effect.gen(function* () {
      const { call, session, talker } = yield* talking({}, 1)
      const primed = yield* call.next
      assert.strictEqual(primed.data, "")
      yield* call.leave
      yield* talker.end
      const stream = yield* after(session, primed)
      assert.deepStrictEqual(heardOn(yield* stream.rest), [1, "a"])
    })
  )

  it.effect("resume.late: can be come back to when all is said, again and again", () =>
    Effect.gen(function* () {
      const { call, session, talker } = yield* talking({}, 1, 2, 3)
      yield* talker.end
      const events = yield* call.rest
      assert.deepStrictEqual(heardOn(events), [1, 2, 3, "a"])
      const expected = [[1, 2, 3, "a"], [2, 3, "a"], [3, "a"], ["a"]]
      const at = events.filter(({ id }) => id !== undefined)
      for (const [index, rest] of [...expected, ...expected].entries()) {
        const stream = yield* after(session, at[index % 4])
        assert.deepStrictEqual(heardOn(yield* stream.rest), rest)
      }
      const over = yield* after(session, at[4])
      assert.deepStrictEqual(yield* refusal(over), [405, -32600, "StreamIsOver"])
    })
  )

  it.effect.each(["2025-03-26", "2025-06-18"])(
    "resume.unprimed: in %s as well, once something was said",
    (version) =>
      Effect.gen(function* () {
        const { call, session, talker } = yield* talking({ version }, 1, 2)
        const first = yield* call.next
        assert.deepStrictEqual(heardOn([first]), [1])
        yield* call.leave
        yield* talker.say(3)
        yield* talker.end
        assert.deepStrictEqual(heardOn(yield* (yield* after(session, first)).rest), [2, 3, "a"])
      })
  )

  it.effect("resume.over: a client that comes back before it was missed takes over", () =>
    Effect.gen(function* () {
      const { call, session, talker } = yield* talking({}, 1, 2)
      const first = yield* word(call)
      const stream = yield* after(session, first)
      assert.strictEqual(yield* call.ended, "End")
      yield* talker.say(3)
      yield* talker.end
      assert.deepStrictEqual(heardOn(yield* stream.rest), [2, 3, "a"])
    })
  )
})

describe("an event's id", () => {
  it.effect(
    "2025-11-25/T-30, 2025-11-25/T-31, 2025-11-25/T-34: says which stream it is of, so each gets its own rest and nothing of another's",
    () =>
      Effect.gen(function* () {
        const talkers = [Talker.make(), Talker.make()] as const
        const ids: Array<string> = []
        const { url } = yield* serve(mcp(talkers[0].feature))
        const session = yield* initialize(url)
        yield* Talker.hearing(session)
        const listening = yield* session.get()
        const streams: Array<readonly [Incoming, number]> = []
        for (const at of [10, 20, 30]) {
          const calling = yield* Effect.forkChild(session.call(at, "talk"))
          yield* talkers[0].begun
          yield* talkers[0].say(at + 1, at + 2)
          yield* talkers[0].end
          streams.push([yield* Fiber.join(calling), at])
        }
        for (const [stream, at] of streams) {
          const events = yield* stream.rest
          ids.push(...idsOf(events))
          const rest = yield* after(
            session,
            events.find((event) => Talker.heard(messagesOf([event])[0] ?? {}) === at + 1)
          )
          assert.deepStrictEqual(heardOn(yield* rest.rest), [at + 2, at])
        }
        yield* session.delete
        ids.push(...idsOf(yield* listening.rest))
        assert.strictEqual(ids.length, 13)
        assert.strictEqual(new Set(ids).size, 13)
      })
  )

  it.effect("eventId.foreign: of another session is refused, and so is what is none", () =>
    Effect.gen(function* () {
      const { call, session, talker, url } = yield* talking({}, 1)
      yield* talker.end
      const [, event] = yield* call.rest
      const id = String(event?.id)
      const other = yield* initialize(url)
      yield* other.get()
      const [tag, stream, number] = id.split(".")
      for (const text of [
        "",
        "1",
        "a.b",
        `${id}.1`,
        `${id}%00`,
        `${tag}.99.${number}`,
        `${tag}.-1.${number}`,
        `${tag}..${number}`,
        `other.${stream}.${number}`,
        `${tag}.${"z".repeat(9)}.1`,
        `__proto__.${stream}.${number}`,
        `${tag}.0.zzzz`,
        "x".repeat(5000)
      ]) {
        const response = yield* session.get({ "last-event-id": text })
        assert.deepStrictEqual(yield* refusal(response), unknownEvent, text)
      }
      assert.deepStrictEqual(yield* refusal(yield* after(other, event)), unknownEvent)
      assert.notInclude(id, session.id)
      assert.strictEqual((yield* after(session, event)).status, 200)
    })
  )

  it.effect(
    "eventId.gone: of what is no longer kept is refused, and the rest still to be had",
    () =>
      Effect.gen(function* () {
        const store = EventStore.layerMemory({ eventsPerStream: 3 })
        const { call, session, talker } = yield* talking({ store }, 1, 2, 3, 4, 5)
        yield* talker.end
        const events = (yield* call.rest).filter(({ data }) => data !== "")
        assert.deepStrictEqual(heardOn(events), [1, 2, 3, 4, 5, "a"])
        assert.deepStrictEqual(yield* refusal(yield* after(session, events[1])), unknownEvent)
        const rest = yield* after(session, events[2])
        assert.deepStrictEqual(heardOn(yield* rest.rest), [4, 5, "a"])
      })
  )

  it.effect(
    "eventId.future: of what was never sent is refused; the stream stays with who has it",
    () =>
      Effect.gen(function* () {
        const { call, session, talker } = yield* talking({}, 1, 2)
        const first = yield* word(call)
        const future = String(first.id).replace(/[^.]+$/, "9")
        const refused = yield* session.get({ "last-event-id": future })
        assert.deepStrictEqual(yield* refusal(refused), unknownEvent)
        yield* talker.end
        assert.deepStrictEqual(heardOn(yield* call.rest), [2, "a"])
      })
  )

  it.effect(
    "resume.none: there are no ids where nothing is kept, and the call is answered all the same",
    () =>
      Effect.gen(function* () {
        const { call, session, talker } = yield* talking({ resumable: false }, 1)
        yield* talker.end
        const events = yield* call.rest
        assert.deepStrictEqual(heardOn(events), [1, "a"])
        assert.deepStrictEqual(idsOf(events), [])
        const response = yield* session.get({ "last-event-id": "a.1.1" })
        assert.deepStrictEqual(yield* refusal(response), unknownEvent)
      })
  )
})
