import { Revisions } from "@effect-mcp/schema"
import { McpServer, Tool } from "@effect-mcp/server"
import { Faults, TestMcp } from "@effect-mcp/testing"
import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"

const Add = Tool.make("add", {
  input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
  output: Schema.Struct({ sum: Schema.Finite })
})
const Calculator = McpServer.layer({ name: "calculator", version: "1.0.0" }).pipe(
  McpServer.provide(Add.handle(({ a, b }) => Effect.succeed({ sum: a + b })))
)

it.effect("adds, in the newest revision", () =>
  Effect.gen(function* () {
    const client = yield* TestMcp.connect(Calculator, { revision: Revisions.latest })
    assert.deepStrictEqual(yield* client.call(Add, { a: 1, b: 2 }), { sum: 3 })
  })
)

it.effect("gives up on an answer that was lost", () =>
  Effect.gen(function* () {
    const faults = [Faults.drop(Faults.answerTo("tools/call"))]
    const client = yield* TestMcp.connect(Calculator, { faults })
    const call = yield* Effect.forkChild(Effect.flip(client.call(Add, { a: 1, b: 2 })))
    yield* TestClock.adjust("1 minute")
    assert.strictEqual((yield* Fiber.join(call))._tag, "ClientError")
  })
)
