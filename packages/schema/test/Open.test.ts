import { isDeepStrictEqual } from "node:util"

import {
  Capabilities,
  Completion,
  Content,
  Discover,
  InputRequired,
  type Methods,
  type Revision,
  Revisions,
  Roots,
  Tool
} from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"
import { Exit, Schema } from "effect"

const decode = (schema: Schema.Codec<unknown, unknown>, value: unknown): unknown =>
  Schema.decodeUnknownSync(schema)(value)

const refuses = (schema: Schema.Codec<unknown, unknown>, value: unknown): boolean =>
  Exit.isFailure(Schema.decodeUnknownExit(schema)(value))

const named = (version: string): Revision.Revision => {
  const revision = Revisions.byVersion(version)
  if (revision === undefined) throw new Error(version)
  return revision
}

const clientRequest = <M extends keyof Methods.ClientRequests>(version: string, method: M) => {
  const row = named(version).client.requests[method]
  if (row === undefined) throw new Error(method)
  return row
}

const survives = (schema: Schema.Codec<unknown, unknown>, value: unknown): boolean =>
  isDeepStrictEqual(decode(schema, value), value)

const values = (length: number) => ({ completion: { values: Array.from({ length }, () => "x") } })

const refusesNameless = (revision: Revision.Revision): boolean => {
  const row = revision.client.notifications["notifications/cancelled"]
  return row !== undefined && refuses(row.params, { reason: "x" })
}

const callWith = (version: string, block: object): boolean =>
  survives(clientRequest(version, "tools/call").result, {
    resultType: "complete",
    content: [block]
  })

const refusesCallWith = (version: string, block: object): boolean =>
  refuses(clientRequest(version, "tools/call").result, { resultType: "complete", content: [block] })

describe("what nobody here knows survives", () => {
  it("2025-11-25/L-23, 2026-07-28/B-55, 2026-07-28/B-56: capabilities are no closed set", () => {
    const value = {
      "com.example/audit": { level: 1 },
      experimental: { x: { y: 1 } },
      elicitation: { form: {}, url: {}, voice: {} }
    }
    assert.isTrue(survives(Capabilities.ClientCapabilities, value))
    assert.isTrue(survives(Capabilities.ServerCapabilities, value))
  })

  it("open.members: a result, its content, a definition and _meta keep unknown members", () => {
    assert.isTrue(
      survives(Tool.CallToolResult, {
        content: [{ type: "text", text: "x", vendor: { a: [1] } }],
        _meta: { "com.example/trace": [1, 2] },
        vendor: true
      })
    )
    assert.isTrue(
      survives(Tool.Tool, { name: "x", inputSchema: { type: "object" }, "x-vendor": 1 })
    )
  })

  it("open.members: an older revision carries what a later one added", () => {
    assert.isTrue(
      survives(clientRequest("2024-11-05", "tools/list").result, {
        tools: [{ name: "x", inputSchema: { type: "object" }, title: "X", icons: [] }]
      })
    )
  })

  it("open.members: a __proto__ member stays an own member", () => {
    const value = JSON.parse(`{"name":"x","inputSchema":{"type":"object"},"__proto__":{"a":1}}`)
    const decoded = decode(Tool.Tool, value)
    assert.strictEqual(JSON.stringify(decoded), JSON.stringify(value))
    assert.isUndefined(Reflect.get({}, "a"))
  })
})

describe("JSON Schemas are handed through", () => {
  const schema = {
    $schema: "http://json-schema.org/draft-07/schema#",
    required: ["a"],
    "x-vendor": { z: 1, a: 2 },
    additionalProperties: false,
    type: "object",
    properties: {
      b: { $ref: "#/$defs/B" },
      a: { type: "string", ...JSON.parse(`{"if":{},"then":{}}`) }
    },
    $defs: { B: { $anchor: "b", oneOf: [{ type: "null" }, { type: "string" }] } },
    allOf: [{ not: { required: ["c"] } }]
  }

  it("2026-07-28/SV-12, 2026-07-28/SV-07: key for key, in their order, as the same object", () => {
    const text = JSON.stringify({ name: "x", inputSchema: schema, outputSchema: schema })
    const tool = Schema.decodeUnknownSync(Tool.Tool)(JSON.parse(text))
    assert.strictEqual(JSON.stringify(tool.inputSchema), JSON.stringify(schema))
    assert.strictEqual(JSON.stringify(tool.outputSchema), JSON.stringify(schema))
    const given = { name: "x", inputSchema: { ...schema, type: "object" as const } }
    assert.strictEqual(Schema.decodeUnknownSync(Tool.Tool)(given).inputSchema, given.inputSchema)
  })

  it("2025-11-25/SV-04, 2026-07-28/SV-07: an input schema is an object schema, never null", () => {
    assert.isTrue(refuses(Tool.Tool, { name: "x", inputSchema: null }))
    assert.isTrue(refuses(Tool.Tool, { name: "x", inputSchema: true }))
    assert.isTrue(refuses(Tool.Tool, { name: "x", inputSchema: {} }))
    assert.isTrue(refuses(Tool.Tool, { name: "x", inputSchema: { type: "string" } }))
    assert.isTrue(
      survives(Tool.Tool, {
        name: "x",
        inputSchema: { type: "object", additionalProperties: false }
      })
    )
  })

  it("2025-11-25/SV-05, 2026-07-28/SV-08: an output schema has any root from 2026-07-28 on", () => {
    const tools = [{ name: "x", inputSchema: { type: "object" }, outputSchema: { type: "array" } }]
    assert.isTrue(refuses(clientRequest("2025-11-25", "tools/list").result, { tools }))
    assert.isTrue(
      survives(clientRequest("2026-07-28", "tools/list").result, {
        resultType: "complete",
        ttlMs: 0,
        cacheScope: "public",
        tools
      })
    )
  })
})

describe("content", () => {
  it("2025-11-25/SV-19, 2026-07-28/SV-16: five kinds, each with annotations and _meta", () => {
    const beside = {
      annotations: { audience: ["user"], priority: 0.5, lastModified: "2025-01-12T15:00:58Z" },
      _meta: { a: 1 }
    }
    for (const block of [
      { type: "text", text: "x" },
      { type: "image", data: "aGk=", mimeType: "image/png" },
      { type: "audio", data: "aGk=", mimeType: "audio/wav" },
      { type: "resource_link", uri: "file:///a", name: "a" },
      { type: "resource", resource: { uri: "file:///a", text: "x" } },
      { type: "resource", resource: { uri: "file:///a", blob: "aGk=" } }
    ]) {
      assert.isTrue(survives(Content.ContentBlock, { ...block, ...beside }))
    }
    assert.isTrue(refuses(Content.ContentBlock, { type: "video", data: "" }))
    assert.isTrue(refuses(Content.ContentBlock, { type: "text" }))
    assert.isTrue(
      refuses(Content.ContentBlock, { type: "text", text: "x", annotations: { priority: 2 } })
    )
  })

  it("2025-11-25/SV-23, 2026-07-28/SV-29: contents are text or blob", () => {
    assert.isTrue(refuses(Content.ResourceContents, { uri: "file:///a" }))
    assert.isTrue(refuses(Content.ResourceContents, { text: "a" }))
  })

  it("interop/IS-14: kinds come with their revision", () => {
    const audio = { type: "audio", data: "aGk=", mimeType: "audio/wav" }
    const link = { type: "resource_link", uri: "file:///a", name: "a" }
    assert.isTrue(refusesCallWith("2024-11-05", audio))
    assert.isTrue(callWith("2025-03-26", audio))
    assert.isTrue(refusesCallWith("2025-03-26", link))
    assert.isTrue(callWith("2025-06-18", link))
  })
})

describe("2026-07-28 requests and results", () => {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {}
  }
  const { params, result } = clientRequest("2026-07-28", "tools/call")

  it("2026-07-28/B-44, 2026-07-28/B-47: a request says its version and its sender's capabilities", () => {
    assert.isTrue(refuses(params, { name: "x" }))
    assert.isTrue(refuses(params, { name: "x", _meta: {} }))
    assert.isTrue(
      refuses(params, {
        name: "x",
        _meta: { ...meta, "io.modelcontextprotocol/protocolVersion": 1 }
      })
    )
    assert.isTrue(
      refuses(params, {
        name: "x",
        _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28" }
      })
    )
    assert.isTrue(survives(params, { name: "x", _meta: meta }))
  })

  it("2026-07-28/B-45, 2026-07-28/B-46, 2026-07-28/B-48: who sends it, a log level and a token are optional", () => {
    assert.isTrue(
      survives(params, {
        name: "x",
        _meta: {
          ...meta,
          "io.modelcontextprotocol/clientInfo": { name: "c", version: "1" },
          "io.modelcontextprotocol/logLevel": "debug",
          progressToken: 1
        }
      })
    )
    assert.isTrue(refuses(params, { name: "x", _meta: { ...meta, progressToken: 1.5 } }))
    assert.isTrue(
      refuses(params, { name: "x", _meta: { ...meta, "io.modelcontextprotocol/logLevel": "loud" } })
    )
  })

  it("2025-11-25/B-20, 2026-07-28/B-40: an older revision assumes nothing about reserved keys", () => {
    assert.isTrue(
      survives(clientRequest("2025-11-25", "tools/call").params, {
        name: "x",
        _meta: {
          "io.modelcontextprotocol/protocolVersion": 1,
          "io.modelcontextprotocol/clientCapabilities": "all",
          "io.modelcontextprotocol/logLevel": null
        }
      })
    )
  })

  it("2026-07-28/B-07, 2026-07-28/B-08: a result of another type is invalid", () => {
    assert.isTrue(refuses(result, { content: [], resultType: "later" }))
    assert.isTrue(survives(result, { content: [], resultType: "complete" }))
  })

  it("2026-07-28/B-09: an absent type is complete", () => {
    assert.deepStrictEqual(decode(result, { content: [] }), {
      content: [],
      resultType: "complete"
    })
  })

  it("2026-07-28/CA-04: an absent or negative time to live does not spoil the list", () => {
    const list = clientRequest("2026-07-28", "tools/list").result
    assert.deepStrictEqual(decode(list, { tools: [], resultType: "complete" }), {
      tools: [],
      resultType: "complete",
      ttlMs: 0,
      cacheScope: "private"
    })
    assert.isTrue(
      survives(list, { tools: [], resultType: "complete", ttlMs: -1, cacheScope: "public" })
    )
  })

  it("2026-07-28/MR-02: a result that asks has questions or a state", () => {
    assert.isTrue(refuses(InputRequired.InputRequiredResult, { resultType: "input_required" }))
    assert.isTrue(
      survives(InputRequired.InputRequiredResult, {
        resultType: "input_required",
        requestState: ""
      })
    )
    assert.isTrue(
      survives(InputRequired.InputRequiredResult, {
        resultType: "input_required",
        inputRequests: { a: { method: "roots/list" } }
      })
    )
    assert.isTrue(
      refuses(InputRequired.InputRequiredResult, {
        resultType: "input_required",
        inputRequests: { a: { method: "tools/call", params: { name: "x" } } }
      })
    )
  })

  it("2026-07-28/MR-21: a wrong answer is carried to who asks again", () => {
    assert.isTrue(
      survives(params, {
        name: "x",
        _meta: meta,
        requestState: "s",
        inputResponses: { a: "nonsense", b: null }
      })
    )
  })

  it("2026-07-28/V-06: what a server discovers", () => {
    assert.isTrue(
      survives(Discover.DiscoverResult, {
        resultType: "complete",
        supportedVersions: ["2026-07-28"],
        capabilities: { tools: { listChanged: true } },
        instructions: "x",
        ttlMs: 1000,
        cacheScope: "public"
      })
    )
  })
})

describe("limits", () => {
  it("2025-11-25/SV-40, 2026-07-28/SV-51: a completion has at most 100 values", () => {
    assert.isTrue(survives(Completion.CompleteResult, values(100)))
    assert.isTrue(refuses(Completion.CompleteResult, values(101)))
  })

  it("2025-11-25/CL-03, 2026-07-28/CL-46: a root is a file", () => {
    assert.isTrue(refuses(Roots.Root, { uri: "https://example.com" }))
    assert.isTrue(survives(Roots.Root, { uri: "file:///home", name: "home" }))
  })

  it("2025-11-25/U-12, 2026-07-28/P-12: a progress token is a string or an integer", () => {
    const { params } = clientRequest("2025-11-25", "tools/call")
    assert.isTrue(survives(params, { name: "x", _meta: { progressToken: "a" } }))
    assert.isTrue(refuses(params, { name: "x", _meta: { progressToken: null } }))
  })

  it("2026-07-28/P-03: a cancellation names a request, except in 2025-11-25, where it need not", () => {
    assert.deepStrictEqual(
      Revisions.all.map((revision) => refusesNameless(revision)),
      [true, false, true, true, true]
    )
  })
})
