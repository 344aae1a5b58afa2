import { Log, McpServer, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Redacted } from "effect"

import * as Eras from "./eras.ts"
import { type Json, type RawClient, withServer } from "./RawClient.ts"

const Talk = Tool.make("talk", {})
const TalkLive = Talk.handle(() =>
  Effect.gen(function* () {
    yield* Effect.logDebug("details")
    yield* Effect.logInfo("hello", { a: 1 })
    yield* Log.send("notice", { said: "by name" }, { logger: "own" })
    yield* Effect.logWarning("careful").pipe(
      Log.named("db"),
      Effect.annotateLogs({ table: "users" })
    )
    yield* Effect.logError("broken")
    yield* Effect.logFatal("gone")
    return "done"
  })
)

const server = (live: Layer.Layer<never, never, McpServer.McpServer>) =>
  McpServer.layer({ name: "talks", version: "1.0.0" }).pipe(McpServer.provide(live))

const quiet = Logger.layer([])

/** A client that asked for a level in the way of its revision. */
const asking = (
  level: string | undefined,
  revision: Parameters<typeof withServer>[1]["revision"],
  live = TalkLive
) =>
  Effect.gen(function* () {
    const perRequest = revision.logging === "Request"
    const client = yield* withServer(server(live).pipe(Layer.provide(quiet)), {
      revision,
      ...(perRequest && level !== undefined
        ? { meta: { "io.modelcontextprotocol/logLevel": level } }
        : undefined)
    })
    if (!perRequest && level !== undefined) {
      assert.deepStrictEqual(yield* client.result("logging/setLevel", { level }), {})
    }
    return client
  })

const heard = (client: RawClient) =>
  Effect.gen(function* () {
    yield* client.result("tools/call", { name: "talk" })
    const came = yield* client.notifications
    for (const { method } of came) assert.strictEqual(method, "notifications/message")
    return came.map(({ params }) => params)
  })

const levels = (messages: ReadonlyArray<Json>) => messages.map((message) => message["level"])

describe.each(Eras.every)("%s", (_, revision) => {
  it.effect("2025-11-25/SV-46, 2026-07-28/SV-60: logging is declared", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(TalkLive), { revision, silent: true })
      const result =
        revision.lifecycle === "PerRequest"
          ? yield* client.result("server/discover")
          : yield* client.result("initialize", {
              protocolVersion: revision.version,
              capabilities: {},
              clientInfo: { name: "raw", version: "0" }
            })
      assert.deepStrictEqual((result["capabilities"] as Json)["logging"], {})
    })
  )

  it.effect("2025-11-25/SV-47, 2026-07-28/SV-61: who asks for nothing hears nothing", () =>
    Effect.gen(function* () {
      const client = yield* asking(undefined, revision)
      assert.deepStrictEqual(yield* heard(client), [])
    })
  )

  it.effect(
    "2025-11-25/SV-47, 2025-11-25/SV-49, 2026-07-28/SV-62, 2026-07-28/SV-66: what is at or above the level arrives, with its logger and its context",
    () =>
      Effect.gen(function* () {
        const client = yield* asking("info", revision)
        assert.deepStrictEqual(yield* heard(client), [
          { level: "info", data: ["hello", { a: 1 }] },
          { level: "notice", data: { said: "by name" }, logger: "own" },
          { level: "warning", data: { message: "careful", table: "users" }, logger: "db" },
          { level: "error", data: "broken" },
          { level: "critical", data: "gone" }
        ])
      })
  )

  it.effect(
    "2025-11-25/SV-47, 2026-07-28/SV-62: each of the eight levels cuts where the list says",
    () =>
      Effect.gen(function* () {
        const expected: { readonly [level: string]: ReadonlyArray<string> } = {
          debug: ["debug", "info", "notice", "warning", "error", "critical"],
          info: ["info", "notice", "warning", "error", "critical"],
          notice: ["notice", "warning", "error", "critical"],
          warning: ["warning", "error", "critical"],
          error: ["error", "critical"],
          critical: ["critical"],
          alert: [],
          emergency: []
        }
        for (const [level, wanted] of Object.entries(expected)) {
          const client = yield* asking(level, revision)
          assert.deepStrictEqual<unknown>(levels(yield* heard(client)), wanted, level)
        }
      })
  )

  it.effect("log.own: the server's own log does not change with what a client asks for", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const own = Logger.layer([Logger.make(({ logLevel }) => void lines.push(logLevel))])
      const client = yield* withServer(server(TalkLive).pipe(Layer.provide(own)), {
        revision,
        meta: { "io.modelcontextprotocol/logLevel": "debug" }
      })
      if (revision.logging === "Session")
        yield* client.result("logging/setLevel", { level: "debug" })
      assert.deepStrictEqual(levels(yield* heard(client)), [
        "debug",
        "info",
        "notice",
        "warning",
        "error",
        "critical"
      ])
      assert.deepStrictEqual(lines, ["Info", "Warn", "Error", "Fatal"])
    })
  )

  it.effect("2025-11-25/SV-50, 2026-07-28/SV-65: stacks and redacted values stay here", () =>
    Effect.gen(function* () {
      const live = Talk.handle(() =>
        Effect.gen(function* () {
          yield* Effect.logError("failed", new Error("boom"), Redacted.make("s3cret"))
          yield* Effect.logError(
            "with a cause",
            yield* Effect.sandbox(Effect.die(new Error("/srv/app"))).pipe(Effect.flip)
          )
          return ""
        })
      )
      const client = yield* asking("debug", revision, live)
      const text = JSON.stringify(yield* heard(client))
      assert.include(text, "Error: boom")
      assert.include(text, "with a cause")
      assert.notInclude(text, "s3cret")
      assert.notInclude(text, "/srv/app")
      assert.notInclude(text, "Log.test.ts")
    })
  )

  it.effect(
    "2025-11-25/SV-49, 2026-07-28/SV-66: one call sends no more than a thousand messages",
    () =>
      Effect.gen(function* () {
        const live = Talk.handle(() =>
          Effect.as(Effect.replicateEffect(Effect.logInfo("again"), 1500), "")
        )
        const client = yield* asking("info", revision, live)
        const messages = yield* heard(client)
        assert.strictEqual(messages.length, 1001)
        assert.deepStrictEqual(messages.at(-1), {
          level: "warning",
          data: "More log messages of this request are not sent"
        })
      })
  )
})

describe.each(Eras.only("2024-11-05", "2025-11-25"))("%s", (_, revision) => {
  it.effect("2025-11-25/SV-48: a level that is none is -32602", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(TalkLive), { revision })
      assert.strictEqual((yield* client.error("logging/setLevel", { level: "loud" })).code, -32602)
      assert.strictEqual((yield* client.error("logging/setLevel")).code, -32602)
    })
  )
})

describe("2026-07-28", () => {
  const revision = Eras.at("2026-07-28")

  it.effect("2026-07-28/SV-67, interop/IS-08: there is no logging/setLevel", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(TalkLive), { revision })
      assert.strictEqual((yield* client.error("logging/setLevel", { level: "info" })).code, -32601)
    })
  )

  it.effect("2026-07-28/SV-64: an unknown level is -32602", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(TalkLive), { revision })
      const params = { name: "talk", _meta: { "io.modelcontextprotocol/logLevel": "loud" } }
      assert.strictEqual((yield* client.error("tools/call", params)).code, -32602)
    })
  )

  it.effect("2026-07-28/SV-61, 2026-07-28/SV-63: one request's messages are not another's", () =>
    Effect.gen(function* () {
      const client = yield* withServer(server(TalkLive).pipe(Layer.provide(quiet)), { revision })
      yield* client.result("tools/call", {
        name: "talk",
        _meta: { "io.modelcontextprotocol/logLevel": "error" }
      })
      assert.deepStrictEqual((yield* client.notifications).length, 2)
      yield* client.result("tools/call", { name: "talk" })
      assert.deepStrictEqual(yield* client.notifications, [])
    })
  )
})
