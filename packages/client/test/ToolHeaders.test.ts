import { Extension } from "@effect-mcp/protocol"
import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Logger } from "effect"

import { connected, envelope, page } from "./support/Connected.ts"
import type { Frame, Line } from "./support/Peer.ts"

const [modern, newest] = Revisions.all as [Revision.Revision, Revision.Revision]

const over = { peer: { mirrors: true } }

const tool = (name: string, properties: Frame): Frame => ({
  name,
  inputSchema: { type: "object", properties }
})

const named = (name: unknown, type = "string"): Frame => ({ type, "x-mcp-header": name })

const query = tool("query", {
  region: named("Region"),
  limit: named("Limit", "integer"),
  sql: { type: "string" }
})

const wrong = tool("wrong", { a: named("") })

/** Answers a listing with these tools. */
const list = Effect.fnUntraced(function* (
  line: Line,
  tools: ReadonlyArray<Frame>,
  revision = modern
) {
  const sent = yield* line.next
  assert.strictEqual(sent["method"], "tools/list")
  line.answer(sent["id"], { ...page(revision), tools })
})

/** A client that has listed the tool with headers. */
const listed = Effect.gen(function* () {
  const { client, line } = yield* connected(modern, over)
  const listing = yield* Effect.forkChild(client.listTools())
  yield* list(line, [query])
  yield* Fiber.join(listing)
  return { client, line }
})

const names = (tools: ReadonlyArray<{ readonly name: string }>) => tools.map(({ name }) => name)

const mismatch = { code: -32020, message: "Mcp-Param-Region is missing" }

const done = { ...envelope(modern), content: [] }

const recording = () => {
  const lines: Array<string> = []
  return {
    lines,
    layer: Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
  }
}

describe("the headers of a call", () => {
  it.effect(
    "2026-07-28/T-31, 2026-07-28/T-32, 2026-07-28/T-45, 2026-07-28/T-49, 2026-07-28/T-51: method, name and each annotated argument",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* listed
        const args = { region: "Zürich", limit: 7, sql: "select 1" }
        const calling = yield* Effect.forkChild(client.callTool("query", args))
        const { id, params } = yield* line.next
        assert.deepStrictEqual((params as Frame)["arguments"], args)
        line.answer(id, done)
        yield* Fiber.join(calling)
        assert.deepStrictEqual(line.headers, [
          { "Mcp-Method": "server/discover" },
          { "Mcp-Method": "tools/list" },
          {
            "Mcp-Param-Region": "Zürich",
            "Mcp-Param-Limit": "7",
            "Mcp-Method": "tools/call",
            "Mcp-Name": "query"
          }
        ])
      })
  )

  it.effect("2026-07-28/T-50: none for null and what is absent", () =>
    Effect.gen(function* () {
      const { client, line } = yield* listed
      yield* Effect.forkChild(client.callTool("query", { region: null, sql: "" }))
      yield* line.next
      assert.deepStrictEqual(line.headers.at(-1), {
        "Mcp-Method": "tools/call",
        "Mcp-Name": "query"
      })
    })
  )

  it.effect("tool-headers.rounds: the same in every round", () =>
    Effect.gen(function* () {
      const { client, line } = yield* listed
      yield* Effect.forkChild(client.callTool("query", { region: "eu" }))
      const asked = { resultType: "input_required", requestState: "s" }
      line.answer((yield* line.next)["id"], asked)
      yield* line.next
      const expected = {
        "Mcp-Param-Region": "eu",
        "Mcp-Method": "tools/call",
        "Mcp-Name": "query"
      }
      assert.deepStrictEqual(line.headers.slice(2), [expected, expected])
    })
  )

  it.effect("tool-headers.extension: an extension says what its own methods are about", () =>
    Effect.gen(function* () {
      const jobs = Extension.layer({
        id: "com.example/jobs",
        settings: {},
        client: () => ({ names: { "jobs/get": ({ jobId }) => String(jobId) } })
      })
      const { client, line } = yield* connected(modern, { ...over, layer: jobs })
      yield* Effect.forkChild(client.send("jobs/get", { jobId: 7 }))
      yield* line.next
      assert.deepStrictEqual(line.headers.at(-1), { "Mcp-Method": "jobs/get", "Mcp-Name": "7" })
    })
  )

  it.effect("2026-07-28/T-48: no arguments where the transport has no headers", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern)
      const listing = yield* Effect.forkChild(client.listTools())
      yield* list(line, [query, wrong])
      assert.strictEqual((yield* Fiber.join(listing)).length, 2)
      yield* Effect.forkChild(client.callTool("query", { region: "eu" }))
      yield* line.next
      assert.deepStrictEqual(line.headers.at(-1), {
        "Mcp-Method": "tools/call",
        "Mcp-Name": "query"
      })
    })
  )
})

describe("headers that the server does not take", () => {
  it.effect(
    "2026-07-28/T-57: the tools are listed again, and the call made again with theirs",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern, over)
        const calling = yield* Effect.forkChild(client.callTool("query", { region: "eu" }))
        line.refuse((yield* line.next)["id"], mismatch)
        yield* list(line, [query])
        const { id } = yield* line.next
        assert.strictEqual(line.headers.at(-1)?.["Mcp-Param-Region"], "eu")
        line.answer(id, done)
        assert.deepStrictEqual((yield* Fiber.join(calling)).content, [])
      })
  )

  it.effect(
    "2026-07-28/T-57: also where they had changed since, and for the caller who answers by hand",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* listed
        const beginning = yield* Effect.forkChild(client.beginTool("query", { region: "eu" }))
        line.refuse((yield* line.next)["id"], mismatch)
        yield* list(line, [tool("query", { region: named("Zone") })])
        const { id } = yield* line.next
        const sent = line.headers.at(-1)
        assert.deepStrictEqual(
          [sent?.["Mcp-Param-Zone"], sent?.["Mcp-Param-Region"]],
          ["eu", undefined]
        )
        line.answer(id, done)
        assert.strictEqual((yield* Fiber.join(beginning))._tag, "Complete")
      })
  )

  it.effect("tool-headers.once: it is tried again once, and only with other headers", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, over)
      const calling = yield* Effect.forkChild(client.callTool("query", { region: "eu" }))
      line.refuse((yield* line.next)["id"], mismatch)
      yield* list(line, [query])
      line.refuse((yield* line.next)["id"], mismatch)
      const { reason } = yield* Effect.flip(Fiber.join(calling))
      assert.deepStrictEqual(
        [reason._tag, reason._tag === "Refused" && reason.code],
        ["Refused", -32020]
      )
      const again = yield* Effect.forkChild(client.callTool("query", { region: "eu" }))
      line.refuse((yield* line.next)["id"], mismatch)
      yield* list(line, [query])
      assert.strictEqual((yield* Effect.flip(Fiber.join(again))).reason._tag, "Refused")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect(
    "tool-headers.listing: the refusal stays what it was if there is no list, or no such tool",
    () =>
      Effect.gen(function* () {
        const { client, line } = yield* connected(modern, over)
        const calling = yield* Effect.forkChild(client.callTool("query", { region: "eu" }))
        line.refuse((yield* line.next)["id"], mismatch)
        line.refuse((yield* line.next)["id"], { code: -32603, message: "Internal error" })
        assert.include((yield* Effect.flip(Fiber.join(calling))).message, "-32020")
        const again = yield* Effect.forkChild(client.callTool("query", { region: "eu" }))
        line.refuse((yield* line.next)["id"], mismatch)
        yield* list(line, [])
        assert.include((yield* Effect.flip(Fiber.join(again))).message, "-32020")
      })
  )

  it.effect("tool-headers.together: calls that are refused together list once", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, over)
      const calls = yield* Effect.forEach(["a", "b", "c"], (region) =>
        Effect.forkChild(client.callTool("query", { region }))
      )
      const ids = [yield* line.next, yield* line.next, yield* line.next].map(({ id }) => id)
      for (const id of ids) line.refuse(id, mismatch)
      yield* list(line, [query])
      const again = [yield* line.next, yield* line.next, yield* line.next]
      assert.deepStrictEqual(
        again.map(({ method }) => method),
        ["tools/call", "tools/call", "tools/call"]
      )
      for (const { id } of again) line.answer(id, done)
      for (const call of calls) yield* Fiber.join(call)
    })
  )

  it.effect("tool-headers.elsewhere: -32020 is the caller's where no headers were sent", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest, over)
      const calling = yield* Effect.forkChild(client.callTool("query", { region: "eu" }))
      line.refuse((yield* line.next)["id"], mismatch)
      assert.strictEqual((yield* Effect.flip(Fiber.join(calling))).reason._tag, "Refused")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )
})

describe("tools whose headers cannot be", () => {
  it.effect(
    "2026-07-28/T-46, 2026-07-28/T-47: are left out of the list, each with one warning that says which and why",
    () =>
      Effect.gen(function* () {
        const log = recording()
        const { client, line } = yield* connected(modern, over)
        const invalid = [
          wrong,
          tool("object", { a: named("A", "object") }),
          tool("twice", { a: named("A"), b: named("a") }),
          tool("nested", { a: { type: "array", items: named("A") } })
        ]
        for (let round = 0; round < 2; round++) {
          const listing = yield* Effect.forkChild(
            Effect.provide(client.listTools({ refresh: true }), log.layer)
          )
          yield* list(line, [query, ...invalid])
          assert.deepStrictEqual(names(yield* Fiber.join(listing)), ["query"])
        }
        assert.deepStrictEqual(log.lines, [
          `The tool "wrong" is left out, its headers cannot be: a: the name of the header is empty`,
          `The tool "object" is left out, its headers cannot be: a: only a string, an integer or a boolean has a header, and this is "object"`,
          `The tool "twice" is left out, its headers cannot be: b: a has the same header, Mcp-Param-a`,
          `The tool "nested" is left out, its headers cannot be: a.items: only a property reached by nothing but properties has a header`
        ])
      })
  )

  it.effect("2026-07-28/T-46: whichever way the list is read, and kept", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(modern, over)
      const kept = { ...page(modern), ttlMs: 60_000, tools: [wrong, query] }
      const reading = yield* Effect.forkChild(client.request("tools/list", {}))
      line.answer((yield* line.next)["id"], kept)
      assert.deepStrictEqual(names((yield* Fiber.join(reading)).tools), ["query"])
      assert.deepStrictEqual(names(yield* client.listTools()), ["query"])
      const beginning = yield* Effect.forkChild(client.begin("tools/list", {}))
      line.answer((yield* line.next)["id"], kept)
      const round = yield* Fiber.join(beginning)
      assert.deepStrictEqual(round._tag === "Complete" && names(round.result.tools), ["query"])
    })
  )

  it.effect("interop/IC-13: are left in a handshake revision, whatever the transport", () =>
    Effect.gen(function* () {
      for (const revision of Revisions.handshake) {
        const { client, line } = yield* connected(revision, over)
        const listing = yield* Effect.forkChild(client.listTools())
        yield* list(line, [wrong, query], revision)
        assert.strictEqual((yield* Fiber.join(listing)).length, 2)
        yield* Effect.forkChild(client.callTool("query", { region: "eu" }))
        yield* line.next
        assert.isUndefined(line.headers.at(-1))
      }
    })
  )

  it.effect(
    "tool-headers.flood: a server that says something else each time does not write the log",
    () =>
      Effect.gen(function* () {
        const log = recording()
        const { client, line } = yield* connected(modern, over)
        const tools = Array.from({ length: 1200 }, (_, index) =>
          tool(`t${index}`, { a: named("") })
        )
        const listing = yield* Effect.forkChild(Effect.provide(client.listTools(), log.layer))
        yield* list(line, tools)
        assert.deepStrictEqual(yield* Fiber.join(listing), [])
        assert.strictEqual(log.lines.length, 1000)
      })
  )
})
