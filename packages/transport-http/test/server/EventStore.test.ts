import { EventStore } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"

import { contract } from "../support/eventStore.ts"

contract("memory", EventStore.layerMemory())

const key = { session: "s", stream: 1 }

const stream = (number: number) => ({ session: `s-${number}`, stream: 1 })

const numbers = (found: Option.Option<ReadonlyArray<EventStore.StoredEvent>>) =>
  Option.getOrUndefined(Option.map(found, (events) => events.map(({ number }) => number)))

/** Appends events of so many characters. */
const fill = (
  store: EventStore.EventStore["Service"],
  count: number,
  size: number,
  at: EventStore.StreamKey = key
) =>
  Effect.forEach(
    Array.from({ length: count }, (_, index) => index + 1),
    (number) => store.append(at, { number, frame: "x".repeat(size) }),
    { discard: true }
  )

describe("memory, and its bounds", () => {
  it.effect("eventStore.bound: the oldest events of a stream go, and cannot be resumed from", () =>
    Effect.gen(function* () {
      const store = EventStore.make({ eventsPerStream: 100 })
      yield* fill(store, 1000, 10)
      assert.isUndefined(numbers(yield* store.after(key, 0)))
      assert.isUndefined(numbers(yield* store.after(key, 899)))
      const kept = numbers(yield* store.after(key, 900))
      assert.strictEqual(kept?.length, 100)
      assert.strictEqual(kept?.at(0), 901)
      assert.deepStrictEqual(numbers(yield* store.after(key, 998)), [999, 1000])
    })
  )

  it.effect("eventStore.bound: by size, where events are large; the newest stays", () =>
    Effect.gen(function* () {
      const store = EventStore.make({ sizePerStream: 10_000 })
      yield* fill(store, 10, 3000)
      assert.deepStrictEqual(numbers(yield* store.after(key, 7)), [8, 9, 10])
      assert.isUndefined(numbers(yield* store.after(key, 6)))
      yield* store.append(key, { number: 11, frame: "x".repeat(50_000) })
      assert.deepStrictEqual(numbers(yield* store.after(key, 10)), [11])
      assert.isUndefined(numbers(yield* store.after(key, 9)))
    })
  )

  it.effect("eventStore.bound: over all streams, what was written least lately goes first", () =>
    Effect.gen(function* () {
      const store = EventStore.make({ size: 10_000 })
      for (const number of [1, 2, 3]) yield* fill(store, 3, 900, stream(number))
      yield* store.append(stream(1), { number: 4, frame: "x".repeat(900) })
      yield* store.append(stream(3), { number: 4, frame: "x".repeat(900) })
      assert.deepStrictEqual(numbers(yield* store.after(stream(1), 0)), [1, 2, 3, 4])
      assert.isUndefined(numbers(yield* store.after(stream(2), 0)))
      assert.deepStrictEqual(numbers(yield* store.after(stream(3), 0)), [1, 2, 3, 4])
    })
  )

  it.effect(
    "eventStore.bound: one event that is more than all takes the place of all, and goes too",
    () =>
      Effect.gen(function* () {
        const store = EventStore.make({ size: 1000 })
        yield* fill(store, 1, 2000)
        assert.isUndefined(numbers(yield* store.after(key, 0)))
        yield* store.append(key, { number: 2, frame: "small" })
        assert.deepStrictEqual(numbers(yield* store.after(key, 1)), [2])
        assert.isUndefined(numbers(yield* store.after(key, 0)))
      })
  )

  it.effect("eventStore.bound: what is forgotten makes room", () =>
    Effect.gen(function* () {
      const store = EventStore.make({ size: 10_000 })
      const other = { session: "other", stream: 1 }
      yield* fill(store, 9, 900)
      yield* store.forget("s")
      yield* fill(store, 10, 900, other)
      assert.strictEqual(numbers(yield* store.after(other, 0))?.length, 10)
    })
  )
})
