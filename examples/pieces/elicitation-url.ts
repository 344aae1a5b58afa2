// #region server
import { deepStrictEqual } from "node:assert"

import { ElicitationHandler } from "@effect-mcp/client"
import { Principal } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { Elicitation, McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect } from "effect"

const connected = new Set<string>()

const Balance = Tool.make("balance", { description: "Reads the balance of the user's account." })

const BalanceLive = Balance.handle(
  Effect.fnUntraced(function* () {
    const user = Principal.key(yield* Principal.Principal)
    if (!connected.has(user)) {
      yield* Elicitation.required({
        key: "bank",
        message: "Connect your bank.",
        url: (elicitationId) => `https://bank.example/connect?e=${elicitationId}`
      })
    }
    // They agreed to open the page. What they did there is known here, or not at all.
    if (!connected.has(user)) return yield* Tool.fail("The bank is not connected yet.")
    return "42 EUR"
  })
)

/** What the page's own server runs once the person has signed in there and is done. */
const done = Effect.fnUntraced(function* (elicitationId: string) {
  const asked = yield* Elicitation.owner(elicitationId)
  if (asked === undefined) return
  connected.add(Principal.key(asked))
  yield* Elicitation.complete(elicitationId)
})
// #endregion

const Bank = McpServer.layer({ name: "bank", version: "1.0.0" }).pipe(
  McpServer.provide(BalanceLive)
)

// #region client
const browser = (open: (url: string) => Effect.Effect<void>) =>
  ElicitationHandler.layer({
    url: {
      // Show all of `link.url`, its host above all, and every warning.
      consent: ({ link }) =>
        Effect.succeed(
          link.host === "bank.example" && link.warnings.length === 0 ? "accept" : "decline"
        ),
      open,
      // The person says "go on" or "give up"; the server's own word that they are done ends it too.
      waiting: () => Effect.succeed("retry")
    }
  })
// #endregion

const visit = (url: string) => done(new URL(url).searchParams.get("e") ?? "")

const balance = Effect.fnUntraced(function* (revision: (typeof Revisions.all)[number]) {
  connected.clear()
  const server = yield* TestMcp.serve(Bank)
  const visited = browser((url) => Effect.provideContext(visit(url), server.context))
  const client = yield* server.connect({ revision }).pipe(Effect.provide(visited))
  const { content } = yield* client.callTool("balance")
  deepStrictEqual(content, [{ type: "text", text: "42 EUR" }])
}, Effect.scoped)

const withPages = Revisions.all.filter(({ urlElicitation }) => urlElicitation !== "None")

await Effect.runPromise(Effect.forEach(withPages, balance))
