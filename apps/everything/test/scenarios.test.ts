import { Elicitation, McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { assert, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

import { Host } from "../src/client/host.ts"
import { lacking, scenarios } from "../src/client/scenarios.ts"

const called: Array<string> = []

const tool = (name: string, asks: boolean) =>
  Tool.make(name, {}).handle(() =>
    Effect.gen(function* () {
      if (asks) {
        yield* Elicitation.form({
          key: "confirm",
          message: "Go on?",
          schema: Schema.Struct({ confirmed: Schema.optionalKey(Schema.Boolean) })
        })
      }
      called.push(name)
      return "done"
    })
  )

const Server = McpServer.layer({ name: "rounds", version: "1.0.0" }).pipe(
  McpServer.provide(
    tool("test_mrtr_echo_state", true),
    tool("test_mrtr_no_state", true),
    tool("test_mrtr_unrelated", false),
    tool("test_mrtr_no_result_type", false)
  )
)

it.effect("scenarios.rounds: the unrelated call comes between the rounds of the first", () =>
  Effect.gen(function* () {
    const client = yield* TestMcp.connect(Server)
    yield* scenarios["sep-2322-client-request-state"]?.(client, {}) ?? Effect.void
    assert.deepStrictEqual(called, [
      "test_mrtr_unrelated",
      "test_mrtr_echo_state",
      "test_mrtr_no_state",
      "test_mrtr_no_result_type"
    ])
  }).pipe(Effect.provide(Host))
)

it("scenarios.lacking: says what is missing", () => {
  assert.strictEqual(
    lacking("auth/dpop"),
    "auth/dpop needs authorization, which this client does not have"
  )
  assert.isTrue(lacking("nothing").startsWith("nothing is no scenario of this client: initialize,"))
})
