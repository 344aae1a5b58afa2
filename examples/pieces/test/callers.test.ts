import { ElicitationHandler } from "@effect-mcp/client"
import { Principal } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { Elicitation, McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

// #region suite
const Greet = Tool.make("greet", {}).handle(
  Effect.fnUntraced(function* () {
    const { id } = yield* Principal.Principal
    const { formal } = yield* Elicitation.form({
      message: "Formally?",
      schema: Schema.Struct({ formal: Schema.Boolean })
    })
    return formal ? `Good day, ${id}` : `Hi ${id}`
  })
)

const Greeter = McpServer.layer({ name: "greeter", version: "1.0.0" }).pipe(
  McpServer.provide(Greet)
)

/** What a person says, for the tests that need one. */
const formally = ElicitationHandler.layer({
  form: () => Effect.succeed({ action: "accept", content: { formal: true } })
})

const withForms = Revisions.all.filter((revision) => revision.elicitation)

describe.each(withForms)("$version", (revision) => {
  it.effect("greets each caller by name", () =>
    Effect.gen(function* () {
      const server = yield* TestMcp.serve(Greeter)
      const texts = yield* Effect.forEach(["ada", "bob"], (name) =>
        Effect.gen(function* () {
          const client = yield* server.connect({ revision, principal: Principal.user(name) })
          return (yield* client.callTool("greet")).content
        })
      )
      assert.deepStrictEqual(texts, [
        [{ type: "text", text: "Good day, ada" }],
        [{ type: "text", text: "Good day, bob" }]
      ])
    }).pipe(Effect.provide(formally))
  )
})
// #endregion
