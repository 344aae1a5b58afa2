import {
  type Content,
  type Elicitation,
  type Revision,
  Revisions,
  type Sampling,
  type Tool,
  Wire
} from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

const named = (version: string): Revision.Revision => {
  const revision = Revisions.byVersion(version)
  if (revision === undefined) throw new Error(version)
  return revision
}
const a = named("2024-11-05")
const b = named("2025-03-26")
const c = named("2025-06-18")
const d = named("2025-11-25")
const e = named("2026-07-28")

const icons = [{ src: "https://example.com/i.png" }]
const _meta = { "com.example/x": 1 }

const keys = (value: object) => Object.keys(value).toSorted()

const form = (
  properties: Elicitation.RequestedSchema["properties"]
): Elicitation.ElicitRequestFormParams => ({
  mode: "form",
  message: "?",
  requestedSchema: { type: "object", properties }
})

describe("definitions", () => {
  const tool: Tool.Tool = {
    name: "x",
    title: "X",
    inputSchema: { type: "object" },
    outputSchema: { type: "array" },
    annotations: { readOnlyHint: true },
    execution: { taskSupport: "optional" },
    icons,
    _meta
  }
  it("interop/IS-14, 2026-07-28/RM-02: a tool has the members its revision has", () => {
    assert.deepStrictEqual(keys(Wire.tool(a, tool)), ["inputSchema", "name"])
    assert.deepStrictEqual(keys(Wire.tool(b, tool)), ["annotations", "inputSchema", "name"])
    assert.deepStrictEqual(keys(Wire.tool(c, tool)), [
      "_meta",
      "annotations",
      "inputSchema",
      "name",
      "title"
    ])
    assert.deepStrictEqual(keys(Wire.tool(d, tool)), [
      "_meta",
      "annotations",
      "execution",
      "icons",
      "inputSchema",
      "name",
      "title"
    ])
    assert.deepStrictEqual(keys(Wire.tool(e, tool)), [
      "_meta",
      "annotations",
      "icons",
      "inputSchema",
      "name",
      "outputSchema",
      "title"
    ])
  })

  it("wire.tool: an output schema of an object stays where structured content is an object", () => {
    const object = { ...tool, outputSchema: { type: "object" } }
    assert.deepStrictEqual(Wire.tool(c, object).outputSchema, { type: "object" })
    assert.isUndefined(Wire.tool(b, object).outputSchema)
  })

  it("wire.identity: what needs no change is the same object", () => {
    const plain: Tool.Tool = { name: "x", inputSchema: { type: "object" } }
    for (const revision of Revisions.all) assert.strictEqual(Wire.tool(revision, plain), plain)
  })

  it("wire.unknown: a member nobody here knows is kept", () => {
    const extended = { ...tool, "x-vendor": 1 }
    assert.deepStrictEqual(Wire.tool(a, extended), {
      name: "x",
      inputSchema: { type: "object" },
      "x-vendor": 1
    } as Tool.Tool)
  })

  it("wire.definitions: resources, templates, prompts, implementations", () => {
    const annotations = { priority: 1, lastModified: "2025-01-12" }
    const about = { name: "n", title: "N", icons, _meta }
    assert.deepStrictEqual(Wire.resource(a, { ...about, uri: "a:b", annotations }), {
      name: "n",
      uri: "a:b",
      annotations: { priority: 1 }
    })
    assert.deepStrictEqual(
      Wire.resourceTemplate(c, { ...about, uriTemplate: "a:{b}", annotations }),
      {
        name: "n",
        title: "N",
        _meta,
        uriTemplate: "a:{b}",
        annotations
      }
    )
    assert.deepStrictEqual(
      Wire.prompt(b, { ...about, arguments: [{ name: "p", title: "P", required: true }] }),
      { name: "n", arguments: [{ name: "p", required: true }] }
    )
    assert.deepStrictEqual(
      Wire.implementation(c, {
        name: "n",
        version: "1",
        title: "N",
        description: "d",
        websiteUrl: "https://example.com",
        icons
      }),
      { name: "n", version: "1", title: "N" }
    )
  })
})

describe("content", () => {
  const link: Content.ResourceLink = {
    type: "resource_link",
    uri: "file:///a.txt",
    name: "a.txt",
    description: "the file",
    icons
  }
  const audio: Content.AudioContent = { type: "audio", data: "aGk=", mimeType: "audio/wav" }

  it("interop/IS-14: a link becomes text that names it, before there are links", () => {
    const text = { type: "text", text: "a.txt: file:///a.txt\nthe file" } as const
    assert.deepStrictEqual(Wire.content(a, link), text)
    assert.deepStrictEqual(Wire.content(b, link), text)
    const { icons: _, ...known } = link
    assert.deepStrictEqual(Wire.content(c, link), known)
    assert.strictEqual(Wire.content(d, link), link)
  })

  it("interop/IS-14: audio becomes text that says so, before there is audio", () => {
    assert.deepStrictEqual(Wire.content(a, audio), {
      type: "text",
      text: "[audio, audio/wav, not supported here]"
    })
    assert.strictEqual(Wire.content(b, audio), audio)
  })

  it("wire.content: _meta and lastModified go where they are not known, at any depth", () => {
    assert.deepStrictEqual(
      Wire.content(b, {
        type: "resource",
        resource: { uri: "a:b", text: "x", _meta },
        annotations: { audience: ["user"], lastModified: "2025-01-12" },
        _meta
      }),
      {
        type: "resource",
        resource: { uri: "a:b", text: "x" },
        annotations: { audience: ["user"] }
      }
    )
  })
})

describe("results", () => {
  const result: Tool.CallToolResult = {
    content: [{ type: "text", text: "[1]" }],
    structuredContent: [1],
    resultType: "complete"
  }

  it("interop/IS-09, interop/IS-14: structured content goes where the revision cannot hold it", () => {
    assert.deepStrictEqual(Wire.callToolResult(b, { ...result, structuredContent: {} }), {
      content: result.content
    })
    assert.deepStrictEqual(Wire.callToolResult(d, result), { content: result.content })
    assert.deepStrictEqual(Wire.callToolResult(d, { ...result, structuredContent: { a: 1 } }), {
      content: result.content,
      structuredContent: { a: 1 }
    })
    assert.strictEqual(Wire.callToolResult(e, result), result)
  })

  it("wire.identity: a plain result is the same object in every revision", () => {
    const plain: Tool.CallToolResult = { content: [{ type: "text", text: "x" }], isError: true }
    for (const revision of Revisions.all) {
      assert.strictEqual(Wire.callToolResult(revision, plain), plain)
    }
  })

  it("wire.results: prompts and contents", () => {
    const block = { type: "text", text: "x", _meta } as const
    assert.deepStrictEqual(
      Wire.getPromptResult(a, {
        messages: [
          { role: "user", content: block },
          { role: "user", content: { type: "text", text: "y" } }
        ]
      }),
      {
        messages: [
          { role: "user", content: { type: "text", text: "x" } },
          { role: "user", content: { type: "text", text: "y" } }
        ]
      }
    )
    assert.deepStrictEqual(
      Wire.readResourceResult(d, {
        contents: [{ uri: "a:b", blob: "aGk=", _meta }],
        ttlMs: 1,
        cacheScope: "public"
      }),
      { contents: [{ uri: "a:b", blob: "aGk=", _meta }] }
    )
  })

  it("wire.progress, wire.completion: members of later revisions go", () => {
    const progress = { progressToken: 1, progress: 1, message: "m" }
    assert.deepStrictEqual(Wire.progress(a, progress), { progressToken: 1, progress: 1 })
    assert.strictEqual(Wire.progress(b, progress), progress)
    assert.deepStrictEqual(
      Wire.completeRequest(b, {
        ref: { type: "ref/prompt", name: "p", title: "P" },
        argument: { name: "x", value: "" },
        context: { arguments: { y: "1" } }
      }),
      { ref: { type: "ref/prompt", name: "p" }, argument: { name: "x", value: "" } }
    )
  })
})

describe("capabilities", () => {
  it("2025-11-25/L-23, 2026-07-28/B-55: a client's, as each revision has them", () => {
    const all = {
      roots: { listChanged: true },
      sampling: { tools: {}, context: {} },
      elicitation: { form: {}, url: {} },
      tasks: { list: {} },
      extensions: { "a.b/c": {} },
      experimental: { x: {} }
    }
    assert.deepStrictEqual(Wire.clientCapabilities(a, all), {
      roots: { listChanged: true },
      sampling: {},
      experimental: { x: {} }
    })
    assert.deepStrictEqual(Wire.clientCapabilities(c, all), {
      roots: { listChanged: true },
      sampling: {},
      elicitation: {},
      experimental: { x: {} }
    })
    assert.strictEqual(Wire.clientCapabilities(d, all), all)
    assert.deepStrictEqual(Wire.clientCapabilities(e, all), {
      roots: {},
      sampling: { tools: {}, context: {} },
      elicitation: { form: {}, url: {} },
      extensions: { "a.b/c": {} },
      experimental: { x: {} }
    })
  })

  it("2025-11-25/L-23, 2026-07-28/B-56: a server's, as each revision has them", () => {
    const all = { completions: {}, logging: {}, tasks: {}, extensions: {}, tools: {} }
    const has = (revision: Revision.Revision) => keys(Wire.serverCapabilities(revision, all))
    assert.deepStrictEqual(has(a), ["logging", "tools"])
    assert.deepStrictEqual(has(b), ["completions", "logging", "tools"])
    assert.deepStrictEqual(has(d), ["completions", "extensions", "logging", "tasks", "tools"])
    assert.deepStrictEqual(has(e), ["completions", "extensions", "logging", "tools"])
  })
})

describe("sampling", () => {
  const use = { type: "tool_use", id: "1", name: "add", input: { a: 1 } } as const
  const answer = {
    type: "tool_result",
    toolUseId: "1",
    content: [{ type: "text", text: "2" }]
  } as const
  const request: Sampling.CreateMessageRequestParams = {
    maxTokens: 1,
    messages: [
      { role: "assistant", content: [{ type: "text", text: "x" }, use] },
      { role: "user", content: answer }
    ],
    tools: [{ name: "add", inputSchema: { type: "object" }, execution: {} }],
    toolChoice: { mode: "auto" }
  }

  it("interop/IS-14: several blocks become several messages, calls of tools become text", () => {
    assert.deepStrictEqual(Wire.createMessageRequest(c, request), {
      maxTokens: 1,
      messages: [
        { role: "assistant", content: { type: "text", text: "x" } },
        { role: "assistant", content: { type: "text", text: `[call of add: {"a":1}]` } },
        { role: "user", content: { type: "text", text: "2" } }
      ]
    })
    assert.strictEqual(Wire.createMessageRequest(d, request), request)
    assert.deepStrictEqual(Wire.createMessageRequest(e, request).tools, [
      { name: "add", inputSchema: { type: "object" } }
    ])
  })

  it("wire.sampling: an answer of several blocks becomes one", () => {
    const result: Sampling.CreateMessageResult = {
      role: "assistant",
      model: "m",
      content: [{ type: "text", text: "x" }, use]
    }
    assert.deepStrictEqual(Wire.createMessageResult(a, result).content, {
      type: "text",
      text: `x\n[call of add: {"a":1}]`
    })
    assert.deepStrictEqual(
      Wire.createMessageResult(a, { ...result, content: [{ type: "text", text: "x" }] }).content,
      { type: "text", text: "x" }
    )
    assert.strictEqual(Wire.createMessageResult(d, result), result)
  })

  it("wire.roots: _meta goes where roots have none", () => {
    const result = { roots: [{ uri: "file:///a", _meta }] }
    assert.deepStrictEqual(Wire.listRootsResult(b, result), { roots: [{ uri: "file:///a" }] })
    assert.strictEqual(Wire.listRootsResult(c, result), result)
  })
})

describe("elicitation", () => {
  it("interop/IS-14: it cannot be asked before there is elicitation, nor a page before there are pages", () => {
    assert.isUndefined(Wire.elicitRequest(b, form({})))
    const page = { mode: "url", message: "?", url: "https://x.y", elicitationId: "1" } as const
    assert.isUndefined(Wire.elicitRequest(c, page))
    assert.strictEqual(Wire.elicitRequest(d, page), page)
  })

  it("2026-07-28/RM-02: a page has no elicitationId any more", () => {
    assert.deepStrictEqual(
      Wire.elicitRequest(e, { mode: "url", message: "?", url: "https://x.y", elicitationId: "1" }),
      { mode: "url", message: "?", url: "https://x.y" }
    )
  })

  it("interop/IS-14: in 2025-06-18 titles are enumNames, and only booleans have a default", () => {
    assert.deepStrictEqual(
      Wire.elicitRequest(
        c,
        form({
          size: {
            type: "string",
            title: "Size",
            oneOf: [
              { const: "s", title: "Small" },
              { const: "l", title: "Large" }
            ],
            default: "s"
          },
          name: { type: "string", minLength: 1, pattern: "a", default: "x" },
          count: { type: "integer", minimum: 1, default: 2 },
          sure: { type: "boolean", default: true },
          color: { type: "string", enum: ["red"], default: "red" }
        })
      ),
      {
        message: "?",
        requestedSchema: {
          type: "object",
          properties: {
            size: {
              type: "string",
              title: "Size",
              enum: ["s", "l"],
              enumNames: ["Small", "Large"]
            },
            name: { type: "string", minLength: 1 },
            count: { type: "integer", minimum: 1 },
            sure: { type: "boolean", default: true },
            color: { type: "string", enum: ["red"] }
          }
        }
      }
    )
  })

  it("interop/IS-14: a choice of several cannot be asked in 2025-06-18", () => {
    const several = form({ x: { type: "array", items: { type: "string", enum: ["a"] } } })
    assert.isUndefined(Wire.elicitRequest(c, several))
    assert.strictEqual(Wire.elicitRequest(d, several), several)
  })
})
