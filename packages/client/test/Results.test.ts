import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Logger, Stream } from "effect"

import { type ClientError, type ClientEvent, ToolResult } from "../src/index.ts"
import { connected, envelope } from "./support/Connected.ts"
import type { Frame, Line } from "./support/Peer.ts"

const [modern, newest] = Revisions.all as [Revision.Revision, Revision.Revision]

/** Calls a tool and answers by hand; what the call ended with. */
const ending = Effect.fnUntraced(function* (
  revision: Revision.Revision,
  answer: (line: Line, id: unknown) => void
) {
  const { client, line } = yield* connected(revision)
  const calling = yield* Effect.forkChild(client.callTool("t"))
  const sent = yield* line.next
  answer(line, sent["id"])
  return yield* Effect.flip(Fiber.join(calling))
})

const tag = (error: ClientError.ClientError) => error.reason._tag

const text = (words: string) => [{ type: "text" as const, text: words }]

describe("results", () => {
  it.effect("2026-07-28/B-08: a result of a kind nobody defined is invalid", () =>
    Effect.gen(function* () {
      const error = yield* ending(modern, (line, id) =>
        line.answer(id, { resultType: "poem", content: text("roses") })
      )
      assert.deepStrictEqual(
        error.reason._tag === "UnknownResultType" && error.reason.resultType,
        "poem"
      )
    })
  )

  it.effect("2026-07-28/B-09, interop/IC-10: without resultType a result is complete", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const calling = yield* Effect.forkChild(client.callTool("t"))
      line.answer((yield* line.next)["id"], { content: text("done") })
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, text("done"))
    })
  )

  it.effect("interop/IC-10: input_required means nothing in a handshake revision", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const calling = yield* Effect.forkChild(client.callTool("t"))
      line.answer((yield* line.next)["id"], { resultType: "input_required", content: text("done") })
      assert.deepStrictEqual((yield* Fiber.join(calling)).content, text("done"))
    })
  )

  it.effect("result.asks: a method whose result may not ask, and does, is invalid", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const listing = yield* Effect.forkChild(client.listTools())
      line.answer((yield* line.next)["id"], { resultType: "input_required", requestState: "s" })
      assert.strictEqual(tag(yield* Effect.flip(Fiber.join(listing))), "InvalidResult")
    })
  )

  for (const revision of Revisions.all) {
    it.effect(`${revision.version}.result: what breaks the schema is an error of ours`, () =>
      Effect.gen(function* () {
        const error = yield* ending(revision, (line, id) =>
          line.answer(id, { ...envelope(revision), content: "no array" })
        )
        assert.strictEqual(tag(error), "InvalidResult")
      })
    )

    it.effect(`${revision.version}.result: members nobody knows are kept`, () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(revision)
        const calling = yield* Effect.forkChild(client.callTool("t"))
        const result = { ...envelope(revision), content: [], "x-more": [1] }
        line.answer((yield* line.next)["id"], result)
        assert.deepStrictEqual(yield* Fiber.join(calling), {
          ...result,
          validation: { _tag: "NotDeclared" }
        } as never)
      })
    )
  }

  it.effect("result.place: says what is wrong where, in one line", () =>
    Effect.gen(function* () {
      const error = yield* ending(newest, (line, id) => line.answer(id, {}))
      assert.strictEqual(error.message, "tools/call: InvalidResult: /content: Missing key")
    })
  )

  it.effect("error.visible: what a server says stays in its place, and the whole is kept", () =>
    Effect.gen(function* () {
      const message = `\u001b]0;pwn\u0007\u001b[2J\nfake \u202eline ${"x".repeat(10_000)}`
      const error = yield* ending(newest, (line, id) => line.refuse(id, { code: 1, message }))
      assert.isTrue(
        error.message.startsWith(
          'tools/call: the peer refused with 1 "\\u{1b}]0;pwn\\u{7}\\u{1b}[2J\\u{a}fake \\u{202e}line xxx'
        )
      )
      assert.isBelow(error.message.length, 1100)
      assert.strictEqual(error.reason._tag === "Refused" && error.reason.message, message)
    })
  )

  it.effect("result.unreadable: a response that is none ends its call", () =>
    Effect.gen(function* () {
      const error = yield* ending(newest, (line, id) =>
        line.say({ jsonrpc: "2.0", id, result: "text" })
      )
      assert.strictEqual(tag(error), "InvalidResult")
      const { client, line } = yield* connected(newest)
      const sending = yield* Effect.forkChild(client.send("x/y", {}))
      line.say({ jsonrpc: "2.0", id: (yield* line.next)["id"], result: [1] })
      const { reason } = yield* Effect.flip(Fiber.join(sending))
      assert.deepStrictEqual(
        reason._tag === "InvalidResult" && reason.issue,
        "Invalid response: result must be an object"
      )
    })
  )
})

describe("the text of a result", () => {
  it("result.text: a line for each block of text, and nothing of what is none", () => {
    const image = { type: "image" as const, data: "AA==", mimeType: "image/png" }
    assert.strictEqual(
      ToolResult.text({ content: [...text("one"), image, ...text("two")] }),
      "one\ntwo"
    )
    assert.strictEqual(ToolResult.text({ content: [] }), "")
  })
})

describe("a server that breaks every rule", () => {
  it.effect("violation.flood: is reported each time, and logged a few", () =>
    Effect.gen(function* () {
      const logged: Array<unknown> = []
      const logger = Logger.make(({ message }) => void logged.push(message))
      const seen: Array<ClientEvent.ClientEvent> = []
      const { client, line } = yield* connected(newest, {
        layer: Logger.layer([logger]),
        settings: { onEvent: (event) => void seen.push(event) }
      })
      for (let at = 0; at < 1000; at++) line.text("nonsense")
      const message = "x".repeat(100_000)
      line.say({ jsonrpc: "2.0", error: { code: 1, message } })
      const ping = yield* Effect.forkChild(client.ping())
      line.answer((yield* line.next)["id"], {})
      yield* Fiber.join(ping)
      assert.strictEqual(seen.length, 1001)
      assert.deepStrictEqual(logged.slice(20), [
        ["The server has broken rules of the protocol 100 times"],
        ["The server has broken rules of the protocol 1000 times"]
      ])
      assert.isBelow(JSON.stringify(seen.at(-1)).length, 1000)
    })
  )
})

describe("errors", () => {
  it.effect(
    "error.missing: the code of a missing resource means one only where one was asked for",
    () =>
      Effect.gen(function* () {
        for (const revision of Revisions.all) {
          const error = { code: -32002, message: "quota exceeded" }
          const { reason } = yield* ending(revision, (line, id) => line.refuse(id, error))
          assert.strictEqual(reason._tag === "Refused" && reason.message, "quota exceeded")
          const named = { ...error, data: { uri: "x://a" } }
          const missing = yield* ending(revision, (line, id) => line.refuse(id, named))
          assert.strictEqual(missing.reason._tag, "ResourceNotFound")
        }
      })
  )

  it.effect("error.verbatim: what the peer refused with is not mapped", () =>
    Effect.gen(function* () {
      const error = yield* ending(newest, (line, id) =>
        line.refuse(id, { code: 1234, message: "no", data: { why: 1 } })
      )
      const { reason } = error
      assert.strictEqual(reason._tag, "Refused")
      if (reason._tag !== "Refused") return
      assert.deepStrictEqual([reason.code, reason.message, reason.data], [1234, "no", { why: 1 }])
      assert.strictEqual(error.message, 'tools/call: the peer refused with 1234 "no"')
    })
  )

  it.effect("2026-07-28/B-19: what happened here cannot be mistaken for what the peer said", () =>
    Effect.gen(function* () {
      const local = yield* ending(newest, (line) => line.cut())
      const remote = yield* ending(newest, (line, id) =>
        line.refuse(id, { code: -32000, message: "Connection closed" })
      )
      assert.deepStrictEqual([tag(local), tag(remote)], ["Disconnected", "Refused"])
    })
  )

  it.effect("2026-07-28/B-14: a code of the old band means nothing but itself", () =>
    Effect.gen(function* () {
      for (const code of [-32000, -32001, -32003, -32010, -32019]) {
        const { reason } = yield* ending(modern, (line, id) =>
          line.refuse(id, { code, message: "no" })
        )
        assert.strictEqual(reason._tag === "Refused" && reason.code, code)
      }
    })
  )

  for (const revision of Revisions.all) {
    it.effect(
      `2026-07-28/B-17, 2026-07-28/SV-33, interop/IC-12: both codes are "no such resource" in ${revision.version}`,
      () =>
        Effect.gen(function* () {
          const { client, line } = yield* connected(revision)
          const errors: ReadonlyArray<Frame> = [
            { code: -32002, message: "Resource not found" },
            { code: -32002, message: "Resource not found", data: { uri: "x://a" } },
            { code: -32602, message: "Resource not found", data: { uri: "x://a" } }
          ]
          for (const error of errors) {
            const reading = yield* Effect.forkChild(client.readResource("x://a"))
            line.refuse((yield* line.next)["id"], error)
            const { reason } = yield* Effect.flip(Fiber.join(reading))
            assert.strictEqual(reason._tag === "ResourceNotFound" && reason.uri, "x://a")
          }
          const reading = yield* Effect.forkChild(client.readResource("x://a"))
          line.refuse((yield* line.next)["id"], { code: -32602, message: "Bad params" })
          assert.strictEqual((yield* Effect.flip(Fiber.join(reading))).reason._tag, "Refused")
        })
    )
  }

  it.effect("2026-07-28/RM-02: -32042 is nothing special where it does not exist", () =>
    Effect.gen(function* () {
      const data = {
        elicitations: [{ mode: "url", message: "m", url: "https://a.b/c", elicitationId: "e" }]
      }
      const refusal = (line: Line, id: unknown) =>
        line.refuse(id, { code: -32042, message: "visit", data })
      assert.strictEqual(tag(yield* ending(modern, refusal)), "Refused")
      const { reason } = yield* ending(newest, refusal)
      assert.deepStrictEqual(
        reason._tag === "UrlElicitationRequired" && reason.elicitations[0]?.elicitationId,
        "e"
      )
    })
  )
})

describe("what belongs to nobody", () => {
  const hear = Effect.fnUntraced(function* (
    revision: Revision.Revision,
    say: (line: Line) => void
  ) {
    const { client, line } = yield* connected(revision)
    const seen: Array<ClientEvent.ClientEvent> = []
    yield* Effect.forkChild(
      Stream.runForEach(client.events, (event) => Effect.sync(() => seen.push(event)))
    )
    yield* Effect.yieldNow
    say(line)
    const calling = yield* Effect.forkChild(client.callTool("t"))
    line.answer((yield* line.next)["id"], { ...envelope(revision), content: [] })
    yield* Fiber.join(calling)
    yield* Effect.yieldNow
    return { seen, rest: yield* line.rest }
  })

  it.effect("response.unknown: an answer nobody waits for is dropped", () =>
    Effect.gen(function* () {
      const { rest, seen } = yield* hear(newest, (line) => {
        line.answer(99, {})
        line.refuse("x", { code: 1, message: "no" })
      })
      assert.deepStrictEqual([rest, seen], [[], []])
    })
  )

  it.effect("2025-11-25/B-07: an error without id is reported, and ends nobody's call", () =>
    Effect.gen(function* () {
      const { seen } = yield* hear(newest, (line) =>
        line.say({ jsonrpc: "2.0", error: { code: -32700, message: "Parse error" } })
      )
      assert.deepStrictEqual(seen, [
        { _tag: "Violation", what: "OrphanError", method: "", detail: "-32700: Parse error" }
      ])
    })
  )

  it.effect(
    "2026-07-28/B-22, 2026-07-28/S-05, interop/IC-09: a request in the per-request era is reported and never answered",
    () =>
      Effect.gen(function* () {
        const { rest, seen } = yield* hear(modern, (line) => {
          line.say({ jsonrpc: "2.0", id: 1, method: "ping" })
          line.say({ jsonrpc: "2.0", id: 2, method: "roots/list" })
        })
        assert.deepStrictEqual(rest, [])
        assert.deepStrictEqual(
          seen.map((event) => event._tag === "Violation" && [event.what, event.method]),
          [
            ["Request", "ping"],
            ["Request", "roots/list"]
          ]
        )
      })
  )

  it.effect(
    "2025-11-25/B-11, 2026-07-28/RM-03: an array is no message where there are no batches",
    () =>
      Effect.gen(function* () {
        for (const revision of [newest, modern]) {
          const { seen } = yield* hear(revision, (line) =>
            line.say([{ jsonrpc: "2.0", method: "notifications/message", params: {} }])
          )
          assert.deepStrictEqual(
            seen.map((event) => event._tag === "Violation" && event.what),
            ["Batch"]
          )
        }
      })
  )

  it.effect("interop/IC-08: an array is several messages where there are", () =>
    Effect.gen(function* () {
      const batching = Revisions.all.find((revision) => revision.batches) ?? newest
      const { client, line } = yield* connected(batching)
      const first = yield* Effect.forkChild(client.callTool("a"))
      const second = yield* Effect.forkChild(client.callTool("b"))
      const ids = [(yield* line.next)["id"], (yield* line.next)["id"]]
      line.say(ids.map((id) => ({ jsonrpc: "2.0", id, result: { content: text(String(id)) } })))
      const results = [yield* Fiber.join(first), yield* Fiber.join(second)]
      assert.deepStrictEqual(
        results.map(({ content }) => content),
        ids.map((id) => text(String(id)))
      )
    })
  )

  it.effect("garbage.ignored: what is no JSON is reported, and the next message works", () =>
    Effect.gen(function* () {
      const { seen } = yield* hear(newest, (line) => line.text("{nonsense"))
      assert.deepStrictEqual(
        seen.map((event) => event._tag === "Violation" && event.what),
        ["Malformed"]
      )
    })
  )

  it.effect(
    "2025-11-25/SV-51: a notification that breaks its schema is reported and goes no further",
    () =>
      Effect.gen(function* () {
        const { seen } = yield* hear(newest, (line) =>
          line.notify("notifications/message", { level: "loud", data: 1 })
        )
        assert.deepStrictEqual(seen, [
          {
            _tag: "Violation",
            what: "Notification",
            method: "notifications/message",
            detail: "wrong params"
          }
        ])
      })
  )

  it.effect("2025-11-25/B-09: no notification is answered, known or unknown", () =>
    Effect.gen(function* () {
      const { rest } = yield* hear(newest, (line) => {
        line.notify("notifications/tools/list_changed")
        line.notify("notifications/unheard_of", { a: 1 })
        line.notify("tools/call", { name: "t" })
      })
      assert.deepStrictEqual(rest, [])
    })
  )
})
