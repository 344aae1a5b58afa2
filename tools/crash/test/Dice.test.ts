import { assert, it } from "@effect/vitest"

import * as Dice from "../src/Dice.ts"
import * as Moment from "../src/Moment.ts"
import type { Point } from "../src/Report.ts"

const drawn = (seed: number, count: number): ReadonlyArray<Moment.Moment> => {
  const dice = Dice.make(seed)
  return Array.from({ length: count }, () => Moment.draw(dice))
}

it("crash.seed: a seed gives the same moments again, and another one others", () => {
  assert.deepStrictEqual(drawn(7, 20), drawn(7, 20))
  assert.notDeepEqual(drawn(7, 20), drawn(8, 20))
})

it("crash.seed: every side of a write is drawn, from the first to the last that may be", () => {
  const moments = drawn(1, 2000)
  assert.deepStrictEqual([...new Set(moments.map(({ phase }) => phase))].toSorted(), [
    "after",
    "before",
    "during"
  ])
  assert.strictEqual(Math.min(...moments.map(({ nth }) => nth)), 1)
  assert.strictEqual(Math.max(...moments.map(({ nth }) => nth)), 50)
})

it("crash.seed: what is no seed is refused", () => {
  assert.strictEqual(Dice.seed("4294967295"), 4_294_967_295)
  for (const wrong of ["-1", "1.5", "4294967296", "yes"]) {
    assert.throws(() => Dice.seed(wrong), wrong)
  }
})

const point = (phase: Point["phase"]): Point => ({ what: "point", phase, place: "append" })

it("crash.moment: the n-th write counts, on its side, and once", () => {
  const isAfter = Moment.watch({ phase: "after", nth: 2 })
  assert.deepStrictEqual(
    [point("before"), point("after"), point("before"), point("after"), point("after")].map(isAfter),
    [false, false, false, true, false]
  )
  const isDuring = Moment.watch({ phase: "during", nth: 1 })
  assert.deepStrictEqual([point("after"), point("before")].map(isDuring), [false, true])
})
