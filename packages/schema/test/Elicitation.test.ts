import { Elicitation, JsonSchema } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"

const fieldOf = (schema: Schema.Constraint): unknown =>
  JsonSchema.elicitation(Schema.Struct({ x: schema })).properties["x"]

const Small = Schema.Literal("s").annotate({ title: "Small" })
const Large = Schema.Literal("l").annotate({ title: "Large" })

const enums = [
  [
    "untitled, one",
    Schema.Literals(["s", "l"]).annotate({ title: "Size", default: "s" }),
    { type: "string", title: "Size", enum: ["s", "l"], default: "s" }
  ],
  [
    "titled, one",
    Schema.Union([Small, Large]).annotate({ description: "how big", default: "l" }),
    {
      type: "string",
      description: "how big",
      oneOf: [
        { const: "s", title: "Small" },
        { const: "l", title: "Large" }
      ],
      default: "l"
    }
  ],
  [
    "untitled, several",
    Schema.Array(Schema.Literals(["s", "l"]))
      .check(Schema.isMinLength(1), Schema.isMaxLength(2))
      .annotate({ default: ["s"] }),
    {
      type: "array",
      items: { type: "string", enum: ["s", "l"] },
      minItems: 1,
      maxItems: 2,
      default: ["s"]
    }
  ],
  [
    "titled, several",
    Schema.Array(Schema.Union([Small, Large])),
    {
      type: "array",
      items: {
        anyOf: [
          { const: "s", title: "Small" },
          { const: "l", title: "Large" }
        ]
      }
    }
  ],
  [
    "with a list of names",
    Schema.Literals(["s", "l"]).annotate({ enumNames: ["Small", "Large"], default: "s" }),
    { type: "string", enum: ["s", "l"], enumNames: ["Small", "Large"], default: "s" }
  ]
] as const

describe("the five forms of a choice", () => {
  it.each(enums)("2025-11-25/CL-31, 2026-07-28/CL-06: %s", (_, schema, expected) => {
    const field = fieldOf(schema)
    assert.deepStrictEqual(field, expected)
    assert.deepStrictEqual(
      Schema.decodeUnknownSync(Elicitation.PrimitiveSchemaDefinition)(field),
      expected
    )
  })
})

describe("fields", () => {
  it.each([
    [Schema.String, { type: "string" }],
    [
      Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(9)).annotate({
        title: "Name",
        description: "yours",
        default: "x"
      }),
      {
        type: "string",
        title: "Name",
        description: "yours",
        minLength: 1,
        maxLength: 9,
        default: "x"
      }
    ],
    [Schema.String.annotate({ format: "email" }), { type: "string", format: "email" }],
    [Schema.String.annotate({ format: "date-time" }), { type: "string", format: "date-time" }],
    [Schema.String.annotate({ format: "regex" }), { type: "string" }],
    [Schema.String.check(Schema.isPattern(/^a+$/u)), { type: "string", pattern: "^a+$" }],
    [Schema.Finite.annotate({ default: 1.5 }), { type: "number", default: 1.5 }],
    [Schema.Int, { type: "integer" }],
    [
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 })),
      { type: "integer", minimum: 1, maximum: 5 }
    ],
    [Schema.Boolean.annotate({ default: true }), { type: "boolean", default: true }],
    [Schema.Literal("only"), { type: "string", enum: ["only"] }],
    [Schema.DateFromString, { type: "string" }],
    [
      Schema.String.pipe(Schema.annotateKey({ title: "T", default: "d" })),
      { type: "string", title: "T", default: "d" }
    ],
    [Schema.Finite.annotate({ identifier: "Amount" }), { type: "number" }]
  ] as const)("2025-11-25/CL-31, 2026-07-28/CL-06: field %#", (schema, expected) => {
    assert.deepStrictEqual(fieldOf(schema), expected)
  })

  it("2025-11-25/CL-30: a form is a flat object; what is optional is not required", () => {
    assert.deepStrictEqual(
      JsonSchema.elicitation(
        Schema.Struct({
          a: Schema.String,
          b: Schema.optionalKey(Schema.Boolean),
          c: Schema.optional(Schema.Finite)
        })
      ),
      {
        type: "object",
        properties: { a: { type: "string" }, b: { type: "boolean" }, c: { type: "number" } },
        required: ["a"]
      }
    )
    assert.deepStrictEqual(JsonSchema.elicitation(Schema.Struct({})), {
      type: "object",
      properties: {}
    })
  })

  it.each([
    ["/x", Schema.Struct({ x: Schema.Struct({ y: Schema.String }) }), "cannot be an object"],
    ["/x", Schema.Struct({ x: Schema.Array(Schema.String) }), "choice of several strings"],
    ["/x", Schema.Struct({ x: Schema.Array(Schema.Finite) }), "choice of several strings"],
    ["/x", Schema.Struct({ x: Schema.Literals([1, 2]) }), "among strings"],
    ["/x", Schema.Struct({ x: Schema.Literals(["a", 1]) }), "a choice of strings"],
    ["/x", Schema.Struct({ x: Schema.Union([Schema.String, Schema.Finite]) }), "a field is"],
    ["/x", Schema.Struct({ x: Schema.Unknown }), "a field is"],
    ["/x", Schema.Struct({ x: Schema.Tuple([Schema.String]) }), "choice of several strings"],
    ["/", Schema.Record(Schema.String, Schema.String), "names"],
    [
      "/",
      Schema.Union([Schema.Struct({ a: Schema.String }), Schema.Struct({ b: Schema.String })]),
      "one object"
    ]
  ] as const)(
    "2025-11-25/CL-30, 2026-07-28/CL-06: %s is refused by name, case %#",
    (path, schema, reason) => {
      try {
        JsonSchema.elicitation(schema)
        assert.fail("it was made")
      } catch (error) {
        assert.instanceOf(error, JsonSchema.UnsupportedField)
        assert.strictEqual(error.path, path)
        assert.include(error.reason, reason)
      }
    }
  )
})

describe("messages", () => {
  const decode = Schema.decodeUnknownSync(Elicitation.ElicitRequestParams)

  it("2025-11-25/CL-29, 2026-07-28/CL-05: without a mode it is a form", () => {
    const params = { message: "?", requestedSchema: { type: "object", properties: {} } } as const
    assert.deepStrictEqual(decode(params), params)
  })

  it("2025-11-25/CL-33, 2026-07-28/CL-04: a page has a message and a url", () => {
    const page = { mode: "url", message: "?", url: "https://example.com" } as const
    assert.deepStrictEqual(decode(page), page)
    assert.throws(() => decode({ mode: "url", message: "?" }))
    assert.throws(() => decode({ mode: "voice", message: "?" }))
  })

  it("2025-11-25/CL-34, 2026-07-28/CL-08: an answer accepts, declines or cancels", () => {
    const answer = Schema.decodeUnknownSync(Elicitation.ElicitResult)
    const content = { a: "x", b: 1.5, c: true, d: ["x"] }
    assert.deepStrictEqual(answer({ action: "accept", content }), { action: "accept", content })
    assert.deepStrictEqual(answer({ action: "decline" }), { action: "decline" })
    assert.throws(() => answer({ action: "maybe" }))
    assert.throws(() => answer({ action: "accept", content: { a: { b: 1 } } }))
  })
})
