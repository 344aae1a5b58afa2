import { EventStore } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Logger, Option, Queue } from "effect"
import { TestClock } from "effect/testing"

import { refusal } from "../support/peer.ts"
import { mcp, turn } from "../support/server.ts"
import * as Talker from "../support/talker.ts"
import * as Things from "../support/things.ts"

const { after, heardOn, talking, word } = Talker
const { happen, seen, watching } = Things

const unknownEvent = [400, -32600, "UnknownEvent"]

/** A store whose every piece of work waits until the test lets it go on. */
const slow = () => {
  const inner = EventStore.make()
  const waiting = Effect.runSync(Queue.unbounded<Deferred.Deferred<void>>())
  const later = <A>(work: Effect.Effect<A>) =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      yield* Queue.offer(waiting, gate)
      yield* Deferred.await(gate)
      return yield* work
    })
  const store = EventStore.EventStore.of({
    append: (key, event) => later(inner.append(key, event)),
    after: (key, number) => later(inner.after(key, number)),
    forget: (session) => later(inner.forget(session))
  })
  return {
    layer: Layer.succeed(EventStore.EventStore, store),
    /** Lets the next piece of work be done. */
    step: Effect.flatMap(Queue.take(waiting), (gate) => Deferred.succeed(gate, undefined)),
    /** How many pieces of work have begun. */
    begun: Queue.size(waiting)
  }
}

describe("a store that takes its time", () => {
  it.effect("store.slow: holds up no stream, and loses and doubles nothing", () =>
    Effect.gen(function* () {
      const { layer, step } = slow()
      const { call, session, talker } = yield* talking({ store: layer }, 1, 2, 3)
      const first = yield* word(call)
      assert.deepStrictEqual(heardOn([first, yield* word(call), yield* word(call)]), [1, 2, 3])
      yield* call.leave
      const resuming = yield* Effect.forkChild(after(session, first))
      yield* step
      yield* step
      yield* step
      yield* talker.say(4)
      yield* talker.end
      yield* Effect.forkChild(Effect.forever(step))
      const stream = yield* Fiber.join(resuming)
      assert.deepStrictEqual(heardOn(yield* stream.rest), [2, 3, 4, "a"])
    })
  )

  it.effect("store.order: is asked for one thing after the other", () =>
    Effect.gen(function* () {
      const { begun, layer, step } = slow()
      const { talker } = yield* talking({ store: layer }, 1, 2, 3)
      assert.strictEqual(yield* begun, 1)
      yield* step
      yield* turn
      assert.strictEqual(yield* begun, 1)
      yield* Effect.forkChild(Effect.forever(step))
      yield* talker.end
    })
  )

  it.effect(
    "store.behind: what comes while a client is given what it missed comes behind that, once",
    () =>
      Effect.gen(function* () {
        const { layer, step } = slow()
        const { serving, session } = yield* watching(
          Layer.merge(mcp(Things.feature), layer),
          {},
          1,
          2,
          3
        )
        yield* happen(serving, 1)
        yield* turn
        const stream = yield* session.get()
        yield* step
        yield* happen(serving, 2)
        yield* turn
        yield* Effect.forkChild(Effect.forever(step))
        assert.strictEqual(seen(yield* stream.message), "1")
        assert.strictEqual(seen(yield* stream.message), "2")
        yield* happen(serving, 3)
        assert.strictEqual(seen(yield* stream.message), "3")
      })
  )

  it.effect("store.gone: a client that left before it was answered does not keep the stream", () =>
    Effect.gen(function* () {
      const { layer, step } = slow()
      const { serving, session } = yield* watching(
        Layer.merge(mcp(Things.feature), layer),
        {},
        1,
        2
      )
      const first = yield* session.get()
      const primed = yield* first.next
      yield* happen(serving, 1)
      assert.strictEqual(seen(yield* first.message), "1")
      yield* first.leave
      const leaving = yield* Effect.forkChild(Effect.scoped(after(session, primed)))
      yield* session.ask("ping")
      yield* Fiber.interrupt(leaving)
      yield* session.ask("ping")
      yield* Effect.forkChild(Effect.forever(step))
      yield* turn
      yield* session.ask("ping")
      const stream = yield* session.get()
      assert.strictEqual(stream.status, 200)
      yield* happen(serving, 2)
      assert.strictEqual(seen(yield* stream.message), "2")
    })
  )
})

describe("a store that fails", () => {
  it.effect(
    "store.defect: is logged; what is said still arrives, and nothing can be come back to",
    () =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        const log = Logger.layer([
          Logger.make(({ logLevel, message }) => {
            if (logLevel === "Error") lines.push(String(message))
          })
        ])
        const broken = Effect.die(new Error("disk"))
        const store = Layer.succeed(EventStore.EventStore, {
          append: () => broken,
          after: () => broken,
          forget: () => broken
        })
        yield* Effect.gen(function* () {
          const { call, session, talker } = yield* talking({ store }, 1)
          // nobody is sent away to come back for what was not kept
          assert.isFalse(yield* talker.release)
          yield* talker.end
          const events = yield* call.rest
          assert.deepStrictEqual(heardOn(events), [1, "a"])
          assert.deepStrictEqual(yield* refusal(yield* after(session, events[1])), unknownEvent)
          assert.strictEqual((yield* session.delete).status, 204)
        }).pipe(Effect.provide(log))
        assert.deepStrictEqual([...new Set(lines)], ["The event store failed"])
      })
  )

  it.effect(
    "store.stuck: work that does not end is given up, and what comes after it is done",
    () =>
      Effect.gen(function* () {
        const forgotten = yield* Deferred.make<void>()
        const store = Layer.succeed(EventStore.EventStore, {
          append: () => Effect.never,
          after: () => Effect.never,
          forget: () => Effect.asVoid(Deferred.succeed(forgotten, undefined))
        })
        const { call, session, talker } = yield* talking({ store }, 1)
        const first = yield* word(call)
        yield* call.leave
        const resuming = yield* Effect.forkChild(after(session, first))
        yield* session.ask("ping")
        // one after the other: what was said, and what is asked for
        yield* TestClock.adjust("10 seconds")
        yield* turn
        yield* TestClock.adjust("10 seconds")
        yield* Fiber.join(resuming)
        yield* talker.end
        assert.strictEqual((yield* session.delete).status, 204)
        yield* Effect.forkChild(
          Effect.forever(Effect.andThen(turn, TestClock.adjust("10 seconds")))
        )
        yield* Deferred.await(forgotten)
      })
  )

  it.effect("store.forget: is told when a session has ended", () =>
    Effect.gen(function* () {
      const inner = EventStore.make()
      const forgotten = yield* Deferred.make<string>()
      const store = Layer.succeed(EventStore.EventStore, {
        ...inner,
        forget: (session) =>
          Effect.andThen(inner.forget(session), Deferred.succeed(forgotten, session))
      })
      const { call, session, talker } = yield* talking({ store }, 1)
      yield* talker.end
      const [, event] = yield* call.rest
      const [tag = "", stream = ""] = String(event?.id).split(".")
      const key = { session: tag, stream: Number.parseInt(stream, 36) }
      assert.isTrue(Option.isSome(yield* inner.after(key, 0)))
      yield* session.delete
      assert.strictEqual(yield* Deferred.await(forgotten), tag)
      assert.isTrue(Option.isNone(yield* inner.after(key, 0)))
    })
  )
})
