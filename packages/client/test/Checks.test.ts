import { JsonSchemaValidator } from "@effect-mcp/protocol"
import type { Elicitation, Sampling } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"

import {
  FormCheck,
  LinkCheck,
  RootsProvider,
  SamplingCheck,
  SamplingHandler
} from "../src/index.ts"

const warnings = (url: string) => {
  const link = LinkCheck.inspect(url)
  return link instanceof LinkCheck.LinkRefused ? link.because : link.warnings
}

describe("LinkCheck", () => {
  it("2025-11-25/CL-56, 2026-07-28/CL-21: what deserves a second look", () => {
    const rows = [
      ["https://example.com/a?b=c#d", []],
      ["https://EXAMPLE.com:8443/", []],
      ["http://localhost:3000/cb", []],
      ["http://127.0.0.1/cb", []],
      ["http://[::1]/cb", []],
      ["http://example.com/", ["Insecure"]],
      ["https://xn--80ak6aa92e.com/", ["Punycode"]],
      ["https://\u0430pple.com/", ["Punycode"]],
      ["https://good.com@evil.com/", ["Credentials"]],
      ["https://93.184.216.34/", ["IpAddress"]],
      ["https://example.com\\@evil.com/", ["Rewritten"]],
      ["https://example.com/`rm -rf`", "ControlCharacters"],
      ["https://example.com/<b>", ["Rewritten"]],
      ["https://example.com:443/", []],
      ["https://evil.com/\u202egpj.exe", ["Rewritten"]],
      ["https://a.com/\u2066x", ["Rewritten"]],
      ["https://a.com/\u{E0041}", ["Rewritten"]],
      ["https://a.com/stra\u00dfe", ["Rewritten"]],
      ["https://goo\u200bgle.com", ["Rewritten"]],
      ["https://goo\u00adgle.com", ["Rewritten"]],
      ["https://\uff47oogle.com", ["Rewritten"]],
      ["https://google\u3002com", ["Rewritten"]],
      ["https://%65vil.com", ["Rewritten"]],
      ["https:evil.com", ["Rewritten"]],
      ["http://2130706433/", ["Rewritten"]],
      ["http://0x7f.1/", ["Rewritten"]]
    ] as const
    for (const [url, expected] of rows) assert.deepStrictEqual(warnings(url), expected, url)
  })

  it("url.scheme: nothing but http and https, by a list of what is allowed", () => {
    for (const url of [
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "vbscript:x",
      "ms-settings:x",
      "blob:https://a/b",
      "ftp://a/b"
    ]) {
      assert.strictEqual(warnings(url), "Scheme", url)
    }
    assert.strictEqual(warnings("example.com"), "NotAUrl")
    assert.strictEqual(warnings("https://a.b/\nHost: c"), "ControlCharacters")
    assert.strictEqual(warnings("java\tscript:alert(1)"), "Scheme")
  })

  it("url.mentioned: links in a text are found, in a time that grows with the text only", () => {
    assert.deepStrictEqual(LinkCheck.mentioned("see HTTPS://a.example/x, or www.b.example"), [
      "HTTPS://a.example/x,",
      "www.b.example"
    ])
    const before = performance.now()
    for (const part of ["a.", "a-", "a"]) LinkCheck.mentioned(part.repeat(500_000))
    assert.isBelow(performance.now() - before, 2000)
  })

  it("2025-11-25/CL-55: the URL is shown as the server wrote it, and the host as a browser reads it", () => {
    const link = LinkCheck.inspect("https://A.example/%7Euser/?q=1")
    assert.deepStrictEqual(link, {
      url: "https://A.example/%7Euser/?q=1",
      host: "a.example",
      warnings: []
    })
  })
})

describe("FormCheck", () => {
  const schema: Elicitation.RequestedSchema = {
    type: "object",
    properties: {
      name: { type: "string", minLength: 2, maxLength: 4, pattern: "^[a-z]+$" },
      mail: { type: "string", format: "email" },
      site: { type: "string", format: "uri" },
      born: { type: "string", format: "date" },
      seen: { type: "string", format: "date-time" },
      age: { type: "integer", minimum: 0, maximum: 150 },
      rate: { type: "number" },
      news: { type: "boolean" },
      one: { type: "string", enum: ["a", "b"] },
      titled: {
        type: "string",
        oneOf: [
          { const: "x", title: "X" },
          { const: "y", title: "Y" }
        ]
      },
      many: {
        type: "array",
        items: { type: "string", enum: ["a", "b"] },
        minItems: 1,
        maxItems: 2
      },
      manyTitled: { type: "array", items: { anyOf: [{ const: "x", title: "X" }] } },
      legacy: { type: "string", enum: ["a"], enumNames: ["A"] }
    },
    required: ["name"]
  }

  const wrong = (content: FormCheck.Content) =>
    Effect.map(JsonSchemaValidator.make, (validator) =>
      FormCheck.issues(validator, schema, content).map(({ path }) => path)
    )

  it.effect("2025-11-25/CL-59, 2026-07-28/CL-29: every kind of field, right and wrong", () =>
    Effect.gen(function* () {
      const right: FormCheck.Content = {
        name: "ada",
        mail: "ada@example.com",
        site: "urn:x:y",
        born: "1815-12-10",
        seen: "2020-02-29T12:00:00.5+01:00",
        age: 36,
        rate: 0.5,
        news: true,
        one: "a",
        titled: "y",
        many: ["a", "b"],
        manyTitled: ["x"],
        legacy: "a"
      }
      assert.deepStrictEqual(yield* wrong(right), [])
      const faults: FormCheck.Content = {
        mail: "ada",
        site: "no uri",
        born: "2021-02-29",
        seen: "yesterday",
        age: 1.5,
        rate: "1",
        news: "yes",
        one: "c",
        titled: "X",
        many: [],
        manyTitled: ["z"],
        legacy: "A"
      }
      for (const [field, value] of Object.entries(faults)) {
        assert.deepStrictEqual(
          [...new Set(yield* wrong({ ...right, [field]: value }))].map(
            (path) => path.split("/")[1]
          ),
          [field]
        )
      }
      for (const name of ["a", "adaad", "Ada"]) {
        assert.deepStrictEqual(yield* wrong({ ...right, name }), ["/name"])
      }
      assert.deepStrictEqual((yield* wrong({})).length, 1)
    })
  )

  it("2026-07-28/CL-07: defaults are shown, and sent where the user left them", () => {
    const form: Elicitation.RequestedSchema = {
      type: "object",
      properties: {
        a: { type: "string", default: "x" },
        b: { type: "boolean", default: false },
        c: { type: "number" }
      }
    }
    assert.deepStrictEqual(FormCheck.defaults(form), { a: "x", b: false })
    assert.deepStrictEqual(FormCheck.complete(form, { a: "y" }), { a: "y", b: false })
    assert.deepStrictEqual(FormCheck.complete(form, undefined), { a: "x", b: false })
  })

  it.effect("form.hostile: what else is in the schema switches no check off, and breaks none", () =>
    Effect.gen(function* () {
      const validator = yield* JsonSchemaValidator.make
      const broken = { not: null }
      for (const more of [
        {},
        { $schema: "https://evil.example/schema" },
        { $ref: "https://evil.example/schema" },
        { patternProperties: null },
        { allOf: {} }
      ]) {
        const hostile: Elicitation.RequestedSchema = {
          type: "object",
          properties: {
            n: { type: "number", ...more, ...broken },
            p: { type: "string", minLength: 2, pattern: "(?=x)" },
            r: { type: "string" }
          },
          required: ["r"],
          ...more
        }
        assert.deepStrictEqual(
          FormCheck.issues(validator, hostile, { n: "1", p: "x" }).map(({ path }) => path),
          ["/n", "/p", "/r"]
        )
      }
    })
  )

  it.effect("form.unasked: what was not asked for is not sent", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* wrong({ name: "ada", "a/b~c": "secret" }), ["/a~1b~0c"])
    })
  )
})

const use = (id: string) => ({ type: "tool_use" as const, id, name: "t", input: {} })
const result = (toolUseId: string) => ({ type: "tool_result" as const, toolUseId, content: [] })
const text = { type: "text" as const, text: "x" }
const request = (
  messages: ReadonlyArray<Sampling.SamplingMessage>,
  more: Partial<Sampling.CreateMessageRequestParams> = {}
) => SamplingCheck.request({ messages, maxTokens: 1, ...more }, true)

const user = (...content: ReadonlyArray<Sampling.SamplingMessageContentBlock>) => ({
  role: "user" as const,
  content
})

const answer = (
  content: Sampling.CreateMessageResult["content"],
  more: Partial<Sampling.CreateMessageRequestParams>
) =>
  SamplingCheck.result(
    { messages: [], maxTokens: 1, ...more },
    { role: "assistant", model: "m", content }
  ) === undefined

describe("SamplingCheck", () => {
  it("2025-11-25/CL-14, 2026-07-28/CL-36: a message of tool results holds nothing else", () => {
    const used = { role: "assistant" as const, content: [use("1")] }
    assert.isUndefined(request([used, { role: "user", content: [result("1")] }]))
    assert.isUndefined(request([used, { role: "user", content: result("1") }]))
    assert.isDefined(request([used, { role: "user", content: [result("1"), text] }]))
    assert.isDefined(request([used, { role: "assistant", content: [result("1")] }]))
  })

  it("2025-11-25/CL-15, 2026-07-28/CL-37: every use is answered, once, and at once", () => {
    const used = { role: "assistant" as const, content: [text, use("1"), use("2")] }
    assert.isUndefined(request([used, user(result("2"), result("1"))]))
    assert.isUndefined(request([used, user(result("1"), result("2")), user(text)]))
    for (const messages of [
      [used],
      [used, user(result("1"))],
      [used, user(result("1"), result("1"))],
      [used, user(result("1"), result("2"), result("3"))],
      [used, user(text)],
      [used, user(text), user(result("1"), result("2"))],
      [user(result("1"))],
      [{ role: "user" as const, content: [use("1")] }, user(result("1"))]
    ]) {
      assert.isDefined(request(messages))
    }
  })

  it("2026-07-28/CL-35: a message is one block or several", () => {
    assert.isUndefined(request([{ role: "user", content: text }]))
    assert.isUndefined(request([{ role: "assistant", content: [text, text] }]))
  })

  it("2025-11-25/CL-17, 2026-07-28/CL-38: the answer keeps to toolChoice", () => {
    const tools = [{ name: "t", inputSchema: { type: "object" as const } }]
    assert.deepStrictEqual(
      [
        answer(text, { tools }),
        answer([use("1")], { tools }),
        answer([use("1")], { tools, toolChoice: { mode: "auto" } }),
        answer([use("1")], { tools, toolChoice: { mode: "none" } }),
        answer(text, { tools, toolChoice: { mode: "none" } }),
        answer(text, { tools, toolChoice: { mode: "required" } }),
        answer([use("1")], { tools, toolChoice: { mode: "required" } }),
        answer([use("1")], {})
      ],
      [true, true, true, false, true, false, true, false]
    )
  })

  it("2025-11-25/CL-19: hints are tried in order, each as a part of a name", () => {
    const models = ["claude-3-haiku", "claude-3-sonnet", "gpt-4o"]
    const pick = (...names: ReadonlyArray<string>) =>
      SamplingHandler.preferred({ hints: names.map((name) => ({ name })) }, models)
    assert.strictEqual(pick("sonnet", "claude"), "claude-3-sonnet")
    assert.strictEqual(pick("claude", "sonnet"), "claude-3-haiku")
    assert.strictEqual(pick("gemini", "gpt"), "gpt-4o")
    assert.isUndefined(pick("gemini"))
    assert.isUndefined(SamplingHandler.preferred(undefined, models))
    assert.strictEqual(
      SamplingHandler.preferred({ hints: [{}, { name: "gpt" }] }, models),
      "gpt-4o"
    )
  })
})

describe("RootsProvider", () => {
  it("2025-11-25/CL-03, 2025-11-25/CL-05, 2026-07-28/CL-46, 2026-07-28/CL-47: file URIs that stay in their folder", () => {
    const rows = [
      ["file:///home/me/project", true],
      ["FILE:///home/me", true],
      ["file:///C:/work", true],
      ["file:///home/..me/x", true],
      ["file:///home/../etc", false],
      ["file:///home/%2e%2e/etc", false],
      ["file:///home/%2E./etc", false],
      ["file:///home/..%2fetc", false],
      ["file:///home/..%5cetc", false],
      ["https://example.com/", false],
      ["/home/me", false],
      ["file:", false],
      ["", false]
    ] as const
    for (const [uri, expected] of rows)
      assert.strictEqual(RootsProvider.isRootUri(uri), expected, uri)
  })

  it.effect("2025-11-25/CL-03: a layer with another one does not build", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.scoped(Layer.build(RootsProvider.layer([{ uri: "https://example.com/" }])))
      )
      assert.deepStrictEqual([error._tag, error.uri], ["InvalidRoot", "https://example.com/"])
    })
  )

  it.effect("2025-11-25/CL-05: one that turns up later is left out", () =>
    Effect.gen(function* () {
      const kept = yield* RootsProvider.permitted([
        { uri: "file:///a" },
        { uri: "file:///a/../../etc" },
        { uri: "file:///b", name: "B" }
      ])
      assert.deepStrictEqual(kept, [{ uri: "file:///a" }, { uri: "file:///b", name: "B" }])
    })
  )
})
