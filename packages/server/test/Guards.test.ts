import { Principal, RpcError } from "@effect-mcp/protocol"
import { Endpoint } from "@effect-mcp/protocol"
import {
  McpServer,
  Middleware,
  Prompt,
  RateLimit,
  Resource,
  Tool,
  Visibility
} from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"

import * as Eras from "./eras.ts"
import { connect, type Json, withServer } from "./RawClient.ts"

const features = Layer.mergeAll(
  Tool.make("open", {}).handle(() => Effect.succeed("open")),
  Tool.make("secret", {}).handle(() => Effect.succeed("secret")),
  Prompt.make("secret", {}).handle(() => Effect.succeed("secret")),
  Resource.make("x://secret", { name: "secret" }).handle(Effect.succeed("secret"))
)

const ada = Principal.user("ada")

/** Only Ada sees what is called secret. */
const discreet = Visibility.layer(({ principal }) =>
  Effect.succeed((feature) => Principal.same(principal, ada) || !feature.name.includes("secret"))
)

const server = (...more: ReadonlyArray<Layer.Layer<never, never, McpServer.McpServer>>) =>
  McpServer.layer({ name: "guarded", version: "1.0.0" }).pipe(
    McpServer.provide(more.reduce((a, b) => Layer.merge(a, b), features))
  )

const names = (result: Json, member: string) =>
  (result[member] as ReadonlyArray<Json>).map((item) => item["name"])

describe.each(Eras.every)("%s", (_, revision) => {
  it.effect(
    "2026-07-28/SV-04, 2025-11-25/SV-16, 2025-11-25/SV-28, 2026-07-28/SV-23, 2026-07-28/SV-38: what a caller does not see is in no list, and is answered as if it were not there",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(discreet), { revision })
        assert.deepStrictEqual(names(yield* client.result("tools/list"), "tools"), ["open"])
        assert.deepStrictEqual(names(yield* client.result("prompts/list"), "prompts"), [])
        assert.deepStrictEqual(names(yield* client.result("resources/list"), "resources"), [])
        const hidden = yield* client.error("tools/call", {
          name: "secret",
          arguments: { surplus: 1 }
        })
        const unknown = yield* client.error("tools/call", { name: "unheard" })
        assert.deepStrictEqual(
          { ...hidden, message: hidden.message.replace("secret", "unheard") },
          unknown
        )
        assert.strictEqual(
          (yield* client.error("prompts/get", { name: "secret" })).message,
          "Unknown prompt: secret"
        )
        assert.strictEqual(
          (yield* client.error("resources/read", { uri: "x://secret" })).message,
          "Resource not found"
        )
      })
  )

  it.effect(
    "2026-07-28/SV-03, 2026-07-28/SV-26, 2026-07-28/SV-42: the lists are the same on all of a caller's connections, and differ between callers",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(server(discreet), { revision })
        const endpoint = Context.get(client.context, Endpoint.Endpoint)
        const second = yield* connect(endpoint, { revision })
        const other = yield* connect(endpoint, { revision, principal: ada })
        yield* second.request("tools/call", { name: "open" })
        assert.deepStrictEqual(
          yield* second.result("tools/list"),
          yield* client.result("tools/list")
        )
        assert.deepStrictEqual(names(yield* other.result("tools/list"), "tools"), [
          "open",
          "secret"
        ])
        assert.deepStrictEqual(names(yield* other.result("prompts/list"), "prompts"), ["secret"])
        const result = yield* other.result("tools/call", { name: "secret" })
        assert.deepStrictEqual(result["content"], [{ type: "text", text: "secret" }])
      })
  )

  it.effect("middleware.order: wraps every use, the first layer outermost, and may refuse", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const noting = (name: string) =>
        Middleware.layer((next, { feature }) =>
          Effect.suspend(() => {
            seen.push(`${name} ${feature.kind} ${feature.name}`)
            return next
          })
        )
      const refusing = Middleware.layer((next, { feature }) =>
        feature.name === "open" ? next : Effect.fail(RpcError.make(4031, "Not for you"))
      )
      const client = yield* withServer(server(noting("a"), noting("b"), refusing), { revision })
      yield* client.result("tools/call", { name: "open" })
      assert.deepStrictEqual(yield* client.error("resources/read", { uri: "x://secret" }), {
        code: 4031,
        message: "Not for you"
      })
      assert.deepStrictEqual(yield* client.error("prompts/get", { name: "secret" }), {
        code: 4031,
        message: "Not for you"
      })
      assert.deepStrictEqual(seen, [
        "a tool open",
        "b tool open",
        "a resource x://secret",
        "b resource x://secret",
        "a prompt secret",
        "b prompt secret"
      ])
    })
  )

  it.effect("middleware.services: what a middleware provides, the handler has", () =>
    Effect.gen(function* () {
      const Tenant = Context.Reference<string>("test/Tenant", { defaultValue: () => "nobody" })
      const who = Tool.make("who", {}).handle(() => Effect.map(Tenant, (tenant) => tenant))
      const client = yield* withServer(
        server(
          who,
          Middleware.layer((next) => Effect.provideService(next, Tenant, "acme"))
        ),
        { revision }
      )
      const result = yield* client.result("tools/call", { name: "who" })
      assert.deepStrictEqual(result["content"], [{ type: "text", text: "acme" }])
    })
  )

  it.effect(
    "2025-11-25/SV-16, 2025-11-25/SV-45, 2026-07-28/SV-23, 2026-07-28/SV-55: a caller can be limited, and is told when to come again",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(
          server(RateLimit.layer({ limit: 2, window: "1 minute" })),
          { revision }
        )
        const endpoint = Context.get(client.context, Endpoint.Endpoint)
        const other = yield* connect(endpoint, { revision, principal: ada })
        yield* client.result("tools/call", { name: "open" })
        yield* client.result("prompts/get", { name: "secret" })
        assert.deepStrictEqual(yield* client.error("tools/call", { name: "open" }), {
          code: -32600,
          message: "Too many calls",
          data: { reason: "RateLimited", retryAfterMs: 30_000 }
        })
        yield* other.result("tools/call", { name: "open" })
        yield* TestClock.adjust("30 seconds")
        yield* client.result("tools/call", { name: "open" })
      })
  )
})

describe("annotations", () => {
  it.effect("visibility.annotations: decisions can read what a tool's author said", () =>
    Effect.gen(function* () {
      const client = yield* withServer(
        server(
          Tool.make("wipe", { audited: "always" }).handle(() => Effect.succeed("")),
          Visibility.layer(() =>
            Effect.succeed((feature) => feature.annotations.audited === undefined)
          )
        ),
        { revision: Eras.at("2026-07-28") }
      )
      assert.deepStrictEqual(names(yield* client.result("tools/list"), "tools"), ["open", "secret"])
    })
  )
})
