import { deepStrictEqual } from "node:assert"

import { ElicitationHandler, type Round } from "@effect-mcp/client"
import { Elicitation, McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema } from "effect"

const Greet = Tool.make("greet", {}).handle(() =>
  Elicitation.form({
    key: "who",
    message: "Who?",
    schema: Schema.Struct({ name: Schema.String })
  }).pipe(Effect.map(({ name }) => `Hello ${name}`))
)

const Server = McpServer.layer({ name: "greeter", version: "1.0.0" }).pipe(McpServer.provide(Greet))

/** Declares that this host can ask; a call begun by hand does not use it. */
const CanAsk = ElicitationHandler.layer({ form: () => Effect.succeed({ action: "cancel" }) })

// #region rounds
const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Server)
  const first = yield* client.beginTool("greet")
  if (first._tag === "Complete") return first.result

  // Show `first.requests` wherever and whenever you like, then:
  const answers = { who: { action: "accept", content: { name: "Ada" } } } as const
  const second = yield* first.answer(answers)
  return yield* complete(second)
})
// #endregion

const complete = <A>(round: Round.Round<A>) =>
  round._tag === "Complete" ? Effect.succeed(round.result) : Effect.die("more questions")

const { content } = await program.pipe(Effect.scoped, Effect.provide(CanAsk), Effect.runPromise)
deepStrictEqual(content, [{ type: "text", text: "Hello Ada" }])
