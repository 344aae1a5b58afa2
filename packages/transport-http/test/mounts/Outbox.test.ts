import { assert, describe, it } from "@effect/vitest"

import { Outbox } from "../../src/internal/outbox.ts"

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes)

/** One who takes, and what there was each time. */
const taking = (outbox: Outbox) => {
  const taken: Array<string | undefined> = []
  return { taken, take: () => outbox.take((bytes) => taken.push(text(bytes))) }
}

describe("Outbox", () => {
  it("outbox.order: what was said before somebody takes is one piece, and then each thing as it is said", () => {
    const outbox = new Outbox()
    const { take, taken } = taking(outbox)
    outbox.write("a")
    outbox.write("b")
    take()
    assert.deepStrictEqual(taken, ["ab"])
    take()
    outbox.write("ä")
    outbox.write("d")
    take()
    assert.deepStrictEqual(taken, ["ab", "ä", "d"])
  })

  it("outbox.unsent: a piece is unsent until the next one is asked for", () => {
    const outbox = new Outbox()
    const { take } = taking(outbox)
    outbox.write("four")
    assert.strictEqual(outbox.unsent, 4)
    take()
    assert.strictEqual(outbox.unsent, 4)
    outbox.write("more")
    assert.strictEqual(outbox.unsent, 8)
    take()
    assert.strictEqual(outbox.unsent, 4)
    take()
    assert.strictEqual(outbox.unsent, 0)
  })

  it("outbox.end: the end comes after everything that was said", () => {
    const outbox = new Outbox()
    const { take, taken } = taking(outbox)
    outbox.write("last")
    outbox.end()
    take()
    take()
    assert.deepStrictEqual(taken, ["last", undefined])
  })

  it("outbox.begin: whoever has nothing to say yet says a comment, so that the head leaves", async () => {
    const outbox = new Outbox()
    const { take, taken } = taking(outbox)
    take()
    assert.deepStrictEqual(taken, [])
    await Promise.resolve()
    assert.deepStrictEqual(taken, [":\n\n"])
    take()
    await Promise.resolve()
    assert.deepStrictEqual(taken, [":\n\n"])
  })

  it("outbox.leave: nothing is given to whoever has left", () => {
    const outbox = new Outbox()
    const { take, taken } = taking(outbox)
    take()
    outbox.leave()
    outbox.write("late")
    assert.deepStrictEqual(taken, [])
  })
})
