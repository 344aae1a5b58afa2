import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { TestClock } from "effect/testing"

import * as Deadlines from "../src/Deadlines.ts"

const make = Effect.gen(function* () {
  const deadlines = Deadlines.make(yield* Effect.context())
  const fired: Array<string> = []
  return {
    deadlines,
    fired,
    after: (millis: number, name: string) => deadlines.after(millis, () => void fired.push(name))
  }
})

describe("Deadlines", () => {
  it.effect("deadlines.order: each fires at its time, also those that share a timer", () =>
    Effect.gen(function* () {
      const { after, fired } = yield* make
      after(100, "a")
      yield* TestClock.adjust(30)
      after(100, "b")
      after(50, "c")
      yield* TestClock.adjust(50)
      assert.deepStrictEqual(fired, ["c"])
      yield* TestClock.adjust(19)
      assert.deepStrictEqual(fired, ["c"])
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(fired, ["c", "a"])
      yield* TestClock.adjust(30)
      assert.deepStrictEqual(fired, ["c", "a", "b"])
    })
  )

  it.effect("deadlines.cancel: a cancelled one never fires, and its neighbours do", () =>
    Effect.gen(function* () {
      const { after, fired } = yield* make
      after(10, "a")
      const middle = after(10, "b")
      const last = after(10, "c")
      middle.cancel()
      middle.cancel()
      middle.restart()
      yield* TestClock.adjust(10)
      last.cancel()
      last.restart()
      yield* TestClock.adjust(100)
      assert.deepStrictEqual(fired, ["a", "c"])
    })
  )

  it.effect("deadlines.restart: it begins again with the whole time before it", () =>
    Effect.gen(function* () {
      const { after, fired } = yield* make
      const first = after(100, "a")
      after(100, "b")
      yield* TestClock.adjust(60)
      first.restart()
      yield* TestClock.adjust(40)
      assert.deepStrictEqual(fired, ["b"])
      yield* TestClock.adjust(60)
      assert.deepStrictEqual(fired, ["b", "a"])
    })
  )

  it.effect("deadlines.again: a list that ran empty works again", () =>
    Effect.gen(function* () {
      const { after, fired } = yield* make
      after(10, "a")
      yield* TestClock.adjust(10)
      after(10, "b")
      yield* TestClock.adjust(10)
      after(10, "c").cancel()
      yield* TestClock.adjust(5)
      after(10, "d")
      yield* TestClock.adjust(9)
      assert.deepStrictEqual(fired, ["a", "b"])
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(fired, ["a", "b", "d"])
    })
  )

  it.effect("deadlines.within: what fires may begin another of the same length", () =>
    Effect.gen(function* () {
      const { deadlines, fired, after } = yield* make
      deadlines.after(10, () => void after(10, "second"))
      yield* TestClock.adjust(10)
      yield* TestClock.adjust(10)
      assert.deepStrictEqual(fired, ["second"])
    })
  )

  it.effect("deadlines.infinite: an infinite one is none", () =>
    Effect.gen(function* () {
      const { after, fired } = yield* make
      after(Infinity, "never").restart()
      yield* TestClock.adjust("1000 days")
      assert.deepStrictEqual(fired, [])
    })
  )

  it.live("deadlines.real: on the system's clock it fires, and not early", () =>
    Effect.gen(function* () {
      const deadlines = Deadlines.make(Context.empty())
      const began = deadlines.now()
      yield* Effect.callback<void>((resume) => {
        deadlines.after(15, () => resume(Effect.void))
      })
      assert.isAtLeast(deadlines.now() - began, 15)
    })
  )
})
