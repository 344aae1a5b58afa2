import { JsonSchemaValidator } from "@effect-mcp/protocol"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

type Schema = JsonSchemaValidator.JsonSchema

const compiled = (schema: Schema) =>
  Effect.map(JsonSchemaValidator.make, (validator) => validator.compile(schema))

const check = (schema: Schema, value: unknown) =>
  Effect.map(compiled(schema), (it) => {
    if (it._tag === "Refused") throw new Error(it.detail)
    return it.check(value)
  })

const refusal = (schema: Schema) =>
  Effect.map(compiled(schema), (it) => (it._tag === "Refused" ? it.reason : undefined))

/** Schema, values it accepts, values it does not. */
const table: ReadonlyArray<readonly [Schema, ReadonlyArray<unknown>, ReadonlyArray<unknown>]> = [
  [true, [1, null, {}], []],
  [false, [], [1, null, {}]],
  [{ type: ["integer", "null"] }, [1, 1.0, null], [1.5, "1"]],
  [{ const: { a: [1] } }, [{ a: [1] }], [{ a: [2] }, { a: [1], b: 1 }]],
  [{ enum: ["a", 1] }, ["a", 1], ["b", "1"]],
  [{ minLength: 2, maxLength: 3 }, ["ab", "💩💩"], ["a", "abcd"]],
  [{ pattern: "^[a-z]+(-[a-z]+)*$" }, ["a-b-c", 7], ["a-", "A"]],
  [{ multipleOf: 0.1 }, [0.3, 1], [0.35]],
  [{ exclusiveMinimum: 0, maximum: 5 }, [1, 5], [0, 6]],
  [
    { prefixItems: [{ type: "string" }], items: { type: "number" } },
    [["a", 1, 2], []],
    [[1], ["a", "b"]]
  ],
  [{ contains: { const: 1 }, minContains: 2 }, [[1, 2, 1]], [[1, 2]]],
  [{ uniqueItems: true }, [[1, "1", { a: 1 }]], [[{ a: 1 }, { a: 1 }]]],
  [{ required: ["toString"] }, [{ toString: 1 }], [{}]],
  [
    { properties: { a: { type: "string" } }, additionalProperties: false },
    [{ a: "" }],
    [{ a: 1 }, { b: 1 }]
  ],
  [
    { patternProperties: { "^x-": { type: "number" } }, additionalProperties: false },
    [{ "x-a": 1 }],
    [{ "x-a": "" }, { y: 1 }]
  ],
  [{ dependentRequired: { a: ["b"] } }, [{ a: 1, b: 1 }, {}], [{ a: 1 }]],
  [{ propertyNames: { maxLength: 1 } }, [{ a: 1 }], [{ ab: 1 }]],
  [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, [1, 2], [0, 3]],
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, ["", null], [1]],
  [{ oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] }, [2, 3], [6, 5]],
  [{ not: { type: "string" } }, [1], [""]],
  // oxlint-disable-next-line unicorn/no-thenable -- the JSON Schema keyword
  [{ if: { type: "string" }, then: { minLength: 1 }, else: { minimum: 1 } }, ["a", 1], ["", 0]],
  [{ $defs: { a: { type: "string" } }, $ref: "#/$defs/a" }, [""], [1]],
  [
    { $defs: { a: { $anchor: "here", type: "string" } }, properties: { x: { $ref: "#here" } } },
    [{ x: "" }],
    [{ x: 1 }]
  ],
  [
    {
      $defs: { node: { properties: { next: { $ref: "#/$defs/node" } }, required: ["v"] } },
      $ref: "#/$defs/node"
    },
    [{ v: 1, next: { v: 2 } }],
    [{ v: 1, next: { next: { v: 1 } } }]
  ],
  [
    { $dynamicAnchor: "n", properties: { child: { $dynamicRef: "#n" } }, required: ["v"] },
    [{ v: 1, child: { v: 1 } }],
    [{ v: 1, child: {} }]
  ],
  [
    { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
    [{ a: 1 }],
    [{ a: 1, b: 1 }]
  ],
  [
    {
      $schema: "http://json-schema.org/draft-07/schema#",
      items: [{ type: "string" }],
      additionalItems: false
    },
    [["a"]],
    [["a", 1], [1]]
  ],
  [
    { $schema: "http://json-schema.org/draft-04/schema#", maximum: 5, exclusiveMaximum: true },
    [4],
    []
  ],
  [{ format: "date-time", type: "string" }, ["not a date"], [1]]
]

describe("JsonSchemaValidator", () => {
  it.effect(
    "2025-11-25/B-14, 2025-11-25/B-15, 2026-07-28/B-31, 2026-07-28/B-32: values are checked by the dialect the schema declares, 2020-12 if none",
    () =>
      Effect.gen(function* () {
        for (const [schema, accepted, refused] of table) {
          for (const value of accepted) {
            const verdict = yield* check(schema, value)
            assert.strictEqual(
              verdict._tag,
              "Valid",
              `${JSON.stringify(schema)} ${JSON.stringify(value)}`
            )
          }
          for (const value of refused) {
            const verdict = yield* check(schema, value)
            assert.strictEqual(
              verdict._tag,
              "Invalid",
              `${JSON.stringify(schema)} ${JSON.stringify(value)}`
            )
          }
        }
      })
  )

  it.effect("schema.issues: say what is wrong, and where, innermost only", () =>
    Effect.gen(function* () {
      const schema = {
        type: "object",
        properties: {
          "a/b": { type: "array", items: { type: "string", pattern: "^x" } },
          n: { minimum: 1 }
        }
      }
      assert.deepStrictEqual(yield* check(schema, { "a/b": ["x", 1, "y"], n: 0 }), {
        _tag: "Invalid",
        issues: [
          { path: "/a~1b/1", message: `Instance type "number" is invalid. Expected "string".` },
          { path: "/a~1b/2", message: "String does not match pattern ^x" },
          { path: "/n", message: "0 is less than 1." }
        ]
      })
    })
  )

  it.effect("2025-11-25/B-16, 2026-07-28/B-32: an unknown dialect is refused, by its name", () =>
    Effect.gen(function* () {
      const it = yield* compiled({ $schema: "https://example.com/dialect" })
      assert.deepStrictEqual(it, {
        _tag: "Refused",
        reason: "Dialect",
        detail: "unsupported JSON Schema dialect: https://example.com/dialect"
      })
    })
  )

  it.effect(
    "2026-07-28/B-35, 2026-07-28/B-38: a reference to the network is refused, not followed and not permissive",
    () =>
      Effect.gen(function* () {
        const before = globalThis.fetch
        globalThis.fetch = () => assert.fail("fetched")
        try {
          for (const keyword of ["$ref", "$dynamicRef"]) {
            const schema = { properties: { a: { [keyword]: "https://example.com/a.json" } } }
            assert.strictEqual(yield* refusal(schema), "NetworkReference", keyword)
          }
          assert.strictEqual(yield* refusal({ $ref: "#/$defs/none" }), "NotASchema")
          const own = {
            $id: "https://example.com/a.json",
            $defs: { b: { $id: "b.json", type: "string" } },
            properties: { b: { $ref: "https://example.com/b.json" } }
          }
          assert.strictEqual((yield* check(own, { b: 1 }))._tag, "Invalid")
        } finally {
          globalThis.fetch = before
        }
      })
  )

  it.effect("2026-07-28/B-39: patterns run in linear time, or are refused by name", () =>
    Effect.gen(function* () {
      const before = performance.now()
      const hostile = `${"a".repeat(100_000)}!`
      assert.strictEqual((yield* check({ pattern: "^(a+)+$" }, hostile))._tag, "Invalid")
      assert.strictEqual((yield* check({ pattern: "(a|aa)+$" }, hostile))._tag, "Invalid")
      assert.isBelow(performance.now() - before, 2000)
      for (const pattern of ["(?=a)b", "(a)\\1"]) {
        assert.strictEqual(yield* refusal({ pattern }), "Pattern", pattern)
      }
      for (const pattern of ["(", "[a-", "*"]) {
        assert.strictEqual(yield* refusal({ pattern }), "NotASchema", pattern)
      }
      for (const pattern of [
        "^(a+)+$",
        "a+$",
        "^a+b+",
        "(a){9}",
        "^.*x.*$",
        `^${"a{1,500}".repeat(8)}b`,
        `^${"a?".repeat(40)}${"a".repeat(40)}b`,
        `^${"(a|a)".repeat(40)}b`,
        "a{500}b",
        "^(a*)\\1$"
      ]) {
        assert.strictEqual(
          yield* refusal({ patternProperties: { [pattern]: true } }),
          "Pattern",
          pattern
        )
      }
      for (const pattern of ["^x-", "^[a-z]+$", "id", "^a{2,3}$", "^\\+1", "^(?:a|b)-"]) {
        assert.strictEqual(
          yield* refusal({ patternProperties: { [pattern]: true } }),
          undefined,
          pattern
        )
      }
    })
  )

  it.effect("2026-07-28/B-39: depth, size and work are bounded", () =>
    Effect.gen(function* () {
      let deep: Schema = {}
      for (let at = 0; at < 100; at++) deep = { not: deep }
      assert.strictEqual(yield* refusal(deep), "TooComplex")
      const wide = { anyOf: Array.from({ length: 10_001 }, () => ({})) }
      assert.strictEqual(yield* refusal(wide), "TooComplex")
      const doubling = Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [
          `d${at}`,
          { allOf: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] }
        ])
      )
      const before = performance.now()
      const bomb = { $ref: "#/$defs/d0", $defs: { ...doubling, d40: true } }
      assert.strictEqual((yield* check(bomb, 1))._tag, "Unvalidated")
      const endless = { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } }
      assert.strictEqual((yield* check(endless, 1))._tag, "Unvalidated")
      const unique = Array.from({ length: 50_000 }, (_, at) => ({ at }))
      assert.strictEqual((yield* check({ uniqueItems: true }, unique))._tag, "Unvalidated")
      assert.isBelow(performance.now() - before, 3000)
    })
  )

  it.effect(
    "schema.misshapen: a keyword with a value it cannot have is refused, not stumbled over",
    () =>
      Effect.gen(function* () {
        for (const text of [
          `{"properties":null}`,
          `{"properties":{"a":null}}`,
          `{"required":5}`,
          `{"properties":{"a":{"enum":"x"}}}`,
          `{"allOf":{}}`,
          `{"allOf":[null]}`,
          `{"oneOf":"abc"}`,
          `{"items":null}`,
          `{"not":null}`,
          `{"contains":null}`,
          `{"propertyNames":null}`,
          `{"unevaluatedProperties":null}`,
          `{"patternProperties":null}`,
          `{"dependentRequired":{"a":5}}`,
          `{"dependentSchemas":{"a":null}}`,
          `{"type":[1]}`,
          `{"minLength":"1"}`,
          `{"$ref":1}`
        ]) {
          assert.strictEqual(yield* refusal(JSON.parse(text)), "NotASchema", text)
        }
        for (const pattern of ["^[", "\\", "\\-"]) {
          assert.strictEqual(
            yield* refusal({ patternProperties: { [pattern]: true } }),
            "Pattern",
            pattern
          )
        }
      })
  )

  it.effect("schema.unknown: what stands under a keyword nobody knows need be no schema", () =>
    Effect.gen(function* () {
      const schema = { type: "string", errorMessage: { type: "say a word", required: 1 } }
      assert.strictEqual((yield* check(schema, "a"))._tag, "Valid")
      const pointed = { $ref: "#/words/a", words: { a: { required: 5 } } }
      assert.strictEqual((yield* check(pointed, {}))._tag, "Unvalidated")
    })
  )

  it.effect("schema.surrogates: half a character in a key breaks no check", () =>
    Effect.gen(function* () {
      const schema = { additionalProperties: { type: "string" } }
      assert.strictEqual((yield* check(schema, JSON.parse(`{"\\ud800":"1"}`)))._tag, "Unvalidated")
      assert.strictEqual((yield* check(schema, { a: "1" }))._tag, "Valid")
    })
  )

  it.effect(
    "schema.work: a large schema and a large value are not held against each other for long",
    () =>
      Effect.gen(function* () {
        const before = performance.now()
        const wide = { items: { allOf: Array.from({ length: 9000 }, () => ({ minimum: 0 })) } }
        assert.strictEqual((yield* check(wide, Array(100_000).fill(1)))._tag, "Unvalidated")
        const choices = { items: { enum: Array.from({ length: 9000 }, (_, at) => ({ at })) } }
        const picked = Array.from({ length: 50_000 }, () => ({ at: 8999 }))
        assert.strictEqual((yield* check(choices, picked))._tag, "Unvalidated")
        const unique = Array.from({ length: 4900 }, (_, at) => ({ at }))
        assert.strictEqual((yield* check({ uniqueItems: true }, unique))._tag, "Unvalidated")
        const patternProperties = Object.fromEntries(
          Array.from({ length: 100 }, (_, at) => [`^${at}-`, true])
        )
        assert.strictEqual(yield* refusal({ patternProperties }), "TooComplex")
        assert.isBelow(performance.now() - before, 3000)
        const rows = Array.from({ length: 20_000 }, () => ({ a: "x", b: 1 }))
        const plain = { items: { properties: { a: { type: "string" } }, required: ["a"] } }
        assert.strictEqual((yield* check(plain, rows))._tag, "Valid")
      })
  )

  it.effect("schema.patterns: their size and their text are paid for", () =>
    Effect.gen(function* () {
      const before = performance.now()
      assert.strictEqual(yield* refusal({ pattern: `${"x{0,999}".repeat(9)}[^x]$` }), "Pattern")
      const many = Array.from({ length: 3000 }, (_, at) => ({ pattern: `[a-c]{0,400}${at}` }))
      assert.strictEqual(yield* refusal({ anyOf: many }), "TooComplex")
      const wide = { pattern: "([a-c]{0,300}[b-d]{0,300}){1}[ef]" }
      assert.strictEqual((yield* check(wide, "b".repeat(3_000_000)))._tag, "Unvalidated")
      const slow = Array.from({ length: 20 }, (_, at) => ({
        pattern: `^[a-c]*${at}?[a-c]{0,100}$`
      }))
      assert.strictEqual((yield* check({ allOf: slow }, "a".repeat(30_000)))._tag, "Unvalidated")
      const measured = { allOf: Array.from({ length: 5000 }, () => ({ minLength: 1 })) }
      assert.strictEqual((yield* check(measured, "a".repeat(1_000_000)))._tag, "Unvalidated")
      assert.isBelow(performance.now() - before, 3000)
      const mail = { pattern: "^[^@\\s]{1,64}@[a-z0-9.-]{1,255}$", maxLength: 320 }
      assert.strictEqual((yield* check(mail, "ada@example.com"))._tag, "Valid")
    })
  )

  it.effect("schema.hostile-names: names of Object.prototype are names like any other", () =>
    Effect.gen(function* () {
      const schema = JSON.parse(
        `{"properties":{"__proto__":{"type":"string"},"constructor":{"type":"number"}},"additionalProperties":false}`
      )
      assert.strictEqual(
        (yield* check(schema, JSON.parse(`{"__proto__":"a","constructor":1}`)))._tag,
        "Valid"
      )
      assert.strictEqual((yield* check(schema, JSON.parse(`{"__proto__":1}`)))._tag, "Invalid")
      assert.strictEqual((yield* check(schema, JSON.parse(`{"toString":1}`)))._tag, "Invalid")
    })
  )

  it.effect(
    "schema.global: nothing is left in the library's global tables, and the schema is not marked",
    () =>
      Effect.gen(function* () {
        const { format } = yield* Effect.promise(() => import("@cfworker/json-schema"))
        const before = Object.keys(format).length
        const schema = Object.freeze({
          pattern: "^a",
          $defs: Object.freeze({ b: Object.freeze({ type: "string" }) })
        })
        yield* check(schema, "b")
        assert.strictEqual(Object.keys(format).length, before)
        assert.deepStrictEqual(schema, { pattern: "^a", $defs: { b: { type: "string" } } })
      })
  )
})
