// #region server
import { deepStrictEqual } from "node:assert"

import { SamplingHandler } from "@effect-mcp/client"
import { McpServer, Sampling, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema } from "effect"

const Summarize = Tool.make("summarize", { input: Schema.Struct({ text: Schema.String }) })

const SummarizeLive = Summarize.handle(({ text }) =>
  Sampling.createMessage({
    messages: [{ role: "user", content: { type: "text", text: `In one word: ${text}` } }],
    modelPreferences: { hints: [{ name: "small" }], speedPriority: 1 },
    maxTokens: 20
  }).pipe(
    Effect.map(({ content, model }) => `${"text" in content ? content.text : "?"} (${model})`),
    Effect.catchTag("Unsupported", () => Effect.succeed(text.slice(0, 10)))
  )
)
// #endregion

// #region loop
const weather: Sampling.LoopTool<never, never> = {
  definition: { name: "weather", inputSchema: { type: "object" } },
  run: ({ city }) => Effect.succeed(`It rains in ${String(city)}.`)
}

const Plan = Tool.make("plan", { description: "Plans a walk." })

const PlanLive = Plan.handle(() =>
  Sampling.loop({
    messages: [{ role: "user", content: { type: "text", text: "Walk in Paris today?" } }],
    tools: [weather],
    maxTokens: 200
  }).pipe(Effect.map(({ content }) => ("text" in content ? content.text : "?")))
)
// #endregion

const Writer = McpServer.layer({ name: "writer", version: "1.0.0" }).pipe(
  McpServer.provide(SummarizeLive, PlanLive)
)

// #region client
const models = ["huge-2", "small-2"]

/** Stands in for a model, and for the person who has seen prompt and answer and agreed. */
const Model = SamplingHandler.layer({
  tools: true,
  createMessage: ({ params }) => {
    const model = SamplingHandler.preferred(params.modelPreferences, models) ?? "huge-2"
    const results = params.messages.length > 1
    return Effect.succeed(
      params.tools === undefined || results
        ? { role: "assistant", model, content: { type: "text", text: "Rain." } }
        : {
            role: "assistant",
            model,
            content: { type: "tool_use", id: "1", name: "weather", input: { city: "Paris" } }
          }
    )
  }
})
// #endregion

const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Writer)
  const summary = yield* client.callTool("summarize", { text: "It rains and rains." })
  deepStrictEqual(summary.content, [{ type: "text", text: "Rain. (small-2)" }])
  const plan = yield* client.callTool("plan")
  deepStrictEqual(plan.content, [{ type: "text", text: "Rain." }])
})

await program.pipe(Effect.scoped, Effect.provide(Model), Effect.runPromise)

// A host without a model: the tool does without.
const without = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Writer)
  const summary = yield* client.callTool("summarize", { text: "It rains and rains." })
  deepStrictEqual(summary.content, [{ type: "text", text: "It rains a" }])
})

await without.pipe(Effect.scoped, Effect.runPromise)
