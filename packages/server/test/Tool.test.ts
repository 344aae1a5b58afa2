import { RpcError } from "@effect-mcp/protocol"
import { Content, McpServer, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Schema } from "effect"

import * as Eras from "./eras.ts"
import { type Json, withServer } from "./RawClient.ts"

const Add = Tool.make("add", {
  title: "Adder",
  description: "Adds two numbers.",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite }),
  annotations: { readOnlyHint: true },
  icons: [{ src: "https://example.com/add.png", mimeType: "image/png" }],
  meta: { "com.example/cost": 1 }
})
const AddLive = Add.handle(({ a, b }) => Effect.succeed({ sum: a + b }))

class OutOfStock extends Schema.TaggedError<OutOfStock>()("OutOfStock", { item: Schema.String }) {}

const Buy = Tool.make("buy", {
  input: Schema.Struct({ item: Schema.String }),
  error: OutOfStock
})

const server = (
  ...features: readonly [
    Layer.Layer<never, never, McpServer.McpServer>,
    ...Array<Layer.Layer<never, never, McpServer.McpServer>>
  ]
) => McpServer.layer({ name: "shop", version: "1.0.0" }).pipe(McpServer.provide(...features))

const call = (name: string, args?: Json): Json => ({ name, arguments: args ?? {} })

/** What was logged, whole. */
const recording = () => {
  const lines: Array<string> = []
  const logger = Logger.make(({ message, cause }) => {
    lines.push(JSON.stringify(message) + String(cause))
  })
  return { lines, layer: Logger.layer([logger]) }
}

describe.each(Eras.every)("%s", (_, revision) => {
  it.effect(
    "2025-11-25/SV-04, 2026-07-28/SV-07: a tool is listed with an object schema and the fields of the revision",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(AddLive), { revision })
        const { tools } = yield* client.result("tools/list")
        const number = { type: "number" }
        const inputSchema = {
          type: "object",
          properties: { a: number, b: number },
          required: ["a", "b"],
          additionalProperties: true
        }
        const outputSchema = {
          type: "object",
          properties: { sum: number },
          required: ["sum"],
          additionalProperties: true
        }
        const first = { name: "add", description: "Adds two numbers.", inputSchema }
        const annotated = { ...first, annotations: { readOnlyHint: true } }
        const titled = {
          ...annotated,
          title: "Adder",
          outputSchema,
          _meta: { "com.example/cost": 1 }
        }
        const all = {
          ...titled,
          icons: [{ src: "https://example.com/add.png", mimeType: "image/png" }]
        }
        assert.deepStrictEqual(tools, [
          Eras.by<Json>(revision, {
            "2024-11-05": first,
            "2025-03-26": annotated,
            "2025-06-18": titled,
            "2025-11-25": all,
            "2026-07-28": all
          })
        ])
      })
  )

  it.effect(
    "2025-11-25/SV-10, 2025-11-25/SV-11, 2026-07-28/SV-09, 2026-07-28/SV-11, interop/IS-14: structured content is there where the revision has it, and as text everywhere",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(AddLive), { revision })
        const result = yield* client.result("tools/call", call("add", { a: 1, b: 2 }))
        assert.deepStrictEqual(result["content"], [{ type: "text", text: `{"sum":3}` }])
        assert.deepStrictEqual(
          result["structuredContent"],
          Eras.by<Json>(revision, {
            "2025-06-18": { sum: 3 },
            "2025-11-25": { sum: 3 },
            "2026-07-28": { sum: 3 }
          })
        )
        assert.strictEqual(result["isError"], undefined)
      })
  )

  it.effect(
    "2025-11-25/SV-13, 2026-07-28/SV-20: an unknown tool and a malformed call are -32602",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(AddLive), { revision })
        assert.deepStrictEqual(yield* client.error("tools/call", call("sub")), {
          code: -32602,
          message: "Unknown tool: sub"
        })
        assert.strictEqual((yield* client.error("tools/call", { name: 7 })).code, -32602)
        assert.strictEqual(
          (yield* client.error("tools/call", { name: "add", arguments: [] })).code,
          -32602
        )
        assert.strictEqual((yield* client.error("tools/call")).code, -32602)
      })
  )

  it.effect(
    "2025-11-25/SV-14, 2025-11-25/SV-16, 2026-07-28/SV-21, 2026-07-28/SV-23: wrong arguments are told with their place, as the revision tells them",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(AddLive), { revision })
        const { error, result } = yield* client.request("tools/call", call("add", { a: "x", b: 2 }))
        const text = `Invalid arguments for tool "add": /a: Expected number`
        const refused = {
          code: -32602,
          message: text,
          data: { issues: [{ path: "/a", message: "Expected number" }] }
        }
        assert.deepStrictEqual(
          error,
          Eras.by(revision, {
            "2024-11-05": refused,
            "2025-03-26": refused,
            "2025-06-18": refused
          })
        )
        const told = { content: [{ type: "text", text }], isError: true }
        assert.deepStrictEqual(
          result && { content: result["content"], isError: result["isError"] },
          Eras.by<Json>(revision, { "2025-11-25": told, "2026-07-28": told })
        )
      })
  )

  it.effect("tool.failure: a typed failure is a result the model reads", () =>
    Effect.gen(function* () {
      const client = yield* withServer(
        server(
          Buy.handle(({ item }) =>
            item === "rain"
              ? Tool.fail("Nobody sells rain.")
              : Effect.fail(new OutOfStock({ item }))
          )
        ),
        { revision }
      )
      const plain = yield* client.result("tools/call", call("buy", { item: "rain" }))
      assert.deepStrictEqual(plain["content"], [{ type: "text", text: "Nobody sells rain." }])
      assert.strictEqual(plain["isError"], true)
      const typed = yield* client.result("tools/call", call("buy", { item: "tea" }))
      assert.deepStrictEqual(typed["content"], [
        { type: "text", text: `{"_tag":"OutOfStock","item":"tea"}` }
      ])
      assert.strictEqual(typed["isError"], true)
    })
  )

  it.effect("tool.defect: our bug is -32603 with nothing inside, and whole in the log", () =>
    Effect.gen(function* () {
      const log = recording()
      const broken = Add.handle(() => Effect.die(new Error("secret: /etc/passwd")))
      const client = yield* withServer(server(broken).pipe(Layer.provide(log.layer)), { revision })
      assert.deepStrictEqual(yield* client.error("tools/call", call("add", { a: 1, b: 2 })), {
        code: -32603,
        message: "Internal error"
      })
      assert.strictEqual(log.lines.length, 1)
      assert.include(log.lines[0], "secret: /etc/passwd")
    })
  )

  it.effect("tool.output: output that breaks its schema is our bug, not the model's", () =>
    Effect.gen(function* () {
      const log = recording()
      const broken = Add.handle(() => Effect.succeed({ sum: Number.NaN }))
      const client = yield* withServer(server(broken).pipe(Layer.provide(log.layer)), { revision })
      assert.deepStrictEqual(yield* client.error("tools/call", call("add", { a: 1, b: 2 })), {
        code: -32603,
        message: "Internal error"
      })
      assert.include(
        log.lines[0],
        `The output of tool \\"add\\" does not fit its schema`.replaceAll("\\", "")
      )
    })
  )

  it.effect("tool.rpc-error: a handler may answer with an error of its own", () =>
    Effect.gen(function* () {
      const refused = Add.handle(() => Effect.fail(RpcError.make(4711, "Closed on Sundays")))
      const client = yield* withServer(server(refused), { revision })
      assert.deepStrictEqual(yield* client.error("tools/call", call("add", { a: 1, b: 2 })), {
        code: 4711,
        message: "Closed on Sundays"
      })
    })
  )

  it.effect(
    "2025-11-25/SV-19, 2026-07-28/SV-16, interop/IS-14: all kinds of content, as text where the revision has no such kind",
    () =>
      Effect.gen(function* () {
        const Show = Tool.make("show", {})
        const show = Show.handle(() =>
          Effect.succeed([
            Content.text("hello", { annotations: { audience: ["user"], priority: 0.5 } }),
            Content.image(new Uint8Array([1, 2, 3]), "image/png"),
            Content.audio("AQID", "audio/wav"),
            Content.resourceLink({ uri: "docs://a", name: "a" }),
            Content.embedded(Content.contents("docs://b", "text", { mimeType: "text/plain" }))
          ])
        )
        const client = yield* withServer(server(show), { revision })
        const { content } = yield* client.result("tools/call", call("show"))
        const text = {
          type: "text",
          text: "hello",
          annotations: { audience: ["user"], priority: 0.5 }
        }
        const image = { type: "image", data: "AQID", mimeType: "image/png" }
        const audio = { type: "audio", data: "AQID", mimeType: "audio/wav" }
        const link = { type: "resource_link", uri: "docs://a", name: "a" }
        const embedded = {
          type: "resource",
          resource: { uri: "docs://b", mimeType: "text/plain", text: "text" }
        }
        const said = { type: "text", text: "a: docs://a" }
        const noAudio = { type: "text", text: "[audio, audio/wav, not supported here]" }
        const all = [text, image, audio, link, embedded]
        assert.deepStrictEqual(
          content,
          Eras.by<ReadonlyArray<unknown>>(revision, {
            "2024-11-05": [text, image, noAudio, said, embedded],
            "2025-03-26": [text, image, audio, said, embedded],
            "2025-06-18": all,
            "2025-11-25": all,
            "2026-07-28": all
          })
        )
      })
  )

  it.effect(
    "2025-11-25/SV-05, 2026-07-28/SV-08: an output that is no object is structured only where the revision allows any",
    () =>
      Effect.gen(function* () {
        const Count = Tool.make("count", { output: Schema.Array(Schema.String) })
        const client = yield* withServer(server(Count.handle(() => Effect.succeed(["a", "b"]))), {
          revision
        })
        const { tools } = yield* client.result("tools/list")
        const result = yield* client.result("tools/call", call("count"))
        assert.deepStrictEqual(result["content"], [{ type: "text", text: `["a","b"]` }])
        const schema = { type: "array", items: { type: "string" } }
        assert.deepStrictEqual(
          (tools as ReadonlyArray<Json>)[0]?.["outputSchema"],
          Eras.by(revision, { "2026-07-28": schema })
        )
        assert.deepStrictEqual(
          result["structuredContent"],
          Eras.by(revision, { "2026-07-28": ["a", "b"] })
        )
      })
  )

  it.effect("tool.result: content and _meta of one's own beside the output", () =>
    Effect.gen(function* () {
      const own = Add.handle(({ a, b }) =>
        Effect.succeed(
          Tool.result({
            content: "three",
            structured: { sum: a + b },
            meta: { "com.example/ms": 4 }
          })
        )
      )
      const client = yield* withServer(server(own), { revision })
      const result = yield* client.result("tools/call", call("add", { a: 1, b: 2 }))
      assert.deepStrictEqual(result["content"], [{ type: "text", text: "three" }])
      assert.strictEqual((result["_meta"] as Json)["com.example/ms"], 4)
    })
  )

  it.effect(
    "2025-11-25/SV-04: a tool without input says so, and tells who sends something all the same",
    () =>
      Effect.gen(function* () {
        const Now = Tool.make("now", {})
        const client = yield* withServer(server(Now.handle(() => Effect.succeed("noon"))), {
          revision
        })
        const { tools } = yield* client.result("tools/list")
        assert.deepStrictEqual(tools, [
          { name: "now", inputSchema: { type: "object", additionalProperties: false } }
        ])
        assert.deepStrictEqual((yield* client.result("tools/call", { name: "now" }))["content"], [
          { type: "text", text: "noon" }
        ])
        const surplus = yield* client.request("tools/call", call("now", { zone: "UTC" }))
        assert.include(JSON.stringify(surplus), "/zone: Unexpected argument")
      })
  )
})

describe("names", () => {
  it.effect(
    "2025-11-25/SV-07, 2025-11-25/SV-08, 2026-07-28/SV-13: a name outside the rule works and is warned about",
    () =>
      Effect.gen(function* () {
        const log = recording()
        const Odd = Tool.make("say hello, world", {})
        const client = yield* withServer(
          server(Odd.handle(() => Effect.succeed("hello"))).pipe(Layer.provide(log.layer)),
          { revision: Eras.at("2025-11-25") }
        )
        assert.strictEqual(log.lines.length, 1)
        assert.include(log.lines[0], "say hello, world")
        const result = yield* client.result("tools/call", call("say hello, world"))
        assert.deepStrictEqual(result["content"], [{ type: "text", text: "hello" }])
      })
  )

  it.effect(
    "2025-11-25/SV-07, 2026-07-28/SV-13: names are case-sensitive and unique in the server",
    () =>
      Effect.gen(function* () {
        const Upper = Tool.make("ADD", {})
        const client = yield* withServer(
          server(
            AddLive,
            Upper.handle(() => Effect.succeed("up"))
          ),
          {
            revision: Eras.at("2025-11-25")
          }
        )
        const upper = yield* client.result("tools/call", call("ADD"))
        assert.deepStrictEqual(upper["content"], [{ type: "text", text: "up" }])
        const exit = yield* Effect.exit(Layer.build(server(AddLive, Layer.fresh(AddLive))))
        assert.include(String(exit), `There is a tool "add" already`)
      })
  )
})
