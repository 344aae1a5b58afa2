import { type Revision, Revisions } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"

import type { Client } from "../src/index.ts"
import { connected, envelope, page } from "./support/Connected.ts"
import type { Frame, Line } from "./support/Peer.ts"

const [modern, newest] = Revisions.all as [Revision.Revision, Revision.Revision]
const structured = Revisions.all.filter((revision) => revision.structuredContent !== "None")

const text = (words: string) => ({ type: "text" as const, text: words })

/** Answers one call. */
const answering = Effect.fnUntraced(function* <A, E>(
  line: Line,
  call: Effect.Effect<A, E>,
  result: Frame
) {
  const calling = yield* Effect.forkChild(call)
  const sent = yield* line.next
  line.answer(sent["id"], result)
  const exit = yield* Effect.exit(Fiber.join(calling))
  return { exit, params: sent["params"] as Frame }
})

/** Lists one tool of this output schema, and calls it. */
const calling = Effect.fnUntraced(function* (
  revision: Revision.Revision,
  outputSchema: unknown,
  result: Frame
) {
  const { client, line } = yield* connected(revision)
  yield* answering(line, client.listTools(), {
    ...page(revision),
    tools: [{ name: "t", inputSchema: { type: "object" }, outputSchema }]
  })
  const calling = yield* Effect.forkChild(client.callTool("t"))
  line.answer((yield* line.next)["id"], { ...envelope(revision), content: [], ...result })
  return yield* Effect.result(Fiber.join(calling))
})

const verdict = Effect.fnUntraced(function* (...args: Parameters<typeof calling>) {
  const result = yield* calling(...args)
  return result._tag === "Success" ? result.success.validation._tag : result.failure.reason._tag
})

const sum = { type: "object", properties: { sum: { type: "number" } }, required: ["sum"] }

describe("content of a newer revision", () => {
  const link = { type: "resource_link", uri: "x://a", name: "a" }
  const audio = { type: "audio", data: "AA==", mimeType: "audio/wav" }

  for (const revision of Revisions.all) {
    it.effect(`content.newer: is taken where a server speaks an older (${revision.version})`, () =>
      Effect.gen(function* () {
        const content = [text("one"), link, audio, text("two")]
        const called = yield* calling(revision, sum, { content, isError: true })
        assert.deepStrictEqual(
          called._tag === "Success" && called.success.content,
          content as never
        )
        const { client, line } = yield* connected(revision)
        const messages = [
          { role: "user", content: link },
          { role: "assistant", content: text("two") }
        ]
        const got = yield* answering(line, client.getPrompt("p"), { ...page(revision), messages })
        assert.deepStrictEqual(
          got.exit._tag === "Success" && got.exit.value.messages,
          messages as never
        )
      })
    )

    it.effect(`content.malformed: is refused in every revision (${revision.version})`, () =>
      Effect.gen(function* () {
        for (const content of [
          [link, { type: "resource_link", name: "no uri" }],
          [link, { type: "text" }],
          [{ type: "hologram" }],
          link
        ]) {
          assert.strictEqual(
            yield* verdict(revision, sum, { content, isError: true }),
            "InvalidResult"
          )
        }
      })
    )
  }
})

describe("output against its schema", () => {
  it.effect("output.relisted: is that of the last whole listing, while another is under way", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const called = Effect.map(
        answering(line, client.callTool("b"), { content: [], structuredContent: { sum: 3 } }),
        ({ exit }) => exit._tag === "Success" && exit.value.validation._tag
      )
      const first = {
        tools: [{ name: "a", inputSchema: { type: "object" } }],
        nextCursor: "more"
      }
      const second = { tools: [{ name: "b", inputSchema: { type: "object" }, outputSchema: sum }] }
      for (const seen of ["NotDeclared", "Valid"] as const) {
        const listing = yield* Effect.forkChild(client.listTools())
        line.answer((yield* line.next)["id"], first)
        const next = yield* line.next
        assert.strictEqual(yield* called, seen)
        line.answer(next["id"], second)
        yield* Fiber.join(listing)
        assert.strictEqual(yield* called, "Valid")
      }
      yield* answering(line, client.listTools(), { tools: [] })
      assert.strictEqual(yield* called, "NotDeclared")
    })
  )

  for (const revision of structured) {
    it.effect(
      `2025-11-25/SV-12, 2026-07-28/SV-10: is checked before anybody sees it (${revision.version})`,
      () =>
        Effect.gen(function* () {
          assert.strictEqual(
            yield* verdict(revision, sum, { structuredContent: { sum: 3 } }),
            "Valid"
          )
          assert.strictEqual(
            yield* verdict(revision, sum, { structuredContent: { sum: "3" } }),
            "InvalidResult"
          )
          assert.strictEqual(yield* verdict(revision, sum, {}), "InvalidResult")
        })
    )
  }

  it.effect(
    "2025-11-25/SV-15, 2026-07-28/SV-22: a tool's failure is a result for the model, whatever the schema",
    () =>
      Effect.gen(function* () {
        const failure = { isError: true, content: [text("No such file")] }
        const result = yield* calling(newest, sum, failure)
        assert.strictEqual(result._tag === "Success" && result.success.isError, true)
        assert.deepStrictEqual(result._tag === "Success" && result.success.content, [
          text("No such file")
        ])
      })
  )

  it.effect(
    "2025-11-25/B-14, 2025-11-25/B-15, 2026-07-28/B-31: a schema that names no dialect is 2020-12",
    () =>
      Effect.gen(function* () {
        const schema = { type: "object", properties: { a: { prefixItems: [{ type: "string" }] } } }
        assert.strictEqual(
          yield* verdict(newest, schema, { structuredContent: { a: ["x"] } }),
          "Valid"
        )
        assert.strictEqual(
          yield* verdict(newest, schema, { structuredContent: { a: [1] } }),
          "InvalidResult"
        )
      })
  )

  it.effect(
    "2025-11-25/B-16, 2026-07-28/B-32: an unknown dialect is said to be one, and the result delivered unvalidated",
    () =>
      Effect.gen(function* () {
        const schema = { ...sum, $schema: "https://example.com/my-dialect" }
        const result = yield* calling(newest, schema, { structuredContent: { sum: "x" } })
        assert.deepStrictEqual(
          result._tag === "Success" && { ...result.success.validation, detail: "" },
          { _tag: "Unvalidated", reason: "Dialect", detail: "" }
        )
      })
  )

  it.effect(
    "2026-07-28/B-35, 2026-07-28/B-36, 2026-07-28/B-38: a schema that needs the network is not fetched; the result is delivered unvalidated",
    () =>
      Effect.gen(function* () {
        const fetched: Array<unknown> = []
        const original = globalThis.fetch
        globalThis.fetch = (input) => {
          fetched.push(input)
          return Promise.reject(new Error("no network"))
        }
        const schema = { type: "object", properties: { a: { $ref: "https://example.com/a.json" } } }
        const result = yield* Effect.ensuring(
          calling(modern, schema, { structuredContent: { a: 1 } }),
          Effect.sync(() => {
            globalThis.fetch = original
          })
        )
        assert.deepStrictEqual(
          result._tag === "Success" && { ...result.success.validation, detail: "" },
          { _tag: "Unvalidated", reason: "NetworkReference", detail: "" }
        )
        assert.deepStrictEqual(fetched, [])
      })
  )

  it.effect("2026-07-28/B-39: a pattern that would take for ever does not", () =>
    Effect.gen(function* () {
      const schema = { type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } }
      const hostile = `${"a".repeat(50_000)}!`
      const began = Date.now()
      const found = yield* verdict(newest, schema, { structuredContent: { a: hostile } })
      assert.isBelow(Date.now() - began, 2000)
      assert.include(["InvalidResult", "Unvalidated"], found)
    })
  )

  it.effect(
    "schema.unknown: a tool that was never listed, or declares nothing, is not checked",
    () =>
      Effect.gen(function* () {
        assert.strictEqual(
          yield* verdict(newest, undefined, { structuredContent: { a: 1 } }),
          "NotDeclared"
        )
        const { client, line } = yield* connected(newest)
        const { exit } = yield* answering(line, client.callTool("t"), { content: [] })
        assert.strictEqual(exit._tag === "Success" && exit.value.validation._tag, "NotDeclared")
      })
  )

  it.effect("structured.any: where structured content may be any value, it may", () =>
    Effect.gen(function* () {
      const schema = { type: "array", items: { type: "number" } }
      assert.strictEqual(yield* verdict(modern, schema, { structuredContent: [1, 2] }), "Valid")
      assert.strictEqual(
        yield* verdict(modern, schema, { structuredContent: ["1"] }),
        "InvalidResult"
      )
      assert.strictEqual(
        yield* verdict(modern, { type: "null" }, { structuredContent: null }),
        "Valid"
      )
    })
  )
})

const Add = {
  name: "add",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.optionalKey(Schema.Date) }),
  output: Schema.Struct({ sum: Schema.Finite, at: Schema.Date })
}

class Overflow extends Schema.TaggedError<Overflow>()("Overflow", { limit: Schema.Finite }) {}

const Careful = { ...Add, error: Overflow }

const NoOutput = { name: "say", input: Schema.Struct({ words: Schema.String }) }

/** As zod makes them: validates, and knows its own types. */
const standard = {
  "~standard": {
    version: 1 as const,
    vendor: "written",
    validate: (value: unknown) =>
      typeof value === "object" && value !== null && "n" in value && typeof value.n === "number"
        ? { value: { n: value.n } }
        : { issues: [{ message: "n must be a number" }] },
    types: undefined as
      | undefined
      | { readonly input: { n: number }; readonly output: { n: number } }
  }
}

const day = "2020-01-02T00:00:00.000Z"

describe("calls by definition", () => {
  for (const revision of Revisions.all) {
    it.effect(
      `call.typed: arguments are encoded, and the output decoded (${revision.version})`,
      () =>
        Effect.gen(function* () {
          const { client, line } = yield* connected(revision)
          const value = { sum: 3, at: day }
          const { exit, params } = yield* answering(
            line,
            client.call(Add, { a: 1, b: new Date(day) }),
            {
              ...envelope(revision),
              content: [text(JSON.stringify(value))],
              ...(revision.structuredContent === "None" ? {} : { structuredContent: value })
            }
          )
          const { _meta, ...sent } = params
          assert.deepStrictEqual(sent, { name: "add", arguments: { a: 1, b: day } })
          assert.deepStrictEqual(exit._tag === "Success" && exit.value, {
            sum: 3,
            at: new Date(day)
          })
        })
    )
  }

  const failing = Effect.fnUntraced(function* <A, E>(
    call: (client: Client.Client) => Effect.Effect<A, E>,
    result: Frame
  ) {
    const { client, line } = yield* connected(newest)
    const calling = yield* Effect.forkChild(call(client))
    line.answer((yield* line.next)["id"], result)
    return yield* Effect.flip(Fiber.join(calling))
  })

  it.effect("call.arguments: arguments that do not fit are not sent", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const error = yield* Effect.flip(client.call(Add, { a: Number.NaN }))
      assert.strictEqual(error._tag === "ClientError" && error.reason._tag, "InvalidArguments")
      const other = { name: "n", input: standard }
      const wrong = yield* Effect.flip(client.call(other, { n: "1" } as never))
      assert.strictEqual(wrong._tag === "ClientError" && wrong.reason._tag, "InvalidArguments")
      assert.deepStrictEqual(yield* line.rest, [])
    })
  )

  it.effect("call.output: output that does not fit is an error of ours", () =>
    Effect.gen(function* () {
      const error = yield* failing((client) => client.call(Add, { a: 1 }), {
        content: [],
        structuredContent: { sum: "3" }
      })
      assert.strictEqual(error._tag === "ClientError" && error.reason._tag, "InvalidResult")
    })
  )

  it.effect("call.failed: a tool that fails is a typed failure with its words", () =>
    Effect.gen(function* () {
      const error = yield* failing((client) => client.call(Add, { a: 1 }), {
        content: [text("Too"), text("much")],
        isError: true
      })
      assert.deepStrictEqual(error._tag === "ToolFailed" && [error.tool, error.message], [
        "add",
        "add: Too\nmuch"
      ])
    })
  )

  it.effect("call.error: one that says what its errors are fails with them", () =>
    Effect.gen(function* () {
      const told = { content: [text('{"_tag":"Overflow","limit":9}')], isError: true }
      const error = yield* failing((client) => client.call(Careful, { a: 1 }), told)
      assert.deepStrictEqual(error._tag === "Overflow" && error.limit, 9)
      const untold = { content: [text("boom")], isError: true }
      const other = yield* failing((client) => client.call(Careful, { a: 1 }), untold)
      assert.strictEqual(other._tag, "ToolFailed")
    })
  )

  it.effect("call.no output: a tool without output gives its result", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const { exit } = yield* answering(line, client.call(NoOutput, { words: "hi" }), {
        content: [text("said")]
      })
      assert.deepStrictEqual(exit._tag === "Success" && exit.value.content, [text("said")])
    })
  )

  it.effect("call.standard: schemas of other libraries work as well", () =>
    Effect.gen(function* () {
      const { client, line } = yield* connected(newest)
      const tool = { name: "n", input: standard, output: standard }
      const { exit, params } = yield* answering(line, client.call(tool, { n: 1 }), {
        content: [],
        structuredContent: { n: 2, more: true }
      })
      assert.deepStrictEqual(params["arguments"], { n: 1 })
      assert.deepStrictEqual(exit._tag === "Success" && exit.value, { n: 2 })
    })
  )
})
