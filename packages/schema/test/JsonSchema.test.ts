import { JsonSchema } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import { Schema } from "effect"
import { z } from "zod"

const text = (schema: JsonSchema.JsonSchema): string => JSON.stringify(schema)

const accepts = (schema: JsonSchema.JsonSchema, value: unknown): boolean =>
  new Ajv2020({ strict: false }).validate({ ...schema }, value)

const header = (name: string) => ({ "x-mcp-header": name })

describe("from an Effect Schema", () => {
  it("2025-11-25/SV-04, 2026-07-28/SV-07: a struct is an object schema, inline", () => {
    assert.deepStrictEqual(
      JsonSchema.fromSchema(
        Schema.Struct({
          a: Schema.Finite.annotate({ description: "left" }),
          b: Schema.optionalKey(Schema.Literals(["x", "y"]))
        })
      ),
      {
        type: "object",
        properties: {
          a: { type: "number", description: "left" },
          b: { type: "string", enum: ["x", "y"] }
        },
        required: ["a"],
        additionalProperties: true
      }
    )
  })

  it("2025-11-25/B-14, 2025-11-25/B-19, 2026-07-28/B-31: the dialect is the default one, so it is not named", () => {
    assert.isFalse("$schema" in JsonSchema.fromSchema(Schema.Struct({ a: Schema.String })))
  })

  it("2025-11-25/B-17, 2026-07-28/B-34: what is made is valid in its dialect", () => {
    const ajv = new Ajv2020({ strict: false })
    for (const schema of [Tree, Schema.Struct({}), Either, Point]) {
      assert.isTrue(ajv.validateSchema({ ...JsonSchema.fromSchema(schema) }))
    }
  })

  it("json-schema.empty: no parameters are an object", () => {
    assert.deepStrictEqual(JsonSchema.fromSchema(Schema.Struct({})), { type: "object" })
  })

  class Point extends Schema.Class<Point>("Point")({ x: Schema.Finite }) {}

  it("json-schema.root: a root with a name is inline, and its definition is gone", () => {
    const point = JsonSchema.fromSchema(Point)
    assert.strictEqual(point.type, "object")
    assert.isFalse(text(point).includes("$ref"))
    assert.isFalse(text(point).includes("$defs"))
  })

  interface Tree {
    readonly name: string
    readonly kids: ReadonlyArray<Tree>
  }
  const Tree = Schema.Struct({
    name: Schema.String,
    kids: Schema.Array(Schema.suspend((): Schema.Codec<Tree> => Tree))
  })

  it("json-schema.recursion: a recursive root is inline and still refers to itself", () => {
    const tree = JsonSchema.fromSchema(Tree)
    assert.strictEqual(tree.type, "object")
    assert.isTrue(text(tree).includes("$ref"))
    assert.isTrue(accepts(tree, { name: "a", kids: [{ name: "b", kids: [] }] }))
    assert.isFalse(accepts(tree, { name: "a", kids: [{ name: 1, kids: [] }] }))
    assert.isFalse(accepts(tree, { name: "a", kids: [{ name: "b" }] }))
  })

  const Either = Schema.Union([
    Schema.Struct({ a: Schema.String }),
    Point,
    Schema.Union([Schema.Struct({ b: Schema.String })])
  ])

  it("json-schema.union: a union at the root says object, with anyOf", () => {
    const either = JsonSchema.fromSchema(Either)
    assert.strictEqual(either.type, "object")
    assert.isArray(either["anyOf"])
    assert.isTrue(accepts(either, { x: 1 }))
    assert.isTrue(accepts(either, { b: "x" }))
    assert.isFalse(accepts(either, { c: 1 }))
    assert.isFalse(accepts(either, []))
  })

  it("json-schema.defs: a named schema inside survives as a definition", () => {
    const line = JsonSchema.fromSchema(Schema.Struct({ from: Point, to: Point }))
    assert.isTrue(text(line).includes("$defs"))
    assert.isTrue(accepts(line, { from: { x: 1 }, to: { x: 2 } }))
    assert.isFalse(accepts(line, { from: { x: 1 }, to: { x: "2" } }))
  })

  it("json-schema.defs: a name with signs that pointers escape is found", () => {
    const odd = Schema.Struct({ x: Schema.Finite }).annotate({ identifier: "a/b~c d%" })
    assert.deepStrictEqual(JsonSchema.fromSchema(odd), {
      type: "object",
      properties: { x: { type: "number" } },
      required: ["x"],
      additionalProperties: true
    })
  })

  it("json-schema.encoded: it describes what is sent, not what it becomes", () => {
    const schema = JsonSchema.fromSchema(Schema.Struct({ at: Schema.DateTimeUtcFromString }))
    assert.isTrue(accepts(schema, { at: "2025-01-12T15:00:58Z" }))
    assert.isFalse(accepts(schema, { at: {} }))
  })

  it("2026-07-28/T-37: an annotation x-mcp-header is a keyword beside the type, wherever it was made", () => {
    const schema = Schema.Struct({
      plain: Schema.String.annotate(header("Plain")),
      key: Schema.optionalKey(Schema.Int).annotateKey(header("Key")),
      checked: Schema.String.check(Schema.isMinLength(1)).annotate(header("Checked")),
      described: Schema.String.annotateKey({ description: "d", ...header("Described") }),
      nested: Schema.Struct({ date: Schema.Date.annotateKey(header("Date")) }),
      other: Schema.String.annotate({ "x-other": 1 })
    }).annotate({ identifier: "Named" })
    const integer = {
      type: "integer",
      minimum: -9007199254740991,
      maximum: 9007199254740991
    }
    assert.deepStrictEqual(JsonSchema.fromSchema(schema)["properties"], {
      plain: { type: "string", "x-mcp-header": "Plain" },
      key: { ...integer, "x-mcp-header": "Key" },
      checked: { type: "string", "x-mcp-header": "Checked", allOf: [{ minLength: 1 }] },
      described: { type: "string", "x-mcp-header": "Described", allOf: [{ description: "d" }] },
      nested: {
        type: "object",
        properties: { date: { type: "string", "x-mcp-header": "Date" } },
        required: ["date"],
        additionalProperties: true
      },
      other: { type: "string" }
    })
  })

  it("json-schema.root: a root that is no object is refused by name where types cannot tell", () => {
    for (const schema of [
      Schema.String,
      Schema.Array(Schema.String),
      Schema.Unknown,
      Schema.Date
    ]) {
      assert.throws(() => JsonSchema.fromSchema(schema), /the root must be a JSON object/)
    }
    assert.throws(
      () => JsonSchema.fromSchema(Schema.Union([Schema.Struct({}), Schema.Null])),
      JsonSchema.RootError
    )
  })

  it("2026-07-28/SV-08: any root, for the output of a tool", () => {
    assert.deepStrictEqual(JsonSchema.fromSchemaAnyRoot(Schema.Array(Schema.Finite)), {
      type: "array",
      items: { type: "number" }
    })
    assert.deepStrictEqual(JsonSchema.fromSchemaAnyRoot(Schema.Struct({})), { type: "object" })
  })
})

describe("from a Standard Schema", () => {
  it("json-schema.standard: zod's is taken as it gives it", () => {
    assert.deepStrictEqual(
      JsonSchema.fromStandard(z.object({ a: z.string(), b: z.number().optional() })),
      {
        type: "object",
        $schema: "https://json-schema.org/draft/2020-12/schema",
        properties: { a: { type: "string" }, b: { type: "number" } },
        required: ["a"]
      }
    )
  })

  it("json-schema.standard: what is read and what is given may differ", () => {
    const counted = z.object({ a: z.string().default("x") })
    assert.isUndefined(JsonSchema.fromStandard(counted)["required"])
    assert.deepStrictEqual(JsonSchema.fromStandard(counted, "output")["required"], ["a"])
  })

  it("json-schema.standard: a union and a recursion at the root", () => {
    const union = JsonSchema.fromStandard(
      z.union([z.object({ a: z.string() }), z.object({ b: z.string() })])
    )
    assert.strictEqual(union.type, "object")
    const Node = z.object({
      get kids() {
        return z.array(Node)
      }
    })
    const node = JsonSchema.fromStandard(Node)
    assert.strictEqual(node.type, "object")
    assert.isTrue(accepts(node, { kids: [{ kids: [] }] }))
    assert.isFalse(accepts(node, { kids: [{}] }))
  })

  it("json-schema.standard: a root that is no object is refused", () => {
    assert.throws(() => JsonSchema.fromStandard(z.string()), JsonSchema.RootError)
  })

  it("2026-07-28/SV-08: any root of another library, for the output of a tool", () => {
    const schema = JsonSchema.fromStandardAnyRoot(z.array(z.string().default("x")))
    assert.strictEqual(schema["type"], "array")
    assert.isTrue(accepts(schema, ["a"]))
    assert.isFalse(accepts(schema, {}))
    assert.strictEqual(JsonSchema.fromStandardAnyRoot(z.object({}))["type"], "object")
  })

  it("json-schema.standard: an Effect Schema made standard is the same", () => {
    const schema = Schema.Struct({ a: Schema.String })
    assert.deepStrictEqual(JsonSchema.fromStandard(Schema.toStandardJSONSchemaV1(schema)), {
      ...JsonSchema.fromSchema(schema),
      $schema: "https://json-schema.org/draft/2020-12/schema"
    })
  })
})

describe("references out of the schema", () => {
  it.each([
    [{ $ref: "https://example.com/a.json" }, ["https://example.com/a.json"]],
    [{ properties: { a: { $dynamicRef: "http://h/x#y" } } }, ["http://h/x#y"]],
    [{ items: [{ $ref: "other.json" }] }, ["other.json"]],
    [{ anyOf: [{ $ref: "https://h/a" }, { $ref: "https://h/a" }] }, ["https://h/a"]],
    [{ $id: "https://h/root", $ref: "sub" }, ["sub"]],
    [{ $ref: "file:///etc/passwd" }, ["file:///etc/passwd"]],
    [{ $ref: "//169.254.169.254/x" }, ["//169.254.169.254/x"]],
    [{ unknownKeyword: { deeper: { $ref: "https://h/b" } } }, ["https://h/b"]]
  ])("2026-07-28/B-35: %j leads out", (schema, expected) => {
    assert.deepStrictEqual(JsonSchema.externalRefs(schema), expected)
  })

  it.each([
    [{ $ref: "#/$defs/a", $defs: { a: {} } }],
    [{ $ref: "#anchor" }],
    [{ $id: "https://h/root", $ref: "https://h/root#/$defs/a" }],
    [{ $id: "https://h/root", $ref: "sub", $defs: { s: { $id: "sub" } } }],
    [{ $ref: "https://json-schema.org/draft/2020-12/schema" }],
    [{ const: { $ref: "https://h/x" }, enum: [{ $ref: "https://h/x" }] }],
    [{ default: { $ref: "https://h/x" }, examples: [{ $ref: "https://h/x" }] }],
    [{ properties: { $ref: { type: "string" } }, $ref: 1 }]
  ])("2026-07-28/B-35: %j does not", (schema) => {
    assert.deepStrictEqual(JsonSchema.externalRefs(schema), [])
  })

  it("json-schema.deep: a schema that is very deep, or contains itself, is walked to the end", () => {
    let deep: Record<string, unknown> = { $ref: "https://h/x" }
    for (let i = 0; i < 50_000; i++) deep = { not: deep }
    assert.deepStrictEqual(JsonSchema.externalRefs(deep), ["https://h/x"])
    const loop: Record<string, unknown> = {}
    loop["not"] = loop
    assert.deepStrictEqual(JsonSchema.externalRefs(loop), [])
  })
})
