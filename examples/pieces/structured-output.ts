import { deepStrictEqual } from "node:assert"

import { McpServer, Tool } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { DateTime, Effect, Schema } from "effect"

const Forecast = Tool.make("forecast", {
  description: "The weather of a day.",
  input: Schema.Struct({ day: Schema.DateTimeUtcFromString }),
  output: Schema.Struct({ day: Schema.DateTimeUtcFromString, degrees: Schema.Finite })
})

const ForecastLive = Forecast.handle(({ day }) => Effect.succeed({ day, degrees: 21.5 }))

// The model reads the text, a program the structure.
const Summary = Tool.make("summary", { output: Schema.Struct({ mean: Schema.Finite }) })

const SummaryLive = Summary.handle(() =>
  Effect.succeed(Tool.result({ content: "A mild week.", structured: { mean: 19 } }))
)

const Weather = McpServer.layer({ name: "weather", version: "1.0.0" }).pipe(
  McpServer.provide(ForecastLive, SummaryLive)
)

const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Weather)

  // By its definition: what goes in and comes out has its types, dates included.
  const day = DateTime.makeUnsafe("2026-07-28")
  const forecast = yield* client.call(Forecast, { day })
  deepStrictEqual(DateTime.getPartUtc(forecast.day, "month"), 7)

  // By its name: plain JSON, checked against the output schema that the server listed.
  yield* client.listTools()
  const { content, structuredContent, validation } = yield* client.callTool("summary")
  deepStrictEqual(structuredContent, { mean: 19 })
  deepStrictEqual(content, [{ type: "text", text: "A mild week." }])
  deepStrictEqual(validation, { _tag: "Valid" })
})

await program.pipe(Effect.scoped, Effect.runPromise)
