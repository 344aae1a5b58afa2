// #region server
import { deepStrictEqual } from "node:assert"

import { Content, McpServer, Prompt } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema } from "effect"

// The shortest: a text the user says.
const Hello = Prompt.make("hello", { description: "Begins a conversation." })

const HelloLive = Hello.handle(() => Effect.succeed("Introduce yourself."))

// Arguments are strings, or what is read from strings.
const Review = Prompt.make("review", {
  title: "Review code",
  description: "Asks for a review.",
  arguments: Schema.Struct({
    language: Schema.String.annotate({ description: "Such as TypeScript" }),
    strictness: Schema.optionalKey(Schema.FiniteFromString)
  })
})

const screenshot = new Uint8Array([0x89, 0x50, 0x4e, 0x47])

const ReviewLive = Review.handle(({ language, strictness = 5 }) =>
  Effect.succeed([
    Prompt.user(`Review this ${language}, as strictly as ${strictness} of 10.`),
    Prompt.user(Content.image(screenshot, "image/png")),
    Prompt.user(Content.embedded(Content.contents("style://guide", "Names are nouns."))),
    Prompt.assistant("I will begin with the names.")
  ])
)
// #endregion

const Prompts = McpServer.layer({ name: "prompts", version: "1.0.0" }).pipe(
  McpServer.provide(HelloLive, ReviewLive)
)

// #region client
const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Prompts)

  const prompts = yield* client.listPrompts()
  deepStrictEqual(prompts[1]?.arguments, [
    { name: "language", description: "Such as TypeScript", required: true },
    { name: "strictness", required: false }
  ])

  const hello = yield* client.getPrompt("hello")
  deepStrictEqual(hello.messages, [
    { role: "user", content: { type: "text", text: "Introduce yourself." } }
  ])

  const review = yield* client.getPrompt("review", { language: "Effect", strictness: "9" })
  deepStrictEqual(
    review.messages.map(({ content, role }) => `${role}: ${content.type}`),
    ["user: text", "user: image", "user: resource", "assistant: text"]
  )

  // Arguments that do not fit are the caller's mistake: a JSON-RPC error.
  const { reason } = yield* Effect.flip(client.getPrompt("review", { strictness: "very" }))
  deepStrictEqual(reason._tag === "Refused" && reason.code, -32602)
})
// #endregion

await program.pipe(Effect.scoped, Effect.runPromise)
