import { FrameWriter } from "@effect-mcp/transport-stdio"
import { assert, describe, it } from "@effect/vitest"

const recorder = () => {
  const writes: Array<string> = []
  let accepts = true
  let pressures = 0
  const writer = new FrameWriter.FrameWriter(
    {
      write: (text) => {
        writes.push(text)
        return accepts
      }
    },
    () => {
      pressures += 1
    }
  )
  const refuse = (): void => {
    accepts = false
  }
  return { refuse, pressures: () => pressures, writer, writes }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe("FrameWriter", () => {
  it("2025-11-25/S-03, 2026-07-28/S-02: each frame is one line", () => {
    const { writer, writes } = recorder()
    writer.gather(() => {
      writer.write('{"a":"one\\ntwo"}')
      writer.write('{"b":2}')
    })
    assert.deepStrictEqual(writes, ['{"a":"one\\ntwo"}\n{"b":2}\n'])
  })

  it("2026-07-28/S-02: nor does a frame hold what other readers take for a newline", () => {
    const { writer, writes } = recorder()
    writer.gather(() => writer.write('{"a":"one\u2028two\u2029three"}'))
    assert.deepStrictEqual(writes, ['{"a":"one\\u2028two\\u2029three"}\n'])
  })

  it("write.gather: what comes by itself leaves once a turn", async () => {
    const { writer, writes } = recorder()
    writer.write("1")
    writer.write("2")
    assert.deepStrictEqual(writes, [])
    await turn()
    assert.deepStrictEqual(writes, ["1\n2\n"])
    await turn()
    assert.deepStrictEqual(writes, ["1\n2\n"])
  })

  it("write.gather: what waits leaves early once it is a quarter of a megabyte", () => {
    const { writer, writes } = recorder()
    writer.gather(() => {
      writer.write("x".repeat(300_000))
      assert.strictEqual(writes.length, 1)
      writer.write("y")
    })
    assert.deepStrictEqual(
      writes.map((text) => text.length),
      [300_001, 2]
    )
  })

  it("write.pressure: a stream that has enough is reported", () => {
    const { pressures, refuse, writer } = recorder()
    writer.gather(() => writer.write("1"))
    assert.strictEqual(pressures(), 0)
    refuse()
    writer.gather(() => writer.write("2"))
    assert.strictEqual(pressures(), 1)
  })

  it("write.close: after the end nothing is written", async () => {
    const { writer, writes } = recorder()
    writer.write("1")
    writer.close()
    writer.write("2")
    await turn()
    assert.deepStrictEqual(writes, [])
  })
})
