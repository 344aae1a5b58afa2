import { Principal } from "@effect-mcp/protocol"
import {
  Caching,
  Elicitation,
  McpServer,
  Middleware,
  Prompt,
  Resource,
  Tool,
  Visibility
} from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"

import { calling } from "./asking.ts"
import * as Eras from "./eras.ts"
import { type Json, withServer } from "./RawClient.ts"

const Shared = Resource.make("x://shared", {
  name: "shared",
  cache: { ttl: "5 minutes", scope: "public" }
}).handle(Effect.succeed("the same for all"))
const Own = Resource.make("x://own", { name: "own", cache: { ttl: 1500 } }).handle(
  Effect.map(Principal.Principal, ({ id }) => id)
)
const Plain = Resource.make("x://plain", { name: "plain" }).handle(Effect.succeed(""))
const features = Layer.mergeAll(
  Shared,
  Own,
  Plain,
  Tool.make("t", {}).handle(() => Effect.succeed("")),
  Tool.make("u", {}).handle(() => Effect.succeed("")),
  Prompt.make("p", {}).handle(() => Effect.succeed(""))
)

const server = (more: Layer.Layer<never, never, McpServer.McpServer> = Layer.empty) =>
  McpServer.layer({ name: "cached", version: "1.0.0", listTtl: "1 minute", pageSize: 1 }).pipe(
    McpServer.provide(features, more)
  )

const hint = (result: Json) => ({ ttlMs: result["ttlMs"], cacheScope: result["cacheScope"] })

const lists = ["tools/list", "prompts/list", "resources/list", "resources/templates/list"]

describe("2026-07-28", () => {
  const revision = Eras.at("2026-07-28")

  it.effect(
    "2026-07-28/CA-01: discovery, lists and reads say how long they may be kept, and by whom",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(), { revision })
        for (const method of ["server/discover", ...lists]) {
          assert.deepStrictEqual(
            hint(yield* client.result(method)),
            { ttlMs: 60_000, cacheScope: "public" },
            method
          )
        }
        const read = (uri: string) => Effect.map(client.result("resources/read", { uri }), hint)
        assert.deepStrictEqual(yield* read("x://shared"), { ttlMs: 300_000, cacheScope: "public" })
        assert.deepStrictEqual(yield* read("x://own"), { ttlMs: 1500, cacheScope: "private" })
        assert.deepStrictEqual(yield* read("x://plain"), { ttlMs: 0, cacheScope: "private" })
      })
  )

  it.effect("2026-07-28/CA-01: nothing else says so", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(), { revision })
      assert.deepStrictEqual(hint(yield* client.result("tools/call", { name: "t" })), {
        ttlMs: undefined,
        cacheScope: undefined
      })
    })
  )

  it.effect("2026-07-28/CA-11, 2026-07-28/CA-12: all pages of a list say the same", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(), { revision })
      const first = yield* client.result("tools/list")
      const second = yield* client.result("tools/list", { cursor: first["nextCursor"] })
      assert.deepStrictEqual(hint(second), hint(first))
    })
  )

  it.effect("caching.private: what depends on who asks is private by construction", () =>
    Effect.gen(function* () {
      const seeing = Visibility.layer(() => Effect.succeed(() => true))
      const wrapped = Middleware.layer((next) => next)
      for (const more of [seeing, wrapped]) {
        const client = yield* withServer(server(more), { revision })
        for (const method of lists) {
          assert.strictEqual((yield* client.result(method))["cacheScope"], "private", method)
        }
        const shared = yield* client.result("resources/read", { uri: "x://shared" })
        assert.deepStrictEqual(hint(shared), { ttlMs: 300_000, cacheScope: "private" })
      }
    })
  )

  it.effect("2026-07-28/CA-14: a public hint lets nobody in", () =>
    Effect.gen(function* () {
      const closed = Visibility.layer(({ principal }) =>
        Effect.succeed(() => Principal.same(principal, Principal.local))
      )
      const client = yield* withServer(server(closed), { revision, principal: Principal.anonymous })
      const error = yield* client.error("resources/read", { uri: "x://shared" })
      assert.strictEqual(error.message, "Resource not found")
    })
  )

  it.effect("2026-07-28/CA-03: what was asked about on the way is not to be kept", () =>
    Effect.gen(function* () {
      const Asks = Resource.make("x://asks", { name: "asks", cache: { ttl: "1 hour" } }).handle(
        Effect.map(
          Elicitation.form({ message: "?", schema: Schema.Struct({ name: Schema.String }) }),
          ({ name }) => name
        )
      )
      const options = {
        revision,
        capabilities: { elicitation: {} },
        answers: { "elicitation/create": () => ({ action: "accept", content: { name: "Ada" } }) }
      }
      const client = yield* withServer(server(Asks), options)
      const open = yield* client.result("resources/read", { uri: "x://asks" })
      assert.deepStrictEqual(hint(open), { ttlMs: undefined, cacheScope: undefined })
      const { answer } = yield* calling(client, options, "resources/read", { uri: "x://asks" })
      assert.deepStrictEqual(hint(answer.result ?? {}), { ttlMs: 0, cacheScope: "private" })
    })
  )

  it("caching.ttl: is whole milliseconds, never negative", () => {
    assert.deepStrictEqual(Caching.hint({ ttl: 10.9 }, "private"), {
      ttlMs: 10,
      cacheScope: "private"
    })
    assert.deepStrictEqual(Caching.hint({ ttl: -5 }, "public"), { ttlMs: 0, cacheScope: "public" })
  })
})

describe.each(Eras.only("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"))(
  "%s",
  (_, revision) => {
    it.effect("interop/IS-09: older revisions say nothing of it", () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(), { revision })
        const keys = ["ttlMs", "cacheScope", "resultType", "_meta"]
        for (const result of [
          yield* client.result("tools/list"),
          yield* client.result("resources/read", { uri: "x://shared" }),
          yield* client.result("tools/call", { name: "t" })
        ]) {
          for (const key of keys) assert.notProperty(result, key)
        }
      })
    )
  }
)
