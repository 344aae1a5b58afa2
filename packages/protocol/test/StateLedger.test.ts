import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"

import { LedgerFull, layerMemory, StateLedger } from "../src/StateLedger.ts"

const implementations = [{ name: "layerMemory", layer: layerMemory() }]

describe.each(implementations)("StateLedger contract: $name", ({ layer }) => {
  it.effect("2026-07-28/MR-09: a state is consumed once, and each round of a call is a state", () =>
    Effect.gen(function* () {
      const ledger = yield* StateLedger
      const consume = (callId: string, round: number) =>
        ledger.consume({ callId, round }, "15 minutes")
      assert.isTrue(yield* consume("a", 1))
      assert.isFalse(yield* consume("a", 1))
      assert.isTrue(yield* consume("a", 2))
      assert.isTrue(yield* consume("b", 1))
      assert.isFalse(yield* consume("a", 1))
    }).pipe(Effect.provide(layer))
  )

  it.effect("2026-07-28/MR-09: of many at once, one gets it", () =>
    Effect.gen(function* () {
      const ledger = yield* StateLedger
      const consume = ledger.consume({ callId: "a", round: 1 }, "15 minutes")
      const got = yield* Effect.all(
        Array.from({ length: 20 }, () => consume),
        {
          concurrency: "unbounded"
        }
      )
      assert.strictEqual(got.filter((first) => first).length, 1)
    }).pipe(Effect.provide(layer))
  )

  it.effect("state-ledger.lifetime: it remembers as long as the state would open", () =>
    Effect.gen(function* () {
      const ledger = yield* StateLedger
      const consume = ledger.consume({ callId: "a", round: 1 }, "15 minutes")
      yield* consume
      yield* TestClock.adjust("14 minutes")
      assert.isFalse(yield* consume)
    }).pipe(Effect.provide(layer))
  )
})

describe("StateLedger.layerMemory", () => {
  it.effect(
    "state-ledger.bound: full, it refuses rather than forget, until something expires",
    () =>
      Effect.gen(function* () {
        const ledger = yield* StateLedger
        const consume = (callId: string) => ledger.consume({ callId, round: 1 }, "15 minutes")
        yield* consume("a")
        yield* TestClock.adjust("1 minute")
        yield* consume("b")
        assert.deepStrictEqual(yield* Effect.flip(consume("c")), new LedgerFull({ capacity: 2 }))
        assert.isFalse(yield* consume("a"))
        yield* TestClock.adjust("14 minutes")
        assert.isTrue(yield* consume("c"))
        assert.isFalse(yield* consume("b"))
      }).pipe(Effect.provide(layerMemory({ capacity: 2 })))
  )
})
