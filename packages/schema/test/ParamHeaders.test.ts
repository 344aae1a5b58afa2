import { HeaderText, ParamHeaders } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

type Json = { readonly [key: string]: unknown }

const object = (properties: Json, more: Json = {}): Json => ({
  type: "object",
  properties,
  ...more
})

const named = (name: unknown, type: unknown = "string"): Json => ({ type, "x-mcp-header": name })

const valid = (schema: Json): ReadonlyArray<ParamHeaders.Annotation> => {
  const reading = ParamHeaders.read(schema)
  assert(reading._tag === "Valid", JSON.stringify(reading))
  return reading.annotations
}

const invalid = (schema: Json): string => {
  const reading = ParamHeaders.read(schema)
  assert(reading._tag === "Invalid")
  return reading.reason
}

const query = object({
  region: named("Region"),
  priority: named("Priority", "integer"),
  dry: named("Dry-Run", "boolean"),
  where: object({ tenant: named("Tenant") }),
  sql: { type: "string" }
})

describe("what a schema says", () => {
  it("2026-07-28/T-37, 2026-07-28/T-42: properties of properties, each with its header", () => {
    assert.deepStrictEqual(valid(query), [
      { header: "Mcp-Param-Region", key: "mcp-param-region", path: ["region"], type: "string" },
      {
        header: "Mcp-Param-Priority",
        key: "mcp-param-priority",
        path: ["priority"],
        type: "integer"
      },
      { header: "Mcp-Param-Dry-Run", key: "mcp-param-dry-run", path: ["dry"], type: "boolean" },
      {
        header: "Mcp-Param-Tenant",
        key: "mcp-param-tenant",
        path: ["where", "tenant"],
        type: "string"
      }
    ])
  })

  it.each([
    ["no properties", { type: "object" }],
    ["no annotations", object({ a: { type: "number" }, b: { $ref: "#/$defs/b" } })],
    ["a property of that name", object({ "x-mcp-header": { type: "string" } })],
    ["a default", object({ a: { type: "object", default: { "x-mcp-header": "" } } })],
    ["an enumeration", object({ a: { enum: [{ "x-mcp-header": "" }] } })],
    [
      "what is no schema",
      object({ a: null, b: true, c: [named("")], d: 1 }, { items: 7, allOf: {} })
    ]
  ])("param-headers.none: %s", (_, schema) => {
    assert.deepStrictEqual(valid(schema), [])
  })

  it("2026-07-28/T-38: an empty name is none", () => {
    assert.strictEqual(invalid(object({ a: named("") })), "a: the name of the header is empty")
  })

  it.each(["My Region", "Region:Primary", "Région", "Region\t1", "a\r\nb", "a/b", "{a}"])(
    "2026-07-28/T-39: %j is no token",
    (name) => {
      assert.strictEqual(
        invalid(object({ a: named(name) })),
        `a: ${JSON.stringify(name)} is no name of a header`
      )
    }
  )

  it.each([null, 1, true, ["A"], { name: "A" }])("2026-07-28/T-39: %j is no name", (name) => {
    assert.strictEqual(invalid(object({ a: named(name) })), "a: the name of a header is a string")
  })

  it("2026-07-28/T-39: every sign of a token may be in one", () => {
    const name = "!#$%&'*+-.^_`|~09AZaz"
    assert.strictEqual(valid(object({ a: named(name) }))[0]?.header, `Mcp-Param-${name}`)
  })

  it("2026-07-28/T-40: two arguments do not share a header, however it is written", () => {
    assert.strictEqual(
      invalid(object({ a: named("Region"), b: named("Region") })),
      "b: a has the same header, Mcp-Param-Region"
    )
    assert.strictEqual(
      invalid(object({ a: named("MyField"), b: object({ c: named("myfield") }) })),
      "b.c: a has the same header, Mcp-Param-myfield"
    )
  })

  it.each(["number", "object", "array", "null", ["string", "null"], 3])(
    "2026-07-28/T-41: %j has no header",
    (type) => {
      assert.strictEqual(
        invalid(object({ a: named("A", type) })),
        `a: only a string, an integer or a boolean has a header, and this is ${JSON.stringify(type)}`
      )
    }
  )

  it("2026-07-28/T-41, 2026-07-28/T-43: nor has what does not say its type", () => {
    const reason = "a: only a string, an integer or a boolean has a header, and this has no type"
    assert.strictEqual(invalid(object({ a: { "x-mcp-header": "A" } })), reason)
    assert.strictEqual(
      invalid(object({ a: { $ref: "#/$defs/a", "x-mcp-header": "A" } }, { $defs: { a: {} } })),
      reason
    )
  })

  const elsewhere: ReadonlyArray<readonly [string, Json]> = [
    ["the root", named("A", "object")],
    ["items", object({ list: { type: "array", items: named("A") } })],
    ["items of items", object({ list: { items: object({ a: named("A") }) } })],
    ["prefixItems", object({ list: { prefixItems: [named("A")] } })],
    ["contains", object({ list: { contains: named("A") } })],
    ["oneOf", object({}, { oneOf: [object({ a: named("A") })] })],
    ["anyOf", object({ a: { anyOf: [named("A"), { type: "null" }] } })],
    ["allOf", object({ a: { type: "string", allOf: [{ "x-mcp-header": "A" }] } })],
    ["not", object({ a: { not: named("A") } })],
    ["if", object({}, { if: object({ a: named("A") }) })],
    // oxlint-disable-next-line unicorn/no-thenable -- the JSON Schema keyword
    ["then", object({}, { then: object({ a: named("A") }) })],
    ["else", object({}, { else: object({ a: named("A") }) })],
    ["$defs", object({ a: { $ref: "#/$defs/a" } }, { $defs: { a: named("A") } })],
    ["definitions", object({}, { definitions: { a: named("A") } })],
    ["additionalProperties", object({}, { additionalProperties: named("A") })],
    ["patternProperties", object({}, { patternProperties: { "^a": named("A") } })],
    ["propertyNames", object({}, { propertyNames: named("A") })],
    ["dependentSchemas", object({}, { dependentSchemas: { a: object({ b: named("A") }) } })],
    ["dependencies", object({}, { dependencies: { a: object({ b: named("A") }) } })],
    ["unevaluatedProperties", object({}, { unevaluatedProperties: named("A") })]
  ]
  it.each(elsewhere)("2026-07-28/T-42, 2026-07-28/T-43: nothing in %s has one", (_, schema) => {
    assert.match(
      invalid(schema),
      /: only a property reached by nothing but properties has a header$/
    )
  })

  it("param-headers.path: a reason says where, and not at any length", () => {
    const reason = invalid(object({ a: object({ b: { items: named("A") } }) }))
    assert.match(reason, /^a\.b\.items: /)
    assert.isBelow(invalid(object({ ["x".repeat(10_000)]: named("") })).length, 300)
    assert.isBelow(invalid(object({ a: named("é".repeat(10_000)) })).length, 300)
  })

  it("param-headers.hostile: a schema as deep or as wide as a message can be is read, or refused", () => {
    let deep: Json = named("A")
    for (let level = 0; level < 50_000; level++) deep = object({ x: deep })
    assert.strictEqual(invalid(deep), "a header is deeper than 100 levels")
    const many = object(
      Object.fromEntries(
        Array.from({ length: 201 }, (_, index) => [`p${index}`, named(`P${index}`)])
      )
    )
    assert.strictEqual(invalid(many), "it has more than 200 headers")
    const wide = object(
      Object.fromEntries(Array.from({ length: 100_001 }, (_, index) => [`p${index}`, {}]))
    )
    assert.strictEqual(invalid(wide), "it has more than 100000 schemas")
  })
})

describe("what a client sends", () => {
  const annotations = valid(query)

  it("2026-07-28/T-45, 2026-07-28/T-49, 2026-07-28/T-51: a header for each, as text, and none for the rest", () => {
    const args = {
      region: "us-west1",
      priority: -42,
      dry: false,
      where: { tenant: "Zürich" },
      sql: "select 1"
    }
    assert.deepStrictEqual(ParamHeaders.mirror(annotations, args), {
      "Mcp-Param-Region": "us-west1",
      "Mcp-Param-Priority": "-42",
      "Mcp-Param-Dry-Run": "false",
      "Mcp-Param-Tenant": "Zürich"
    })
  })

  it("2026-07-28/T-50: none for null and what is absent, and an empty one for an empty text", () => {
    assert.deepStrictEqual(ParamHeaders.mirror(annotations, {}), {})
    assert.deepStrictEqual(
      ParamHeaders.mirror(annotations, { region: null, where: null, priority: undefined }),
      {}
    )
    assert.deepStrictEqual(ParamHeaders.mirror(annotations, { region: "" }), {
      "Mcp-Param-Region": ""
    })
  })

  it("2026-07-28/T-41: none for what is no exact integer, and no other JSON", () => {
    for (const priority of [2 ** 53, -(2 ** 53), 1.5, Number.NaN, {}, [1]]) {
      assert.deepStrictEqual(ParamHeaders.mirror(annotations, { priority }), {})
    }
    assert.deepStrictEqual(ParamHeaders.mirror(annotations, { priority: 2 ** 53 - 1 }), {
      "Mcp-Param-Priority": "9007199254740991"
    })
  })

  it("param-headers.own: a property is one of the arguments' own", () => {
    const inherited = valid(object({ constructor: object({ name: named("Name") }) }))
    assert.deepStrictEqual(ParamHeaders.mirror(inherited, {}), {})
    assert.deepStrictEqual(
      ParamHeaders.mirror(inherited, JSON.parse(`{"constructor":{"name":"x"}}`) as Json),
      { "Mcp-Param-Name": "x" }
    )
  })
})

describe("what a server checks", () => {
  const annotations = valid(query)
  const args = { region: "Hello", priority: 42, dry: true, where: { tenant: "t" } }
  const headers = {
    "mcp-param-region": "Hello",
    "mcp-param-priority": "42",
    "mcp-param-dry-run": "true",
    "mcp-param-tenant": "t"
  }
  const check = (given: Json, sent: { readonly [name: string]: string | undefined }) =>
    ParamHeaders.check(annotations, given, sent)

  it("2026-07-28/T-55: headers that say what the arguments say are right, plain or encoded", () => {
    assert.isUndefined(check(args, headers))
    assert.isUndefined(check(args, { ...headers, "mcp-param-region": "=?base64?SGVsbG8=?=" }))
    assert.isUndefined(check(args, { ...headers, "mcp-param-priority": "=?base64?NDI=?=" }))
  })

  it("2026-07-28/T-36: white space around a value is no part of it", () => {
    assert.isUndefined(check(args, { ...headers, "mcp-param-region": "  Hello\t" }))
  })

  it("2026-07-28/T-52: nothing is expected for null and what is absent", () => {
    assert.isUndefined(check({}, {}))
    assert.isUndefined(check({ region: null, where: { tenant: null } }, {}))
  })

  it("2026-07-28/T-55: one is missing, says something else, cannot be decoded, or speaks of nothing", () => {
    const wrong = (region: string | undefined, given: Json = args) =>
      check(given, { ...headers, "mcp-param-region": region })
    const missing = "Mcp-Param-Region is missing, and the argument region is there"
    const other = "Mcp-Param-Region is not what the argument region says"
    const broken = "Mcp-Param-Region cannot be decoded"
    const rows: ReadonlyArray<readonly [string | undefined, string | undefined]> = [
      [wrong(undefined), missing],
      [wrong(undefined, { ...args, region: "" }), missing],
      [wrong("hello"), other],
      [wrong(""), other],
      [wrong("=?base64?aGVsbG8=?="), other],
      [wrong("=?BASE64?SGVsbG8=?="), other],
      [wrong("=?base64?SGVsbG8?="), broken],
      [wrong("=?base64?SGVs!!!bG8=?="), broken],
      [wrong("Hell\u00f6"), broken],
      [
        wrong("Hello", { ...args, region: null }),
        "Mcp-Param-Region is there, and the argument region has nothing that it could say"
      ]
    ]
    for (const [found, expected] of rows) assert.strictEqual(found, expected)
  })

  it("2026-07-28/T-35: a value is compared letter by letter", () => {
    assert.strictEqual(
      check(args, { ...headers, "mcp-param-dry-run": "True" }),
      "Mcp-Param-Dry-Run is not what the argument dry says"
    )
  })

  it.each(["42.0", "42.000", "042"])("2026-07-28/T-56: %s is 42", (sent) => {
    assert.isUndefined(check(args, { ...headers, "mcp-param-priority": sent }))
  })

  it.each(["42.5", "43", "", "0x2a", "4.2e1", "42n", "Infinity", "42 .0"])(
    "2026-07-28/T-56: %j is not 42",
    (sent) => {
      assert.strictEqual(
        check(args, { ...headers, "mcp-param-priority": sent }),
        "Mcp-Param-Priority is not what the argument priority says"
      )
    }
  )

  it("2026-07-28/T-56: a text is not compared as a number", () => {
    assert.strictEqual(
      check({ ...args, region: "42" }, { ...headers, "mcp-param-region": "42.0" }),
      "Mcp-Param-Region is not what the argument region says"
    )
  })

  it("param-headers.agree: whatever the arguments, what a client sends is right", () => {
    for (const region of ["", " a ", "é", "=?base64?x?=", "\ud800", "a\r\nb: c"]) {
      for (const priority of [0, -0, 1, 2 ** 53 - 1, 2 ** 60, null]) {
        const given = { region, priority }
        const sent = Object.fromEntries(
          Object.entries(ParamHeaders.mirror(annotations, given)).map(([name, text]) => [
            name.toLowerCase(),
            HeaderText.encode(text)
          ])
        )
        assert.isUndefined(check(given, sent))
      }
    }
  })
})
