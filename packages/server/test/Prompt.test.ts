import { Content, McpServer, Prompt } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Schema } from "effect"

import * as Eras from "./eras.ts"
import { type Json, withServer } from "./RawClient.ts"

type Feature = Layer.Layer<never, never, McpServer.McpServer>

const server = (...features: readonly [Feature, ...Array<Feature>]) =>
  McpServer.layer({ name: "prompts", version: "1.0.0" }).pipe(McpServer.provide(...features))

const Review = Prompt.make("review", {
  title: "Review",
  description: "Asks for a review.",
  arguments: Schema.Struct({
    language: Schema.String.annotate({ title: "Language", description: "What it is written in." }),
    lines: Schema.optionalKey(Schema.FiniteFromString)
  })
})
const ReviewLive = Review.handle(({ language, lines }) =>
  Effect.succeed(`Review ${lines ?? "all"} lines of ${language}.`)
)

describe.each(Eras.every)("%s", (_, revision) => {
  it.effect(
    "2025-11-25/SV-30, 2026-07-28/SV-41, 2026-07-28/SV-42: prompts are declared and listed with their arguments",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(ReviewLive), { revision })
        const { prompts } = yield* client.result("prompts/list")
        const first = {
          name: "review",
          description: "Asks for a review.",
          arguments: [
            { name: "language", description: "What it is written in.", required: true },
            { name: "lines", required: false }
          ]
        }
        const titled = {
          ...first,
          title: "Review",
          arguments: [
            {
              name: "language",
              title: "Language",
              description: "What it is written in.",
              required: true
            },
            { name: "lines", required: false }
          ]
        }
        assert.deepStrictEqual(prompts, [
          Eras.by<Json>(revision, {
            "2024-11-05": first,
            "2025-03-26": first,
            "2025-06-18": titled,
            "2025-11-25": titled,
            "2026-07-28": titled
          })
        ])
      })
  )

  it.effect(
    "prompt.get: arguments are read by their schema, and a text is what the user says",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(ReviewLive), { revision })
        const result = yield* client.result("prompts/get", {
          name: "review",
          arguments: { language: "Rust", lines: "7" }
        })
        assert.deepStrictEqual(result["messages"], [
          { role: "user", content: { type: "text", text: "Review 7 lines of Rust." } }
        ])
      })
  )

  it.effect(
    "2025-11-25/SV-34, 2025-11-25/SV-35, 2025-11-25/SV-38, 2026-07-28/SV-45, 2026-07-28/SV-46, 2026-07-28/SV-48: unknown prompts, missing and wrong arguments are -32602",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(ReviewLive), { revision })
        const get = (params: Json) => client.error("prompts/get", params)
        assert.deepStrictEqual(yield* get({ name: "nope" }), {
          code: -32602,
          message: "Unknown prompt: nope"
        })
        const missing = yield* get({ name: "review" })
        assert.strictEqual(missing.code, -32602)
        assert.include(missing.message, "language")
        const wrong = yield* get({ name: "review", arguments: { language: "C", lines: "many" } })
        assert.strictEqual(wrong.code, -32602)
        assert.include(wrong.message, "lines")
        assert.strictEqual(
          (yield* get({ name: "review", arguments: { language: 7 } })).code,
          -32602
        )
        assert.strictEqual((yield* get({})).code, -32602)
      })
  )

  it.effect("2025-11-25/SV-34, 2026-07-28/SV-45: a failure of ours is -32603", () =>
    Effect.gen(function* () {
      const broken = Review.handle(() => Effect.die("bug"))
      const client = yield* withServer(server(broken), { revision })
      const error = yield* client.error("prompts/get", {
        name: "review",
        arguments: { language: "C" }
      })
      assert.deepStrictEqual(error, { code: -32603, message: "Internal error" })
    })
  )

  it.effect(
    "2025-11-25/SV-32, 2025-11-25/SV-33, 2026-07-28/SV-43, 2026-07-28/SV-44: messages hold all kinds of content",
    () =>
      Effect.gen(function* () {
        const Mixed = Prompt.make("mixed", {})
        const mixed = Mixed.handle(() =>
          Effect.succeed({
            description: "Everything",
            messages: [
              Prompt.user("hello"),
              Prompt.assistant(Content.image(new Uint8Array([1, 2, 3]), "image/png")),
              Prompt.user(
                Content.embedded(
                  Content.contents("docs://a", new Uint8Array([0]), { mimeType: "image/gif" })
                )
              ),
              Prompt.user(Content.resourceLink({ uri: "docs://b", name: "b" }))
            ]
          })
        )
        const client = yield* withServer(server(mixed), { revision })
        const result = yield* client.result("prompts/get", { name: "mixed" })
        const link = { type: "resource_link", uri: "docs://b", name: "b" }
        const said = { type: "text", text: "b: docs://b" }
        assert.strictEqual(result["description"], "Everything")
        assert.deepStrictEqual(result["messages"], [
          { role: "user", content: { type: "text", text: "hello" } },
          { role: "assistant", content: { type: "image", data: "AQID", mimeType: "image/png" } },
          {
            role: "user",
            content: {
              type: "resource",
              resource: { uri: "docs://a", mimeType: "image/gif", blob: "AA==" }
            }
          },
          {
            role: "user",
            content: Eras.by<Json>(revision, {
              "2024-11-05": said,
              "2025-03-26": said,
              "2025-06-18": link,
              "2025-11-25": link,
              "2026-07-28": link
            })
          }
        ])
      })
  )
})

describe("content", () => {
  it("2025-11-25/SV-32, 2026-07-28/SV-44: what is no base64 or no MIME type is the author's mistake", () => {
    assert.throws(() => Content.image("not base64!", "image/png"), "Not base64")
    assert.throws(() => Content.audio(new Uint8Array(), "wav"), "Not a MIME type")
    assert.strictEqual(Content.image("AQID", "image/png").data, "AQID")
  })
})
