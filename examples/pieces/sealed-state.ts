import { deepStrictEqual } from "node:assert"

import { ElicitationHandler } from "@effect-mcp/client"
import { Principal, StateLedger } from "@effect-mcp/protocol"
import { StateSealNode } from "@effect-mcp/protocol/node"
import { Revisions } from "@effect-mcp/schema"
import { Elicitation, McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Layer, Redacted, Schema } from "effect"

const Ask = Tool.make("ask", {}).handle(() =>
  Effect.map(
    Elicitation.form({
      key: "name",
      message: "Who?",
      schema: Schema.Struct({ name: Schema.String })
    }),
    ({ name }) => `Hello ${name}`
  )
)

// #region server
const older = Redacted.make("an old secret of at least thirty-two bytes")
const newer = Redacted.make("a new secret, also at least thirty-two bytes")

/** One machine of several: all have the same secrets, and the same name. */
const machine = (...secrets: ReadonlyArray<Redacted.Redacted>) =>
  McpServer.layer({ name: "greeter", version: "1.0.0" }).pipe(
    McpServer.provide(Ask),
    Layer.provide(StateSealNode.layer({ secrets, audience: "greeter", lifetime: "15 minutes" }))
  )
// #endregion

// #region ledger
/** A state is taken once. All machines of a server have to share the ledger. */
const once = machine(newer).pipe(Layer.provide(StateLedger.layerMemory()))
// #endregion

const Forms = ElicitationHandler.layer({ form: () => Effect.succeed({ action: "cancel" }) })

// #region client
const call = { name: "ask", arguments: {} }

/** A client's two messages, written by hand: the call, and the call again with the answer. */
const connect = (server: ReturnType<typeof machine>, principal = Principal.local) =>
  TestMcp.connect(server, { revision: Revisions.latest, principal })

const begin = Effect.fnUntraced(function* (server: ReturnType<typeof machine>) {
  const client = yield* connect(server)
  const { requestState } = yield* client.send("tools/call", call)
  const inputResponses = { name: { action: "accept", content: { name: "Ada" } } }
  return { ...call, requestState, inputResponses }
})

const program = Effect.gen(function* () {
  const retry = yield* begin(machine(older))

  // Another machine goes on, though the secret was rotated meanwhile.
  const second = yield* connect(machine(newer, older))
  const result = yield* second.send("tools/call", retry)
  deepStrictEqual(result["content"], [{ type: "text", text: "Hello Ada" }])

  // Not without the secret, not for somebody else, not for another call.
  const strange = yield* connect(machine(newer))
  const other = yield* connect(machine(older), Principal.user("eve"))
  const attempts = [
    strange.send("tools/call", retry),
    other.send("tools/call", retry),
    second.send("tools/call", { ...retry, arguments: { more: true } })
  ]
  for (const attempt of attempts) {
    const { reason } = yield* Effect.flip(attempt)
    deepStrictEqual(reason._tag === "Refused" && reason.code, -32602)
  }

  // With a ledger, not twice.
  const single = yield* TestMcp.serve(once)
  const client = yield* single.connect({ revision: Revisions.latest })
  const again = yield* begin(machine(newer))
  yield* client.send("tools/call", again)
  const { reason } = yield* Effect.flip(client.send("tools/call", again))
  deepStrictEqual(reason._tag, "Refused")
})
// #endregion

await program.pipe(Effect.scoped, Effect.provide(Forms), Effect.runPromise)
