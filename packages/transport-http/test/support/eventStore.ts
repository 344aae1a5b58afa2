/** What every event store has to hold. */
import { EventStore } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Option } from "effect"

const frames = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ({
    number: from + at,
    frame: `{"n":${from + at}}`
  }))

const key = { session: "s-1", stream: 1 }

const appended = (
  store: EventStore.EventStore["Service"],
  to: number,
  at: EventStore.StreamKey = key
) => Effect.forEach(frames(1, to), (event) => store.append(at, event), { discard: true })

/** Runs against a store that begins empty, and has room for a thousand small events. */
export const contract = <E>(name: string, layer: Layer.Layer<EventStore.EventStore, E>): void => {
  const run = (
    test: (store: EventStore.EventStore["Service"]) => Effect.Effect<void>
  ): Effect.Effect<void, E> =>
    Effect.provide(EventStore.EventStore.use(test), layer, { local: true })

  describe(`${name}, as an event store`, () => {
    it.effect("eventStore.after: gives what came after an event, in order", () =>
      run((store) =>
        Effect.gen(function* () {
          yield* appended(store, 5)
          assert.deepStrictEqual(yield* store.after(key, 2), Option.some(frames(3, 5)))
          assert.deepStrictEqual(yield* store.after(key, 0), Option.some(frames(1, 5)))
          assert.deepStrictEqual(yield* store.after(key, 5), Option.some([]))
        })
      )
    )

    it.effect("eventStore.again: gives it as often as it is asked for, and what came since", () =>
      run((store) =>
        Effect.gen(function* () {
          yield* appended(store, 3)
          yield* store.after(key, 1)
          assert.deepStrictEqual(yield* store.after(key, 1), Option.some(frames(2, 3)))
          yield* store.append(key, { number: 4, frame: '{"n":4}' })
          assert.deepStrictEqual(yield* store.after(key, 1), Option.some(frames(2, 4)))
        })
      )
    )

    it.effect("eventStore.unknown: has nothing of a stream that it does not know", () =>
      run((store) =>
        Effect.gen(function* () {
          yield* appended(store, 2)
          for (const other of [
            { session: "s-1", stream: 2 },
            { session: "s-2", stream: 1 },
            { session: "s-1.1", stream: 1 },
            { session: "__proto__", stream: 0 }
          ]) {
            assert.deepStrictEqual(yield* store.after(other, 0), Option.none())
          }
        })
      )
    )

    it.effect("2025-11-25/T-34: keeps streams apart, of one session and of several", () =>
      run((store) =>
        Effect.gen(function* () {
          const keys = [
            { session: "a", stream: 0 },
            { session: "a", stream: 1 },
            { session: "b", stream: 0 },
            { session: "a-0", stream: 1 }
          ]
          for (const number of [1, 2]) {
            for (const [at, each] of keys.entries()) {
              yield* store.append(each, { number, frame: `${at}.${number}` })
            }
          }
          for (const [at, each] of keys.entries()) {
            assert.deepStrictEqual(
              yield* store.after(each, 0),
              Option.some([
                { number: 1, frame: `${at}.1` },
                { number: 2, frame: `${at}.2` }
              ])
            )
          }
        })
      )
    )

    it.effect("eventStore.forget: forgets a session whole, and no other", () =>
      run((store) =>
        Effect.gen(function* () {
          const second = { session: "s-1", stream: 2 }
          const other = { session: "s-2", stream: 1 }
          for (const each of [key, second, other]) yield* appended(store, 2, each)
          yield* store.forget("s-1")
          assert.deepStrictEqual(yield* store.after(key, 0), Option.none())
          assert.deepStrictEqual(yield* store.after(second, 1), Option.none())
          assert.deepStrictEqual(yield* store.after(other, 0), Option.some(frames(1, 2)))
          yield* store.forget("s-1")
          yield* store.forget("nobody")
        })
      )
    )

    it.effect("eventStore.text: gives every text back as it was", () =>
      run((store) =>
        Effect.gen(function* () {
          const texts = ["", "\u2028 \u0000 'quoted' \"twice\"", "é 漢字 🂡", "x".repeat(100_000)]
          for (const [at, frame] of texts.entries()) {
            yield* store.append(key, { number: at + 1, frame })
          }
          const found = Option.getOrThrow(yield* store.after(key, 0))
          assert.deepStrictEqual(
            found.map(({ frame }) => frame),
            texts
          )
        })
      )
    )

    it.effect("eventStore.many: a thousand events of many streams are there", () =>
      run((store) =>
        Effect.gen(function* () {
          for (let stream = 0; stream < 100; stream++) {
            yield* appended(store, 10, { session: `s-${stream % 7}`, stream })
          }
          for (let stream = 0; stream < 100; stream++) {
            assert.deepStrictEqual(
              yield* store.after({ session: `s-${stream % 7}`, stream }, 7),
              Option.some(frames(8, 10))
            )
          }
        })
      )
    )
  })
}
