/**
 * What goes over the wire, frame by frame, in files that outlive refactors: `>` is the client, `<` the
 * server. `UPDATE=1` writes them anew; a change in them is a change of the protocol we speak.
 */
import { readFileSync, writeFileSync } from "node:fs"

import { Elicitation, McpServer, Prompt, Resource, Sampling, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

import { calling } from "./asking.ts"
import * as Eras from "./eras.ts"
import { type RawClient, withServer } from "./RawClient.ts"

const Add = Tool.make("add", {
  title: "Adder",
  description: "Adds two numbers.",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite }),
  annotations: { readOnlyHint: true }
}).handle(({ a, b }) => Effect.succeed({ sum: a + b }))

const Deploy = Tool.make("deploy", { input: Schema.Struct({ env: Schema.String }) }).handle(
  ({ env }) =>
    Effect.map(
      Elicitation.form({
        key: "approval",
        message: `Deploy to ${env}?`,
        schema: Schema.Struct({ approved: Schema.Boolean })
      }),
      ({ approved }) => (approved ? "deployed" : "left alone")
    )
)

const Guess = Tool.make("guess", {}).handle(() =>
  Effect.map(
    Sampling.createMessage({
      key: "guess",
      messages: [{ role: "user", content: { type: "text", text: "A number?" } }],
      maxTokens: 5
    }),
    ({ content }) => ("text" in content ? content.text : "")
  )
)

const Server = McpServer.layer({
  name: "transcript",
  title: "Transcript",
  version: "1.0.0",
  instructions: "Add, then deploy."
}).pipe(
  McpServer.provide(
    Add,
    Deploy,
    Guess,
    Resource.make("docs://readme", { name: "readme", mimeType: "text/plain" }).handle(
      Effect.succeed("Hello")
    ),
    Prompt.make("greet", { arguments: Schema.Struct({ name: Schema.String }) }).handle(({ name }) =>
      Effect.succeed(`Greet ${name}.`)
    )
  )
)

const answers = {
  "elicitation/create": () => ({ action: "accept", content: { approved: true } }),
  "sampling/createMessage": () => ({
    role: "assistant",
    content: { type: "text", text: "7" },
    model: "m"
  })
}

const capabilities = { elicitation: {}, sampling: {} }

/** What differs from run to run. */
const stable = (client: RawClient): string =>
  client.frames
    .map((frame) => frame.replaceAll(/"requestState":"[\w-]+"/g, `"requestState":"(sealed)"`))
    .join("\n")

describe.each(Eras.every)("%s", (version, revision) => {
  it.effect(
    "2025-11-25/L-04, 2026-07-28/V-06, 2026-07-28/B-21, 2026-07-28/MR-01, interop/IS-09, interop/IS-10: the transcript is as it was",
    () =>
      Effect.gen(function* () {
        const options = { revision, capabilities, answers }
        const client = yield* withServer(Server, options)
        if (revision.lifecycle === "PerRequest") yield* client.result("server/discover")
        yield* client.result("tools/list")
        yield* client.result("resources/list")
        yield* client.result("prompts/list")
        yield* client.result("tools/call", { name: "add", arguments: { a: 1, b: 2 } })
        yield* client.request("tools/call", { name: "add", arguments: { a: "1" } })
        yield* client.error("tools/call", { name: "none" })
        yield* client.result("resources/read", { uri: "docs://readme" })
        yield* client.error("resources/read", { uri: "docs://none" })
        yield* client.result("prompts/get", { name: "greet", arguments: { name: "Ada" } })
        yield* calling(client, options, "tools/call", {
          name: "deploy",
          arguments: { env: "prod" }
        })
        yield* calling(client, options, "tools/call", { name: "guess" })
        const file = new URL(`transcripts/${version}.txt`, import.meta.url)
        if (process.env["UPDATE"] === "1") writeFileSync(file, `${stable(client)}\n`)
        assert.strictEqual(`${stable(client)}\n`, readFileSync(file, "utf8"))
      })
  )
})
