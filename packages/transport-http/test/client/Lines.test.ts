/** Events of very many lines: each of them costs more than its characters. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"

import { EventReader } from "../../src/internal/client/eventReader.ts"
import { newest, overBoth, reasonOf, request, resultOf, scripted, sending } from "./support/wire.ts"

const mebibyte = 1024 * 1024

/** A reader, and what it has told. */
const reader = (limit: number) => {
  const told: Array<string> = []
  const events = new EventReader(
    {
      event: (data) => told.push(data),
      id: (id) => told.push(`#${id}`),
      retry: () => undefined,
      tooLarge: () => told.push("too large")
    },
    limit
  )
  const encoder = new TextEncoder()
  return { told, push: (text: string) => events.push(encoder.encode(text)) }
}

/** What is told of a text that comes in pieces. */
const reading = (pieces: ReadonlyArray<string>, limit = 16 * mebibyte) => {
  const { push, told } = reader(limit)
  for (const piece of pieces) push(piece)
  return told
}

/** How often a line is taken until it is too much. */
const taken = (line: string, limit: number): number => {
  const { push, told } = reader(limit)
  let count = 0
  for (; told.length === 0 && count < 1_000_000; count++) push(line)
  assert.deepStrictEqual(told, ["too large"])
  return count
}

const times = (count: number, ...pieces: ReadonlyArray<string>): ReadonlyArray<string> =>
  Array.from({ length: count }, () => pieces).flat()

describe("EventReader", () => {
  it.each([
    ["with a value", "data: x\n"],
    ["without", "data\n"],
    ["that end with a carriage return", "data:x\r"],
    ["that end with both", "data:x\r\n"]
  ])("lines.bound: an event has so many lines of data, and no more (%s)", (_, line) => {
    assert.strictEqual(taken(line, 16 * mebibyte), 524_289)
    assert.strictEqual(taken(line, 20_000), 4097)
  })

  it("lines.torn: however its lines are torn", () => {
    const line = "data:\n"
    for (let at = 1; at < line.length; at++) {
      const torn = times(5000, line.slice(0, at), line.slice(at))
      assert.deepStrictEqual(reading(torn, 20_000), ["too large"])
    }
    assert.deepStrictEqual(reading(times(5000, ...line), 20_000), ["too large"])
    assert.deepStrictEqual(reading(["data:\n".repeat(400_000)], 1_000_000), ["too large"])
  })

  it("lines.events: events of few lines may come for ever, also in one piece", () => {
    const all = reading(["data: a\ndata: b\n\n".repeat(100_000)], 1000)
    assert.strictEqual(all.length, 100_000)
    assert.strictEqual(all.at(-1), "a\nb")
  })

  it("lines.comments: what is no data may come for ever", () => {
    const lines = ": data\n",
      others = "id: 1\nretry: 1\nevent: data\n"
    const end = "data: end\n\n"
    assert.deepStrictEqual(reading([...times(20_000, lines), end], 1000), ["end"])
    assert.deepStrictEqual(reading([...times(20_000, others), end], 1000), ["#1", "end"])
  })

  it("lines.pretty: an event may be a text of many lines", () => {
    const value = Array.from({ length: 50_000 }, (_, n) => ({ n }))
    const text = JSON.stringify(value, undefined, 2)
    const [data] = reading([`data: ${text.replaceAll("\n", "\ndata: ")}\n\n`])
    assert.deepStrictEqual(JSON.parse(String(data)), value)
  })
})

overBoth("Lines", (connecting) => {
  it.effect(
    "limit.lines: an event of short lines without end is an error, long before memory is",
    () =>
      Effect.gen(function* () {
        const { server, wire } = yield* scripted(connecting)
        const sent = yield* Effect.forkChild(reasonOf(wire, request(1, "tools/call", newest)))
        const call = yield* server.post
        const stream = call.events()
        const lines = "data: x\n".repeat(8192)
        const before = process.memoryUsage().heapUsed
        // 8 Mi lines, of 16 Mi characters
        for (let count = 0; count < 1024 && !Deferred.isDoneUnsafe(call.left); count++) {
          stream.write(lines)
          yield* Effect.callback<void>((resume) => {
            setImmediate(() => resume(Effect.void))
          })
        }
        const reason = yield* Fiber.join(sent)
        assert.deepInclude(reason, { _tag: "FrameTooLarge", limit: 16 * mebibyte })
        assert.isBelow(process.memoryUsage().heapUsed - before, 200 * mebibyte)
        yield* Deferred.await(call.left)
        const next = yield* sending(wire, request(2, "tools/call", newest))
        ;(yield* server.post).result({})
        yield* Fiber.join(next)
        assert.deepStrictEqual(resultOf(yield* wire.next), { id: 2 })
      })
  )
})
