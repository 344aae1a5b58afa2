import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

import type { JsonRpc } from "@effect-mcp/schema"
import { FrameReader } from "@effect-mcp/transport-stdio"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

const read = (
  chunks: ReadonlyArray<string | Uint8Array>,
  maxFrameBytes?: number
): ReadonlyArray<JsonRpc.Parsed> => {
  const messages: Array<JsonRpc.Parsed> = []
  const reader = new FrameReader.FrameReader({
    onMessage: (message) => messages.push(message),
    maxFrameBytes
  })
  for (const chunk of chunks) reader.push(Buffer.from(chunk))
  return messages
}

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

const memory = (): number => {
  collect()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const ping = (id: number | string): string =>
  `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"ping"}`
const pinged = (id: number | string): JsonRpc.Parsed => ({
  _tag: "Request",
  id,
  method: "ping",
  params: undefined
})

const bytes = (...parts: ReadonlyArray<string | ReadonlyArray<number>>): Buffer =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part)))
  )

/** What is known of a line that is no message. */
const id = (line: string): unknown => {
  const [message] = read([`${line}\n`])
  return message?._tag === "Malformed" ? [message.id, message.answerable] : message
}

describe("FrameReader", () => {
  it("2025-11-25/S-03, 2026-07-28/S-01: a line is a message, however many come at once", () => {
    assert.deepStrictEqual(read([`${ping(1)}\n${ping("b")}\n${ping(3)}\n`]), [
      pinged(1),
      pinged("b"),
      pinged(3)
    ])
  })

  it("2025-11-25/S-01, 2026-07-28/S-01: a message cut inside a character of UTF-8 is read whole", () => {
    const line = Buffer.from(`{"jsonrpc":"2.0","method":"n","params":{"text":"žluťoučký 🐎"}}\n`)
    const expected: ReadonlyArray<JsonRpc.Parsed> = [
      { _tag: "Notification", method: "n", params: { text: "žluťoučký 🐎" } }
    ]
    for (let cut = 1; cut < line.length; cut++) {
      assert.deepStrictEqual(read([line.subarray(0, cut), line.subarray(cut)]), expected)
    }
  })

  const mixed = `${ping(1)}\n\r\n${ping("é")}\r\n{broken\n[${ping(3)}]\n${ping(4)}\n`

  it.prop(
    "frame.chunks: whatever way the bytes are cut, the same messages come out",
    { cuts: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 160 }))) },
    ({ cuts }) => {
      const whole = read([mixed])
      assert.strictEqual(whole.length, 5)
      const all = Buffer.from(mixed)
      const at = [0, ...cuts.toSorted((a, b) => a - b), all.length]
      const chunks = at.slice(1).map((end, index) => all.subarray(at[index], end))
      assert.deepStrictEqual(read(chunks), whole)
      assert.deepStrictEqual(read(chunks, 60), whole)
    }
  )

  it("frame.line-ends: CRLF, empty lines and a byte order mark at the start are no trouble", () => {
    assert.deepStrictEqual(read([`\uFEFF${ping(1)}\r\n\n\r\n${ping(2)}\r\n`]), [
      pinged(1),
      pinged(2)
    ])
  })

  it("frame.last: a last line without its newline is read when the stream ends", () => {
    const messages: Array<unknown> = []
    const reader = new FrameReader.FrameReader({ onMessage: (message) => messages.push(message) })
    reader.push(Buffer.from(ping(1)))
    assert.deepStrictEqual(messages, [])
    reader.end()
    assert.deepStrictEqual(messages, [pinged(1)])
  })

  it("frame.utf8: a line that is not UTF-8 is malformed under its own id, and its neighbours are read", () => {
    const bad = bytes('{"jsonrpc":"2.0","id":2,"method":"x","params":{"a":"', [0xff, 0xfe], '"}}')
    assert.deepStrictEqual(read([bytes(`${ping(1)}\n`, [...bad], `\n${ping(3)}\n`)]), [
      pinged(1),
      {
        _tag: "Malformed",
        id: 2,
        code: -32700,
        message: "Parse error: the message is not UTF-8",
        answerable: true
      },
      pinged(3)
    ])
  })

  it("frame.json: text that is no JSON keeps the id where the outermost object shows it", () => {
    assert.deepStrictEqual(id(`{"jsonrpc":"2.0","id":7,"method":"x","params":{`), [7, true])
    assert.deepStrictEqual(id(`{"jsonrpc":"2.0","id":"a\\"b","method":"x" oops}`), [`a"b`, true])
    assert.deepStrictEqual(id(`{"params":{"id":1},"method":"x",}`), [undefined, false])
    assert.deepStrictEqual(id(`{"method":"x","params":{"a":"\\"id\\":5,"},"id":6,}`), [6, true])
    assert.deepStrictEqual(id(`{"jsonrpc":"2.0","id":7,"result":{`), [7, false])
    assert.deepStrictEqual(id(`{"id":1.5,"method":"x",}`), [undefined, false])
    assert.deepStrictEqual(id(`{"id":7`), [undefined, true])
    assert.deepStrictEqual(id(`[{"id":7,"method":"x"},`), [undefined, true])
    assert.deepStrictEqual(id(`hello`), [undefined, true])
    assert.deepStrictEqual(id(`}}}{"id":7,"method":"x"}`), [undefined, true])
  })

  it("frame.limit: a line over the limit is malformed under its id, and the next one is read", () => {
    const long = `{"jsonrpc":"2.0","method":"x","params":{"a":"${"y".repeat(1000)}"},"id":9}`
    const expected: ReadonlyArray<JsonRpc.Parsed> = [
      {
        _tag: "Malformed",
        id: 9,
        code: -32700,
        message: "Parse error: the message is longer than 200 bytes",
        answerable: true
      },
      pinged(2)
    ]
    assert.deepStrictEqual(read([`${long}\n${ping(2)}\n`], 200), expected)
    const pieces = `${long}\n${ping(2)}\n`.match(/.{1,37}|\n/gu) ?? []
    assert.deepStrictEqual(read(pieces, 200), expected)
  })

  it("frame.limit: a line of exactly the limit is read, one byte more is not", () => {
    const line = ping(1)
    assert.deepStrictEqual(read([`${line}\n`], line.length), [pinged(1)])
    assert.deepStrictEqual(
      read([`${line}\n`], line.length - 1).map((message) => message._tag),
      ["Malformed"]
    )
  })

  it("frame.pieces: a line that comes in single bytes costs little more than its bytes", () => {
    const messages: Array<JsonRpc.Parsed> = []
    const reader = new FrameReader.FrameReader({ onMessage: (message) => messages.push(message) })
    const before = memory()
    const line = Buffer.from(`{"jsonrpc":"2.0","id":1,"method":"${"x".repeat(500_000)}"}\n`)
    for (const byte of line) reader.push(Buffer.from([byte]))
    assert.strictEqual(messages.length, 1)
    for (const byte of line.subarray(0, -1)) reader.push(Buffer.from([byte]))
    assert.isBelow(memory() - before, 20_000_000)
    reader.end()
    assert.strictEqual(messages.length, 2)
  })

  it("frame.limit: what is skipped is not held", async () => {
    const reader = new FrameReader.FrameReader({ onMessage: () => {}, maxFrameBytes: 1024 })
    reader.push(Buffer.from('{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":"'))
    const chunks: Array<WeakRef<ArrayBufferLike>> = []
    const push = (): void => {
      const chunk = Buffer.alloc(64 * 1024, "a")
      chunks.push(new WeakRef(chunk.buffer))
      reader.push(chunk)
    }
    for (let index = 0; index < 16; index++) push()
    await new Promise((resolve) => setImmediate(resolve))
    collect()
    const held = chunks.filter((chunk) => chunk.deref() !== undefined).length
    reader.end()
    assert.isAtMost(held, 1)
  })
})
