import { McpServer, Tool } from "@effect-mcp/server"
import { EventStore } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"

import { initialize, notification, refusal } from "../support/peer.ts"
import { messagesOf } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"
import * as Talker from "../support/talker.ts"
import * as Things from "../support/things.ts"

const { happen, seen, seenOn, watch, watching } = Things
const Server = mcp(Things.feature)

describe("the stream of a session", () => {
  it.effect(
    "2025-11-25/T-25, 2025-11-25/T-12, 2025-11-25/T-15: a GET is answered with one, which begins with an id and says when to come back",
    () =>
      Effect.gen(function* () {
        const { serving, session } = yield* watching(Server, {}, 1)
        const stream = yield* session.get()
        assert.strictEqual(stream.status, 200)
        assert.strictEqual(stream.headers["content-type"], "text/event-stream")
        const primed = yield* stream.next
        assert.deepStrictEqual(primed, { id: String(primed.id), retry: "1000", data: "" })
        yield* happen(serving, 1)
        const event = yield* stream.next
        assert.hasAllKeys(event, ["id", "event", "data"])
        assert.strictEqual(event.event, "message")
        assert.notStrictEqual(event.id, primed.id)
      })
  )

  it.effect.each(["2025-03-26", "2025-06-18"])(
    "stream.unprimed: in %s it begins with the first event",
    (version) =>
      Effect.gen(function* () {
        const { serving, session } = yield* watching(Server, { version }, 1)
        const stream = yield* session.get()
        yield* happen(serving, 1)
        const event = yield* stream.next
        assert.hasAllKeys(event, ["id", "event", "data"])
        assert.deepStrictEqual(seenOn([event]), ["1"])
      })
  )

  it.effect(
    "2025-11-25/T-26, 2025-11-25/T-27, 2025-11-25/T-29: has what belongs to no call, and a call's stream has the rest; nothing is on both",
    () =>
      Effect.gen(function* () {
        const talker = Talker.make()
        const serving = yield* serve(mcp(Layer.mergeAll(Things.feature, talker.feature)))
        const session = yield* initialize(serving.url)
        yield* Talker.hearing(session)
        yield* watch(session, 1, 2)
        const listening = yield* session.get()
        const calling = yield* Effect.forkChild(session.call(7, "talk"))
        yield* talker.begun
        yield* talker.say(101)
        yield* happen(serving, 1)
        yield* talker.say(102)
        yield* happen(serving, 2)
        yield* talker.end
        const call = yield* Fiber.join(calling)
        assert.deepStrictEqual(messagesOf(yield* call.rest).map(Talker.heard), [101, 102, 7])
        yield* session.delete
        assert.deepStrictEqual(seenOn(yield* listening.rest), ["1", "2"])
      })
  )

  it.effect("stream.others: another session hears of what it watches itself", () =>
    Effect.gen(function* () {
      const { serving, session } = yield* watching(Server, {}, 1)
      const other = yield* initialize(serving.url)
      yield* watch(other, 2)
      const [hers, his] = [yield* session.get(), yield* other.get()]
      yield* happen(serving, 1, 2)
      yield* session.delete
      yield* other.delete
      assert.deepStrictEqual(seenOn(yield* hers.rest), ["1"])
      assert.deepStrictEqual(seenOn(yield* his.rest), ["2"])
    })
  )

  it.effect("stream.early: what happens while nobody listens is there for whoever does", () =>
    Effect.gen(function* () {
      const { serving, session } = yield* watching(Server, {}, 1, 2, 3)
      yield* happen(serving, 1, 2)
      const stream = yield* session.get()
      yield* happen(serving, 3)
      yield* session.delete
      assert.deepStrictEqual(seenOn(yield* stream.rest), ["1", "2", "3"])
    })
  )

  it.effect("stream.one: a second one at the same time is refused by name", () =>
    Effect.gen(function* () {
      const { serving, session } = yield* watching(Server, {}, 1)
      const stream = yield* session.get()
      assert.deepStrictEqual(yield* refusal(yield* session.get()), [409, -32600, "StreamIsOpen"])
      yield* happen(serving, 1)
      assert.strictEqual(seen(yield* stream.message), "1")
    })
  )

  it.effect("stream.lost: after one was lost there can be another, with what came meanwhile", () =>
    Effect.gen(function* () {
      const { serving, session } = yield* watching(Server, {}, 1, 2, 3)
      const lost = yield* session.get()
      yield* happen(serving, 1)
      assert.strictEqual(seen(yield* lost.message), "1")
      yield* lost.leave
      yield* session.ask("ping")
      yield* happen(serving, 2)
      const stream = yield* session.get()
      yield* happen(serving, 3)
      yield* session.delete
      assert.deepStrictEqual(seenOn(yield* stream.rest), ["2", "3"])
    })
  )

  it.effect(
    "2025-11-25/T-28, 2025-11-25/T-33: a client that comes back takes over: the old connection ends, the stream goes on",
    () =>
      Effect.gen(function* () {
        const { serving, session } = yield* watching(Server, {}, 1, 2, 3, 4)
        const old = yield* session.get()
        const primed = yield* old.next
        assert.strictEqual(primed.retry, "1000")
        yield* happen(serving, 1, 2)
        const first = yield* old.next
        const stream = yield* session.get({ "last-event-id": String(first.id) })
        assert.strictEqual(yield* old.ended, "End")
        yield* happen(serving, 3)
        const again = yield* session.get({ "last-event-id": String(first.id) })
        assert.strictEqual(yield* stream.ended, "End")
        assert.deepStrictEqual(seenOn(yield* stream.rest), ["2", "3"])
        yield* happen(serving, 4)
        yield* session.delete
        assert.deepStrictEqual(seenOn(yield* again.rest), ["2", "3", "4"])
      })
  )

  it.effect(
    "stream.gone: who comes back for what is no longer kept is refused, and may begin anew",
    () =>
      Effect.gen(function* () {
        const store = EventStore.layerMemory({ eventsPerStream: 2 })
        const serving = yield* serve(Layer.merge(Server, store))
        const session = yield* initialize(serving.url)
        yield* watch(session, 1, 2, 3, 4, 5)
        const old = yield* session.get()
        const primed = yield* old.next
        yield* happen(serving, 1, 2, 3)
        assert.deepStrictEqual(
          yield* refusal(yield* session.get({ "last-event-id": String(primed.id) })),
          [400, -32600, "UnknownEvent"]
        )
        assert.deepStrictEqual(seenOn(yield* old.rest), ["1", "2", "3"])
        yield* happen(serving, 4)
        const stream = yield* session.get()
        yield* happen(serving, 5)
        yield* session.delete
        assert.deepStrictEqual(seenOn(yield* stream.rest), ["4", "5"])
      })
  )

  it.effect("stream.ready: no change is told before the client has said that it is ready", () =>
    Effect.gen(function* () {
      const { serving, session } = yield* watching(Server, {}, 1)
      const fresh = yield* initialize(serving.url, { ready: false })
      const stream = yield* fresh.get()
      yield* happen(serving, 1)
      const New = Tool.make("new", {}).handle(() => Effect.succeed(""))
      yield* Effect.provideContext(McpServer.add(New), serving.context)
      yield* fresh.post(notification("notifications/initialized"))
      yield* watch(fresh, 2)
      yield* happen(serving, 2)
      yield* fresh.delete
      assert.deepStrictEqual(
        messagesOf(yield* stream.rest).map(({ method }) => method),
        ["notifications/resources/updated"]
      )
      yield* session.delete
    })
  )

  it.effect("stream.unresumable: has no ids, and one after another", () =>
    Effect.gen(function* () {
      const serving = yield* serve(Server, { resumable: false })
      const session = yield* initialize(serving.url)
      yield* watch(session, 1, 2)
      const first = yield* session.get()
      yield* happen(serving, 1)
      const event = yield* first.next
      assert.hasAllKeys(event, ["event", "data"])
      assert.deepStrictEqual(yield* refusal(yield* session.get({ "last-event-id": "a.0.1" })), [
        400,
        -32600,
        "UnknownEvent"
      ])
      yield* first.leave
      yield* session.ask("ping")
      const second = yield* session.get()
      yield* happen(serving, 2)
      yield* session.delete
      assert.deepStrictEqual(seenOn(yield* second.rest), ["2"])
    })
  )
})
