/** Streams that are taken over: by a second listener, by one with another's event id, by many at once. */
import { McpServer, Tool } from "@effect-mcp/server"
import { EventStore } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Queue } from "effect"

import { calling, type Held, inSession, mount, serve, turn, until } from "./Held.ts"
import * as Request from "./Request.ts"
import type { Wire } from "./Wire.ts"

const listening = (held: Held, session: string, headers: Request.Headers = {}) =>
  Effect.map(held.wire(), (wire) => {
    wire.send(Request.bytes(Request.listen(headers), { port: held.port, session }))
    return wire
  })

const statusOf = (wire: Wire) => Effect.map(wire.head, (head) => head?.status)

/** Something that belongs to no call is said to a session. */
const tell = (held: Held) =>
  McpServer.add(Tool.make("new", {}).handle(() => Effect.void)).pipe(
    Effect.provideContext(held.context),
    Effect.scoped,
    Effect.andThen(turn)
  )

/** What was sent before has arrived at the server. */
const settled = (held: Held, session: string) =>
  Effect.gen(function* () {
    const { send, wire } = yield* inSession(held, {}, session)
    for (const id of [1, 2, 3]) {
      send("ping", {}, id)
      yield* wire.answer
    }
  })

const changed = /notifications\/tools\/list_changed/u

/** A store that answers no question before it is told to. */
const slowStore = Effect.sync(() => {
  const store = EventStore.make()
  const asked = Effect.runSync(Queue.unbounded<Deferred.Deferred<void>>())
  const slow = EventStore.EventStore.of({
    ...store,
    after: (key, number) =>
      Effect.gen(function* () {
        const gate = yield* Deferred.make<void>()
        yield* Queue.offer(asked, gate)
        yield* Deferred.await(gate)
        return yield* store.after(key, number)
      })
  })
  return {
    slow,
    answer: Effect.flatMap(Queue.take(asked), (gate) => Deferred.succeed(gate, undefined))
  }
})

const withSlowStore = <A, E, R>(
  work: (held: Held, answer: Effect.Effect<boolean>) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const { answer, slow } = yield* slowStore
    const held = yield* Effect.provideService(mount(), EventStore.EventStore, slow)
    return yield* work(held, answer)
  })

describe("Takeover", () => {
  it.effect("2025-11-25/T-29: of many that want to listen to one session one does", () =>
    Effect.gen(function* () {
      const held = yield* serve()
      const { session } = yield* inSession(held)
      const wires = yield* Effect.forEach(Array.from({ length: 30 }), () =>
        listening(held, session)
      )
      const statuses = yield* Effect.forEach(wires, statusOf)
      assert.deepStrictEqual(
        statuses.sort((one, other) => Number(one) - Number(other)),
        [200, ...Array.from({ length: 29 }, () => 409)]
      )
    })
  )

  it.effect("2025-11-25/T-34: an event id of another session resumes nothing", () =>
    Effect.gen(function* () {
      const held = yield* serve()
      const owner = yield* inSession(held)
      const thief = yield* inSession(held)
      owner.send("tools/call", calling("chat", "hers"), 1)
      yield* owner.wire.head
      const primed = yield* owner.wire.event
      yield* Queue.take(held.gates.begun)
      const theirs = yield* listening(held, thief.session)
      const known = (yield* Effect.andThen(theirs.head, theirs.event))?.id ?? ""
      const tag = known.split(".")[0]
      for (const event of [primed?.id, `${tag}.1.0`, `${tag}.1.1`, `${tag}.0.zzzzzz`]) {
        const wire = yield* listening(held, thief.session, { "last-event-id": event })
        const refused = yield* wire.answer
        assert.strictEqual(refused?.status, 400)
        assert.notMatch(refused?.body ?? "", /hers/u)
      }
      yield* held.gates.release("hers")
      assert.match((yield* owner.wire.event)?.data ?? "", /before hers/u)
    })
  )

  it.effect("2025-11-25/T-29: who takes a stream over ends the one that had it", () =>
    Effect.gen(function* () {
      const held = yield* serve()
      const { session } = yield* inSession(held)
      let last = yield* listening(held, session)
      yield* last.head
      const id = (yield* last.event)?.id
      for (let time = 0; time < 20; time++) {
        const next = yield* listening(held, session, { "last-event-id": id })
        assert.strictEqual(yield* statusOf(next), 200)
        assert.strictEqual(yield* last.event, undefined)
        last = next
      }
      yield* tell(held)
      assert.match((yield* last.event)?.data ?? "", changed)
    })
  )

  it.effect("2025-11-25/T-29: of two that resume one stream at once one gets it", () =>
    withSlowStore((held, answer) =>
      Effect.gen(function* () {
        const { session } = yield* inSession(held)
        const first = yield* listening(held, session)
        yield* first.head
        const id = (yield* first.event)?.id
        yield* tell(held)
        assert.match((yield* first.event)?.data ?? "", changed)
        const both = [
          yield* listening(held, session, { "last-event-id": id }),
          yield* listening(held, session, { "last-event-id": id })
        ] as const
        yield* settled(held, session)
        yield* answer
        yield* answer
        assert.deepStrictEqual([yield* statusOf(both[0]), yield* statusOf(both[1])], [400, 200])
        assert.match((yield* both[1].event)?.data ?? "", changed)
      })
    )
  )

  it.effect(
    "2025-11-25/T-29: while one is still being given what it missed nobody else listens",
    () =>
      withSlowStore((held, answer) =>
        Effect.gen(function* () {
          const { session } = yield* inSession(held)
          yield* tell(held)
          const first = yield* listening(held, session)
          yield* first.head
          yield* first.event
          const second = yield* listening(held, session)
          assert.strictEqual(yield* statusOf(second), 409)
          yield* tell(held)
          yield* answer
          assert.match((yield* first.event)?.data ?? "", changed)
          yield* answer
          assert.match((yield* first.event)?.data ?? "", changed)
        })
      )
  )

  it.effect(
    "hostile.takeover: who hangs up while it is being given what it missed blocks nobody",
    () =>
      withSlowStore((held, answer) =>
        Effect.gen(function* () {
          const { session } = yield* inSession(held)
          yield* tell(held)
          const first = yield* listening(held, session)
          yield* first.head
          const before = held.sockets.size
          first.socket.resetAndDestroy()
          yield* until(() => held.sockets.size < before)
          yield* turn
          yield* answer
          const second = yield* listening(held, session)
          assert.strictEqual(yield* statusOf(second), 200)
          yield* answer
          yield* second.event
          assert.match((yield* second.event)?.data ?? "", changed)
        })
      )
  )

  it.effect("hostile.store: who fills the store costs others their past, and nothing more", () =>
    Effect.gen(function* () {
      const store = EventStore.make({ size: 200_000 })
      const held = yield* Effect.provideService(mount(), EventStore.EventStore, store)
      const victim = yield* inSession(held)
      victim.send("tools/call", calling("chat", "hers"), 1)
      yield* victim.wire.head
      const id = (yield* victim.wire.event)?.id
      yield* Queue.take(held.gates.begun)
      const attacker = yield* inSession(held)
      const flood = { name: "flood", arguments: { key: "much", pieces: 10, size: 65_536 } }
      attacker.send("tools/call", flood, 1)
      yield* Queue.take(held.gates.begun)
      const past = yield* listening(held, victim.session, { "last-event-id": id })
      const refused = yield* past.answer
      assert.strictEqual(refused?.status, 400)
      assert.match(refused?.body ?? "", /"reason":"UnknownEvent"/u)
      assert.strictEqual(yield* statusOf(yield* listening(held, victim.session)), 200)
      yield* held.gates.release("much")
      yield* held.gates.release("hers")
    })
  )
})
