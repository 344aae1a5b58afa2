import { McpServer, Prompt, Resource, ResourceTemplate, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"

import * as Eras from "./eras.ts"
import { type Json, type RawClient, withServer } from "./RawClient.ts"

const names = ["delta", "alpha", "echo", "charlie", "bravo"]

const tools = names.map((name) => Tool.make(name, {}).handle(() => Effect.succeed(name)))
const prompts = names.map((name) => Prompt.make(name, {}).handle(() => Effect.succeed(name)))
const resources = names.map((name) =>
  Resource.make(`x://${name}`, { name }).handle(Effect.succeed(name))
)
const templates = names.map((name) =>
  ResourceTemplate.make(`x://${name}/{id}`, { name, params: Schema.Struct({}) }).handle(() =>
    Effect.succeed(name)
  )
)

const features = [...tools, ...prompts, ...resources, ...templates].reduce((a, b) =>
  Layer.merge(a, b)
)

const Server = McpServer.layer({ name: "pages", version: "1.0.0", pageSize: 2 }).pipe(
  McpServer.provide(features)
)

const pages = (client: RawClient, method: string, member: string) =>
  Effect.gen(function* () {
    const found: Array<ReadonlyArray<unknown>> = []
    let cursor: unknown
    do {
      const page: Json = yield* client.result(method, cursor === undefined ? {} : { cursor })
      found.push((page[member] as ReadonlyArray<Json>).map((item) => item["name"]))
      cursor = page["nextCursor"]
    } while (cursor !== undefined)
    return found
  })

const sorted = [["alpha", "bravo"], ["charlie", "delta"], ["echo"]]

describe.each(Eras.every)("%s", (_, revision) => {
  it.effect(
    "2025-11-25/SV-52, 2026-07-28/SV-05: every list comes in pages, in an order that does not change",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        assert.deepStrictEqual(yield* pages(client, "tools/list", "tools"), sorted)
        assert.deepStrictEqual(yield* pages(client, "prompts/list", "prompts"), sorted)
        assert.deepStrictEqual(yield* pages(client, "resources/list", "resources"), sorted)
        assert.deepStrictEqual(
          yield* pages(client, "resources/templates/list", "resourceTemplates"),
          sorted
        )
      })
  )

  it.effect(
    "2025-11-25/SV-54, 2026-07-28/SV-56: a cursor that is none, or another list's, is -32602",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        const { nextCursor } = yield* client.result("tools/list")
        const cursor = String(nextCursor)
        const flipped = `${cursor.slice(0, -1)}${cursor.endsWith("A") ? "B" : "A"}`
        for (const bad of ["", "nonsense", flipped, cursor.slice(1), `${cursor}=`, 7, null]) {
          const error = yield* client.error("tools/list", { cursor: bad })
          assert.strictEqual(error.code, -32602, JSON.stringify(bad))
        }
        assert.strictEqual((yield* client.error("prompts/list", { cursor })).code, -32602)
      })
  )

  it.effect("2025-11-25/SV-54, 2026-07-28/SV-56: a cursor stays good while items come and go", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision })
      const { nextCursor: cursor } = yield* client.result("tools/list")
      const next = () =>
        Effect.map(client.result("tools/list", { cursor }), (page) =>
          (page["tools"] as ReadonlyArray<Json>).map((item) => item["name"])
        )
      const Another = Tool.make("cat", {}).handle(() => Effect.succeed(""))
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* McpServer.add(Another).pipe(Effect.provideContext(client.context))
          assert.deepStrictEqual(yield* next(), ["cat", "charlie"])
        })
      )
      assert.deepStrictEqual(yield* next(), ["charlie", "delta"])
    })
  )
})
