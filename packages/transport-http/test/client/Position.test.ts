import { assert, describe, it } from "@effect/vitest"

import { Position } from "../../src/internal/client/position.ts"

const patience = { delay: 1000, attempts: 10 }

const waits = (count: number, position: Position): ReadonlyArray<number> =>
  Array.from({ length: count }, () => position.next())

describe("Position", () => {
  it("retry.none: the first wait is the client's own, and grows while nothing comes", () => {
    assert.deepStrictEqual(
      waits(11, new Position(patience, true)),
      [1000, 1000, 1000, 1000, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000]
    )
  })

  it("2025-11-25/T-16: after a stream that was open the wait is as the server says, however often", () => {
    const position = new Position(patience, true)
    position.retry(300)
    for (let visit = 0; visit < 20; visit++) {
      position.opened()
      assert.strictEqual(position.next(), 300)
    }
  })

  it("2025-11-25/T-16: a server that cannot be reached is not waited for less than it said", () => {
    const position = new Position(patience, true)
    position.retry(300)
    assert.deepStrictEqual(waits(4, position), [300, 300, 400, 800])
  })

  it("retry.small: `at once` means soon at first, and later each time that no message comes", () => {
    const position = new Position(patience, true)
    position.retry(0)
    position.opened()
    assert.strictEqual(position.next(), 100)
    position.opened()
    assert.strictEqual(position.next(), 200)
    position.message()
    position.opened()
    assert.strictEqual(position.next(), 100)
  })

  it("retry.huge: a wait beyond what a timer can do is no wait of nothing", () => {
    const position = new Position(patience, true)
    position.retry(1e300)
    position.opened()
    assert.strictEqual(position.next(), 2_147_483_647)
  })

  it("attempts: so many connections may bring nothing new, and an event begins the count anew", () => {
    const position = new Position({ delay: 1, attempts: 2 }, false)
    assert.isTrue(position.isHopeless)
    position.id("1")
    assert.isFalse(position.isHopeless)
    waits(2, position)
    assert.isTrue(position.isHopeless)
    position.id("1")
    assert.isTrue(position.isHopeless)
    position.id("2")
    assert.isFalse(position.isHopeless)
  })

  it("id.unsendable: an id that no header can carry is no place to come back to", () => {
    const position = new Position(patience, false)
    for (const id of ["", "ß", "a\nb", "x".repeat(2049)]) {
      position.id("1")
      position.id(id)
      assert.isUndefined(position.lastEventId)
      assert.isTrue(position.isHopeless)
    }
  })
})
