import { Completion, McpServer, Prompt, ResourceTemplate } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"

import * as Eras from "./eras.ts"
import { type Json, withServer } from "./RawClient.ts"

const Greet = Prompt.make("greet", {
  arguments: Schema.Struct({ country: Schema.String, city: Schema.String })
})
const cities: { readonly [country: string]: ReadonlyArray<string> } = {
  Italy: ["Rome", "Milan", "Cremona"],
  Peru: ["Lima"]
}
const GreetLive = Greet.handle(({ city }) => Effect.succeed(city), {
  complete: {
    country: Completion.among(["Italy", "Peru"]),
    city: (typed, known) => Completion.among(cities[known["country"] ?? ""] ?? [])(typed)
  }
})

const Page = ResourceTemplate.make("pages://{number}", {
  name: "page",
  params: Schema.Struct({ number: Schema.FiniteFromString })
})
const PageLive = Page.handle(({ number }) => Effect.succeed(`${number}`), {
  complete: { number: () => Effect.succeed(Array.from({ length: 250 }, (_, at) => `${at}`)) }
})

const Server = McpServer.layer({ name: "completes", version: "1.0.0" }).pipe(
  McpServer.provide(GreetLive, PageLive)
)

const prompt = (name: string, argument: string, value: string, known?: Json): Json => ({
  ref: { type: "ref/prompt", name },
  argument: { name: argument, value },
  ...(known === undefined ? undefined : { context: { arguments: known } })
})

describe.each(Eras.every)("%s", (_, revision) => {
  it.effect(
    "2025-11-25/SV-39, 2026-07-28/SV-50, 2026-07-28/SV-51: arguments of prompts are completed, best first",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        const result = yield* client.result(
          "completion/complete",
          prompt("greet", "city", "m", { country: "Italy" })
        )
        assert.deepStrictEqual(result["completion"], {
          values: ["Milan", "Rome", "Cremona"],
          total: 3,
          hasMore: false
        })
      })
  )

  it.effect("2026-07-28/SV-51: what is settled already is known to the completer", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision })
      const result = yield* client.result(
        "completion/complete",
        prompt("greet", "city", "", { country: "Peru" })
      )
      assert.deepStrictEqual(result["completion"], { values: ["Lima"], total: 1, hasMore: false })
    })
  )

  it.effect("2025-11-25/SV-40, 2026-07-28/SV-51: at most 100 values, and how many there are", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision })
      const result = yield* client.result("completion/complete", {
        ref: { type: "ref/resource", uri: "pages://{number}" },
        argument: { name: "number", value: "" }
      })
      const completion = result["completion"] as Json
      assert.strictEqual((completion["values"] as ReadonlyArray<string>).length, 100)
      assert.strictEqual(completion["total"], 250)
      assert.strictEqual(completion["hasMore"], true)
    })
  )

  it.effect(
    "2025-11-25/SV-42, 2025-11-25/SV-45, 2026-07-28/SV-52, 2026-07-28/SV-55: unknown references and missing arguments are -32602",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        assert.strictEqual(
          (yield* client.error("completion/complete", prompt("nope", "city", ""))).code,
          -32602
        )
        const unknown = yield* client.error("completion/complete", {
          ref: { type: "ref/resource", uri: "pages://{other}" },
          argument: { name: "number", value: "" }
        })
        assert.strictEqual(unknown.code, -32602)
        const missing = yield* client.error("completion/complete", {
          ref: { type: "ref/prompt", name: "greet" }
        })
        assert.strictEqual(missing.code, -32602)
      })
  )

  it.effect("completion.none: an argument nobody completes has no suggestions", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision })
      const result = yield* client.result("completion/complete", prompt("greet", "planet", ""))
      assert.deepStrictEqual(result["completion"], { values: [], total: 0, hasMore: false })
    })
  )

  it.effect("2025-11-25/SV-42, 2026-07-28/SV-50: without a completer the method is unknown", () =>
    Effect.gen(function* () {
      const plain = Greet.handle(({ city }) => Effect.succeed(city))
      const client = yield* withServer(
        McpServer.layer({ name: "plain", version: "1" }).pipe(McpServer.provide(plain)),
        { revision }
      )
      const error = yield* client.error("completion/complete", prompt("greet", "city", ""))
      assert.strictEqual(error.code, -32601)
    })
  )

  it.effect("2025-11-25/SV-42, 2026-07-28/SV-52: a failure of ours is -32603", () =>
    Effect.gen(function* () {
      const broken = Greet.handle(({ city }) => Effect.succeed(city), {
        complete: { city: () => Effect.die("bug") }
      })
      const client = yield* withServer(
        McpServer.layer({ name: "broken", version: "1" }).pipe(
          McpServer.provide(Layer.fresh(broken))
        ),
        { revision }
      )
      const error = yield* client.error("completion/complete", prompt("greet", "city", ""))
      assert.deepStrictEqual(error, { code: -32603, message: "Internal error" })
    })
  )
})
