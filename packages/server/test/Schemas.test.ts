import { JsonSchemaValidator } from "@effect-mcp/protocol"
import { McpServer, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Schema } from "effect"
import { z } from "zod"

import * as Eras from "./eras.ts"
import { type Json, withServer } from "./RawClient.ts"

type Feature = Layer.Layer<never, never, McpServer.McpServer>

const recording = () => {
  const lines: Array<string> = []
  return {
    lines,
    layer: Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
  }
}

const server = (feature: Feature) =>
  McpServer.layer({ name: "schemas", version: "1.0.0" }).pipe(McpServer.provide(feature))

const text = (result: Json) => (result["content"] as ReadonlyArray<Json>)[0]?.["text"]

const inputSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  title: "Order",
  "x-vendor": { keep: [1, null] },
  properties: {
    item: { $ref: "#/$defs/item" },
    amount: { type: "integer", minimum: 1, default: 1 },
    note: { type: "string", pattern: "^(a+)+$" }
  },
  required: ["item"],
  additionalProperties: false,
  $defs: { item: { $anchor: "item", enum: ["tea", "coffee"] } },
  if: { properties: { item: { const: "tea" } } },
  // oxlint-disable-next-line unicorn/no-thenable -- the JSON Schema keyword
  then: { properties: { amount: { maximum: 5 } } }
} as const

const revision = Eras.at("2026-07-28")

describe.each(Eras.every)("%s", (_, revision) => {
  it.effect(
    "2026-07-28/SV-12, 2025-11-25/B-17, 2026-07-28/B-34: a raw JSON Schema is sent as it was given",
    () =>
      Effect.gen(function* () {
        const Order = Tool.fromJsonSchema("order", { inputSchema })
        const client = yield* withServer(server(Order.handle(() => Effect.succeed("ok"))), {
          revision
        })
        yield* client.result("tools/list")
        assert.include(client.frames.at(-1), `"inputSchema":${JSON.stringify(inputSchema)}`)
      })
  )
})

describe("raw schemas", () => {
  it.effect(
    "2025-11-25/SV-16, 2026-07-28/SV-23, 2025-11-25/B-15, 2026-07-28/B-31: arguments are checked, keyword by keyword, in linear time",
    () =>
      Effect.gen(function* () {
        const Order = Tool.fromJsonSchema("order", { inputSchema })
        const client = yield* withServer(
          server(Order.handle((input) => Effect.succeed(JSON.stringify(input)))),
          { revision }
        )
        const order = (args: Json) =>
          client.result("tools/call", { name: "order", arguments: args })
        assert.strictEqual(
          text(yield* order({ item: "tea", amount: 5 })),
          `{"item":"tea","amount":5}`
        )
        const wrong = [
          [{}, "item"],
          [{ item: "milk" }, "/item"],
          [{ item: "tea", amount: 6 }, "/amount"],
          [{ item: "coffee", amount: 1.5 }, "/amount"],
          [{ item: "coffee", surplus: 1 }, "surplus"],
          [{ item: "coffee", note: `${"a".repeat(50_000)}!` }, "/note"]
        ] as const
        for (const [args, place] of wrong) {
          const before = performance.now()
          const result = yield* order(args)
          assert.strictEqual(result["isError"], true, place)
          assert.include(String(text(result)), place)
          assert.isBelow(performance.now() - before, 2000)
        }
      })
  )

  it.effect(
    "2025-11-25/SV-11, 2026-07-28/SV-09: structured content is checked against a raw output schema",
    () =>
      Effect.gen(function* () {
        const Count = Tool.fromJsonSchema("count", {
          inputSchema: { type: "object" },
          outputSchema: { type: "object", properties: { n: { type: "integer" } }, required: ["n"] }
        })
        const good = yield* withServer(
          server(Count.handle(() => Effect.succeed(Tool.result({ structured: { n: 7 } })))),
          { revision }
        )
        assert.deepStrictEqual(
          (yield* good.result("tools/call", { name: "count" }))["structuredContent"],
          { n: 7 }
        )
        const bad = yield* withServer(
          server(Count.handle(() => Effect.succeed(Tool.result({ structured: { n: "7" } })))),
          { revision }
        )
        assert.strictEqual((yield* bad.error("tools/call", { name: "count" })).code, -32603)
      })
  )

  it.effect(
    "2026-07-28/B-35: a reference to the network is never followed: the tool works, unvalidated, with one warning",
    () =>
      Effect.gen(function* () {
        const log = recording()
        const Remote = Tool.fromJsonSchema("remote", {
          inputSchema: {
            type: "object",
            properties: { a: { $ref: "https://example.com/schema.json" } }
          }
        })
        const live = Remote.handle((input) => Effect.succeed(JSON.stringify(input)))
        const client = yield* withServer(server(live).pipe(Layer.provide(log.layer)), { revision })
        assert.strictEqual(
          text(yield* client.result("tools/call", { name: "remote", arguments: { a: 1 } })),
          `{"a":1}`
        )
        assert.strictEqual(
          text(yield* client.result("tools/call", { name: "remote", arguments: { a: 2 } })),
          `{"a":2}`
        )
        assert.deepStrictEqual(log.lines, [
          "The JSON Schema for the input of tool remote cannot be used for validation: a reference to the network is not followed: https://example.com/schema.json"
        ])
      })
  )

  it.effect(
    "schema.pattern: where a pattern cannot be run, all else is checked, with one warning",
    () =>
      Effect.gen(function* () {
        const log = recording()
        const Odd = Tool.fromJsonSchema("odd", {
          inputSchema: {
            type: "object",
            properties: { a: { type: "string", pattern: "(?=x)" }, pattern: { type: "integer" } },
            required: ["a"]
          }
        })
        const live = Odd.handle(() => Effect.succeed("ok"))
        const client = yield* withServer(server(live).pipe(Layer.provide(log.layer)), { revision })
        const called = (args: Json) => client.result("tools/call", { name: "odd", arguments: args })
        assert.notProperty(yield* called({ a: "y", pattern: 1 }), "isError")
        for (const wrong of [{}, { a: 1 }, { a: "y", pattern: "z" }]) {
          assert.isTrue((yield* called(wrong))["isError"], JSON.stringify(wrong))
        }
        assert.deepStrictEqual(log.lines, [
          "The JSON Schema for the input of tool odd cannot be used for validation: the pattern has no linear-time form: (?=x); all but its patterns is checked"
        ])
      })
  )

  it.effect("schema.pattern: one that cannot be read is a defect, as any schema that is none", () =>
    Effect.gen(function* () {
      const Odd = Tool.fromJsonSchema("odd", {
        inputSchema: { type: "object", properties: { a: { pattern: "(" } } }
      })
      const exit = yield* Effect.exit(Layer.build(server(Odd.handle(() => Effect.succeed("")))))
      assert.include(String(exit), "the pattern cannot be read: (")
    })
  )

  it.effect("2025-11-25/B-16, 2026-07-28/B-32: an unknown dialect is refused, by its name", () =>
    Effect.gen(function* () {
      const Odd = Tool.fromJsonSchema("odd", {
        inputSchema: { $schema: "https://example.com/my-dialect", type: "object" }
      })
      const exit = yield* Effect.exit(Layer.build(server(Odd.handle(() => Effect.succeed("")))))
      assert.include(
        String(exit),
        "unsupported JSON Schema dialect: https://example.com/my-dialect"
      )
    })
  )

  it.effect("schema.validator: another validator can take the place of ours", () =>
    Effect.gen(function* () {
      const mine = Layer.succeed(JsonSchemaValidator.JsonSchemaValidator, {
        compile: () => ({
          _tag: "Checker",
          check: () => ({ _tag: "Invalid", issues: [{ path: "/x", message: "never" }] })
        })
      })
      const Any = Tool.fromJsonSchema("any", { inputSchema: { type: "object" } }).handle(() =>
        Effect.succeed("")
      )
      const client = yield* withServer(server(Any.pipe(Layer.provide(mine))), { revision })
      assert.include(String(text(yield* client.result("tools/call", { name: "any" }))), "/x: never")
    })
  )
})

describe("zod", () => {
  const Hello = Tool.make("hello", {
    input: z.object({ name: z.string().min(2), times: z.coerce.number().default(1) }),
    output: z.object({ greeting: z.string() })
  })
  const live = Hello.handle(({ name, times }) =>
    Effect.succeed({ greeting: `Hello ${name}! `.repeat(times).trim() })
  )

  it.effect("2026-07-28/SV-07, 2026-07-28/SV-08: schemas of zod 4 are listed as JSON Schema", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(live), { revision })
      const [tool] = (yield* client.result("tools/list"))["tools"] as ReadonlyArray<Json>
      assert.deepInclude(tool?.["inputSchema"] as Json, {
        type: "object",
        required: ["name"]
      })
      assert.deepInclude(tool?.["outputSchema"] as Json, {
        type: "object",
        properties: { greeting: { type: "string" } }
      })
    })
  )

  it.effect("schema.zod: values are read and checked by it", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(live), { revision })
      const call = (args: Json) => client.result("tools/call", { name: "hello", arguments: args })
      assert.deepStrictEqual((yield* call({ name: "Ada", times: "2" }))["structuredContent"], {
        greeting: "Hello Ada! Hello Ada!"
      })
      const wrong = yield* call({ name: "A" })
      assert.strictEqual(wrong["isError"], true)
      assert.include(String(text(wrong)), "/name: ")
    })
  )
})

describe("effect schemas", () => {
  interface Tree {
    readonly label: string
    readonly children: ReadonlyArray<Tree>
  }
  const Tree = Schema.Struct({
    label: Schema.String,
    children: Schema.Array(Schema.suspend((): Schema.Codec<Tree> => Tree))
  }).annotate({ identifier: "Tree" })

  it.effect("2026-07-28/SV-07, 2026-07-28/SV-12: recursion survives as $defs and $ref", () =>
    Effect.gen(function* () {
      const Prune = Tool.make("prune", { input: Tree })
      const client = yield* withServer(server(Prune.handle(({ label }) => Effect.succeed(label))), {
        revision
      })
      const [tool] = (yield* client.result("tools/list"))["tools"] as ReadonlyArray<Json>
      const schema = tool?.["inputSchema"] as Json
      assert.strictEqual(schema["type"], "object")
      assert.include(JSON.stringify(schema), `"$ref":"#/$defs/`)
      const result = yield* client.result("tools/call", {
        name: "prune",
        arguments: {
          label: "a",
          children: [{ label: "b", children: [{ label: 7, children: [] }] }]
        }
      })
      assert.include(String(text(result)), "/children/0/children/0/label")
    })
  )

  it.effect("schema.deep: a value too deep for its recursive schema is the caller's mistake", () =>
    Effect.gen(function* () {
      interface Node {
        readonly next?: Node | undefined
      }
      const Next: z.ZodType<Node> = z.object({ next: z.optional(z.lazy(() => Next)) })
      const live = Layer.merge(
        Tool.make("prune", { input: Tree }).handle(() => Effect.succeed("pruned")),
        Tool.make("next", { input: z.object({ next: Next }) }).handle(() => Effect.succeed("done"))
      )
      const { layer, lines } = recording()
      const client = yield* withServer(Layer.provide(server(live), layer), { revision })
      const tree = (depth: number): Json =>
        depth === 0
          ? { label: "leaf", children: [] }
          : { label: "node", children: [tree(depth - 1)] }
      const chain = (depth: number): Json => (depth === 0 ? {} : { next: chain(depth - 1) })
      for (const [name, good, bad] of [
        ["prune", tree(99), tree(1000)],
        ["next", chain(199), chain(5000)]
      ] as const) {
        const right = yield* client.result("tools/call", { name, arguments: good })
        assert.notProperty(right, "isError")
        const wrong = yield* client.result("tools/call", { name, arguments: bad })
        assert.isTrue(wrong["isError"])
        assert.include(String(text(wrong)), "Nested deeper than 200 levels")
      }
      assert.deepStrictEqual(lines, [])
    })
  )

  it.effect(
    "schema.once: the JSON Schema of another library is made once, for all calls and lists",
    () =>
      Effect.gen(function* () {
        let made = 0
        const Counted = z.object({ a: z.string() })
        const standard = Counted["~standard"]
        const counting = {
          "~standard": {
            ...standard,
            jsonSchema: {
              ...standard.jsonSchema,
              input: (options: Parameters<typeof standard.jsonSchema.input>[0]) => {
                made += 1
                return standard.jsonSchema.input(options)
              }
            }
          }
        }
        const Counting = Tool.make("counting", { input: counting })
        const client = yield* withServer(server(Counting.handle(() => Effect.succeed(""))), {
          revision
        })
        yield* client.result("tools/call", { name: "counting", arguments: { a: "" } })
        yield* client.result("tools/list")
        yield* client.result("tools/list")
        assert.strictEqual(made, 1)
      })
  )
})
