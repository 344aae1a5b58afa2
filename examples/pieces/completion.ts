// #region server
import { deepStrictEqual } from "node:assert"

import { Completion, McpServer, Prompt, ResourceTemplate } from "@effect-mcp/server"
import { TestMcp } from "@effect-mcp/testing"
import { Effect, Schema } from "effect"

const cities: Record<string, ReadonlyArray<string>> = {
  France: ["Lyon", "Paris"],
  Italy: ["Milan", "Rome"]
}

const Travel = Prompt.make("travel", {
  arguments: Schema.Struct({ country: Schema.String, city: Schema.String })
})

const TravelLive = Travel.handle(({ city }) => Effect.succeed(`Plan a week in ${city}.`), {
  complete: {
    country: Completion.among(Object.keys(cities)),
    // `known` holds the arguments that are settled.
    city: (typed, known) => Completion.among(cities[known["country"] ?? ""] ?? [])(typed)
  }
})

const Guide = ResourceTemplate.make("guide://{country}", {
  name: "guide",
  params: Schema.Struct({ country: Schema.String })
})

const GuideLive = Guide.handle(({ country }) => Effect.succeed(`All about ${country}`), {
  complete: { country: Completion.among(Object.keys(cities)) }
})
// #endregion

const Trips = McpServer.layer({ name: "trips", version: "1.0.0" }).pipe(
  McpServer.provide(TravelLive, GuideLive)
)

// #region client
const program = Effect.gen(function* () {
  const client = yield* TestMcp.connect(Trips)

  const city = yield* client.complete({
    ref: { type: "ref/prompt", name: "travel" },
    argument: { name: "city", value: "m" },
    context: { arguments: { country: "Italy" } }
  })
  deepStrictEqual(city.values, ["Milan", "Rome"])

  const country = yield* client.complete({
    ref: { type: "ref/resource", uri: "guide://{country}" },
    argument: { name: "country", value: "fr" }
  })
  deepStrictEqual(country.values, ["France"])
})
// #endregion

await program.pipe(Effect.scoped, Effect.runPromise)
