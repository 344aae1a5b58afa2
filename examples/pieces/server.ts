// #region program
import { Elicitation, McpServer, Prompt, Resource, Step, Tool } from "@effect-mcp/server"
import { Effect, Schema } from "effect"

// A tool is a definition, which a client can share, and a handler.
const Add = Tool.make("add", {
  description: "Adds two numbers.",
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
})

// A question in the middle of a call, the same in every revision. In those where the call has to end
// for it, the handler runs again: what must happen once is a step.
const Deploy = Tool.make("deploy", { input: Schema.Struct({ env: Schema.String }) })

const DeployLive = Deploy.handle(
  Effect.fnUntraced(function* ({ env }) {
    const plan = yield* Step.once("plan", Schema.String, Effect.succeed(`3 changes in ${env}`))
    const { approved } = yield* Elicitation.form({
      message: `Apply ${plan}?`,
      schema: Schema.Struct({ approved: Schema.Boolean })
    })
    if (!approved) return yield* Tool.fail("The operator declined.")
    return `Applied ${plan}.`
  })
)

const Readme = Resource.make("docs://readme", { name: "readme", mimeType: "text/markdown" })

const Review = Prompt.make("review", { arguments: Schema.Struct({ language: Schema.String }) })

const Server = McpServer.layer({ name: "operations", version: "1.0.0" }).pipe(
  McpServer.provide(
    Add.handle(({ a, b }) => Effect.succeed({ sum: a + b })),
    DeployLive,
    Readme.handle(Effect.succeed("# Hello")),
    Review.handle(({ language }) => Effect.succeed(`Review this ${language}.`))
  )
)
// #endregion

import { deepStrictEqual } from "node:assert"

import { ElicitationHandler } from "@effect-mcp/client"
import { Revisions } from "@effect-mcp/schema"
import { TestMcp } from "@effect-mcp/testing"

const Operator = ElicitationHandler.layer({
  form: () => Effect.succeed({ action: "accept", content: { approved: true } })
})

const use = Effect.fnUntraced(function* (revision: (typeof Revisions.all)[number]) {
  const client = yield* TestMcp.connect(Server, { revision })
  deepStrictEqual(yield* client.call(Add, { a: 1, b: 2 }), { sum: 3 })
  const { contents } = yield* client.readResource("docs://readme")
  deepStrictEqual(contents, [{ uri: "docs://readme", mimeType: "text/markdown", text: "# Hello" }])
  const { messages } = yield* client.getPrompt("review", { language: "Effect" })
  deepStrictEqual(messages, [
    { role: "user", content: { type: "text", text: "Review this Effect." } }
  ])
  if (!revision.elicitation) return
  const { content } = yield* client.callTool("deploy", { env: "production" })
  deepStrictEqual(content, [{ type: "text", text: "Applied 3 changes in production." }])
}, Effect.scoped)

await Effect.forEach(Revisions.all, use).pipe(Effect.provide(Operator), Effect.runPromise)
