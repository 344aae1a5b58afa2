import { Endpoint, Principal } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { McpServer, Prompt, Resource, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Layer, Queue, Schema } from "effect"
import { TestClock } from "effect/testing"

import * as Eras from "./eras.ts"
import { arrived, connect, type Json, withServer } from "./RawClient.ts"

const options = {
  name: "whole",
  version: "1.2.3",
  title: "Whole",
  description: "Everything.",
  websiteUrl: "https://example.com",
  icons: [{ src: "https://example.com/i.png" }],
  instructions: "Call noop first."
} as const

const Noop = Tool.make("noop", {}).handle(() => Effect.succeed("done"))

const Server = McpServer.layer(options).pipe(McpServer.provide(Noop))

const initialize = (version: string): Json => ({
  protocolVersion: version,
  capabilities: {},
  clientInfo: { name: "raw", version: "0" }
})

describe.each(Eras.only("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"))(
  "%s",
  (_, revision) => {
    it.effect(
      "2025-11-25/L-04, 2025-11-25/SV-01, 2025-11-25/B-29: initialize says who this is, what it can do and how to use it",
      () =>
        Effect.gen(function* () {
          const client = yield* withServer(Server, { revision, silent: true })
          const first = { name: "whole", version: "1.2.3" }
          const titled = { ...first, title: "Whole" }
          const all = {
            ...titled,
            description: "Everything.",
            websiteUrl: "https://example.com",
            icons: [{ src: "https://example.com/i.png" }]
          }
          assert.deepStrictEqual(yield* client.result("initialize", initialize(revision.version)), {
            protocolVersion: revision.version,
            capabilities: { logging: {}, tools: { listChanged: true } },
            serverInfo: Eras.by<Json>(revision, {
              "2024-11-05": first,
              "2025-03-26": first,
              "2025-06-18": titled,
              "2025-11-25": all
            }),
            instructions: "Call noop first."
          })
        })
    )

    it.effect(
      "2025-11-25/SV-37, 2025-11-25/SV-01, 2025-11-25/SV-20, 2025-11-25/SV-30: what is not declared is not there",
      () =>
        Effect.gen(function* () {
          const client = yield* withServer(Server, { revision })
          for (const method of [
            "prompts/list",
            "resources/list",
            "resources/templates/list",
            "resources/subscribe",
            "completion/complete"
          ]) {
            const params =
              method === "completion/complete"
                ? { ref: { type: "ref/prompt", name: "p" }, argument: { name: "a", value: "" } }
                : { uri: "x://a" }
            assert.strictEqual((yield* client.error(method, params)).code, -32601, method)
          }
        })
    )

    it.effect("server.declares: kinds can be declared before there is anything of them", () =>
      Effect.gen(function* () {
        const empty = McpServer.layer({
          name: "empty",
          version: "1",
          declares: ["tools", "resources", "prompts", "completions"]
        })
        const client = yield* withServer(empty, { revision, silent: true })
        const { capabilities } = yield* client.result("initialize", initialize(revision.version))
        const listed = { listChanged: true }
        const declared = {
          logging: {},
          tools: listed,
          prompts: listed,
          resources: { subscribe: true, listChanged: true }
        }
        const all = { ...declared, completions: {} }
        assert.deepStrictEqual(
          capabilities,
          Eras.by<Json>(revision, {
            "2024-11-05": declared,
            "2025-03-26": all,
            "2025-06-18": all,
            "2025-11-25": all
          })
        )
      })
    )
  }
)

describe("2026-07-28", () => {
  const revision = Eras.at("2026-07-28")

  it.effect(
    "2026-07-28/V-06, 2026-07-28/B-07, 2026-07-28/B-51, 2026-07-28/SV-01: discovery says all of it in one result",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        assert.deepStrictEqual(yield* client.result("server/discover"), {
          resultType: "complete",
          _meta: {
            "io.modelcontextprotocol/serverInfo": {
              name: "whole",
              version: "1.2.3",
              title: "Whole",
              description: "Everything.",
              websiteUrl: "https://example.com",
              icons: [{ src: "https://example.com/i.png" }]
            }
          },
          ttlMs: 0,
          cacheScope: "public",
          supportedVersions: ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"],
          capabilities: { logging: {}, tools: { listChanged: true } },
          instructions: "Call noop first."
        })
      })
  )

  it.effect("2026-07-28/V-07: discovery and the refusal of a version tell the same story", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision })
      const { supportedVersions } = yield* client.result("server/discover")
      const error = yield* client.error("tools/list", {
        _meta: { "io.modelcontextprotocol/protocolVersion": "2099-01-01" }
      })
      assert.strictEqual(error.code, -32022)
      assert.deepStrictEqual(error.data, { supported: supportedVersions, requested: "2099-01-01" })
    })
  )

  it.effect(
    "2026-07-28/B-07, 2026-07-28/B-51, interop/IS-09: every result has its type and says who made it",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        for (const [method, params] of [
          ["tools/list", {}],
          ["tools/call", { name: "noop" }],
          ["server/discover", {}]
        ] as const) {
          const result = yield* client.result(method, params)
          assert.strictEqual(result["resultType"], "complete", method)
          assert.strictEqual(
            ((result["_meta"] as Json)["io.modelcontextprotocol/serverInfo"] as Json)["name"],
            "whole",
            method
          )
        }
      })
  )

  it.effect("2026-07-28/B-51: unless it was told not to", () =>
    Effect.gen(function* () {
      const shy = McpServer.layer({ ...options, signResults: false }).pipe(McpServer.provide(Noop))
      const client = yield* withServer(shy, { revision })
      assert.notProperty(yield* client.result("tools/list"), "_meta")
      assert.notProperty(yield* client.result("tools/call", { name: "noop" }), "_meta")
    })
  )

  it.effect(
    "2026-07-28/SV-02, 2026-07-28/SV-26, 2026-07-28/SV-42: a declared list is answered though it is empty",
    () =>
      Effect.gen(function* () {
        const empty = McpServer.layer({
          name: "empty",
          version: "1",
          declares: ["tools", "resources", "prompts"]
        })
        const client = yield* withServer(empty, { revision })
        for (const [method, member] of [
          ["tools/list", "tools"],
          ["resources/list", "resources"],
          ["resources/templates/list", "resourceTemplates"],
          ["prompts/list", "prompts"]
        ] as const) {
          assert.deepStrictEqual((yield* client.result(method))[member], [])
        }
      })
  )

  it.effect("2026-07-28/RM-01, interop/IS-08: what the revision dropped is an unknown method", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision })
      for (const method of [
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/unsubscribe",
        "tasks/get",
        "tasks/list"
      ]) {
        assert.strictEqual((yield* client.error(method, {})).code, -32601, method)
      }
    })
  )

  it.effect(
    "2026-07-28/B-25, 2026-07-28/B-23: a second connection needs nothing of the first",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        yield* client.result("tools/list")
        const second = yield* connect(Context.get(client.context, Endpoint.Endpoint), { revision })
        assert.deepStrictEqual((yield* second.result("tools/call", { name: "noop" }))["content"], [
          { type: "text", text: "done" }
        ])
      })
  )

  it.effect(
    "2026-07-28/V-16, interop/IS-18: a server of this revision alone names it to who initializes",
    () =>
      Effect.gen(function* () {
        const modern = McpServer.layer({ ...options, revisions: [revision] }).pipe(
          McpServer.provide(Noop)
        )
        const client = yield* withServer(modern, { revision: Eras.at("2025-11-25"), silent: true })
        const error = yield* client.error("initialize", initialize("2025-11-25"))
        assert.deepStrictEqual((error.data as Json)["supported"], ["2026-07-28"])
      })
  )
})

describe.each(Eras.only("2025-11-25", "2026-07-28"))("time in %s", (_, revision) => {
  it.effect("server.timeout: work that takes too long is interrupted, and the caller is told", () =>
    Effect.gen(function* () {
      const freed = yield* Queue.unbounded<string>()
      const endless = (name: string) =>
        Effect.onInterrupt(Effect.never, () => Queue.offer(freed, name))
      const slow = McpServer.layer({ ...options, callTimeout: "3 seconds" }).pipe(
        McpServer.provide(
          Tool.make("t", {}).handle(() => endless("tool")),
          Resource.make("x://r", { name: "r" }).handle(endless("resource")),
          Prompt.make("p", { arguments: Schema.Struct({ a: Schema.String }) }).handle(
            () => endless("prompt"),
            { complete: { a: () => endless("completion") } }
          )
        )
      )
      const client = yield* withServer(slow, { revision })
      const ref = { type: "ref/prompt", name: "p" }
      for (const [method, params, what] of [
        ["tools/call", { name: "t" }, "tool"],
        ["resources/read", { uri: "x://r" }, "resource"],
        ["prompts/get", { name: "p", arguments: { a: "" } }, "prompt"],
        ["completion/complete", { ref, argument: { name: "a", value: "" } }, "completion"]
      ] as const) {
        const id = yield* client.begin(method, params)
        yield* arrived
        yield* TestClock.adjust("2999 millis")
        assert.deepStrictEqual(yield* Queue.clear(freed), [], what)
        yield* TestClock.adjust("1 millis")
        assert.deepStrictEqual((yield* client.answer(id)).error, {
          code: -32603,
          message: "The request took longer than 3000 ms",
          data: { reason: "TookTooLong" }
        })
        assert.strictEqual(yield* Queue.take(freed), what)
      }
    })
  )
})

describe("both eras", () => {
  it.effect("server.timeout: a subscription stays", () =>
    Effect.gen(function* () {
      const watched = McpServer.layer({ ...options, callTimeout: "3 seconds" }).pipe(
        McpServer.provide(Noop)
      )
      const client = yield* withServer(watched, { revision: Revisions.latest })
      const id = yield* client.begin("subscriptions/listen", {
        notifications: { toolsListChanged: true }
      })
      yield* client.notification
      yield* TestClock.adjust("1 hour")
      yield* client.notify("notifications/cancelled", { requestId: id })
      yield* arrived
      assert.deepStrictEqual(
        client.frames.filter((frame) => frame.startsWith("<") && frame.includes(`"id":${id}`)),
        []
      )
    })
  )

  it.effect(
    "2026-07-28/V-12, 2026-07-28/V-13, interop/IS-03: one connection is served in both, message by message",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision: Eras.at("2025-06-18") })
        const legacy = yield* client.result("tools/call", { name: "noop" })
        const modern = yield* client.result("tools/call", {
          name: "noop",
          _meta: {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {}
          }
        })
        assert.notProperty(legacy, "resultType")
        assert.strictEqual(modern["resultType"], "complete")
      })
  )

  it.effect("2026-07-28/B-24: calls run side by side, and an answer may overtake another", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const Slow = Tool.make("slow", {}).handle(() => Effect.as(Deferred.await(gate), "slow"))
      for (const [, revision] of Eras.every) {
        const client = yield* withServer(
          McpServer.layer(options).pipe(McpServer.provide(Noop, Slow)),
          { revision }
        )
        const id = yield* client.begin("tools/call", { name: "slow" })
        yield* client.result("tools/call", { name: "noop" })
        yield* Deferred.succeed(gate, undefined)
        assert.deepStrictEqual((yield* client.answer(id)).result?.["content"], [
          { type: "text", text: "slow" }
        ])
      }
    })
  )

  it.effect(
    "server.services: a handler has what its own layer was given, and the call's services",
    () =>
      Effect.gen(function* () {
        class Greeting extends Context.Service<Greeting, { readonly text: string }>()(
          "test/Greeting"
        ) {}
        const Hello = Tool.make("hello", {}).handle(() =>
          Effect.gen(function* () {
            const { text } = yield* Greeting
            const { id } = yield* Principal.Principal
            return `${text}, ${id}`
          })
        )
        const Bye = Tool.make("bye", {}).handle(() => Effect.map(Greeting, ({ text }) => text))
        const said = (text: string) => Layer.succeed(Greeting, { text })
        for (const [, revision] of Eras.every) {
          const client = yield* withServer(
            McpServer.layer(options).pipe(
              McpServer.provide(
                Hello.pipe(Layer.provide(said("Hello"))),
                Bye.pipe(Layer.provide(said("Bye")))
              )
            ),
            { revision, principal: Principal.user("ada") }
          )
          const hello = yield* client.result("tools/call", { name: "hello" })
          assert.deepStrictEqual(hello["content"], [{ type: "text", text: "Hello, ada" }])
          const bye = yield* client.result("tools/call", { name: "bye" })
          assert.deepStrictEqual(bye["content"], [{ type: "text", text: "Bye" }])
        }
      })
  )

  it.effect(
    "2025-11-25/CL-58, 2026-07-28/CL-31: who calls is what the transport says, whatever the client says of itself",
    () =>
      Effect.gen(function* () {
        const Who = Tool.make("who", {}).handle(() =>
          Effect.map(Principal.Principal, (caller) => Principal.key(caller))
        )
        for (const [, revision] of Eras.every) {
          const client = yield* withServer(McpServer.layer(options).pipe(McpServer.provide(Who)), {
            revision,
            principal: Principal.user("eve"),
            meta: {
              "io.modelcontextprotocol/clientInfo": { name: "ada", version: "1" },
              "com.example/user": "ada"
            }
          })
          const result = yield* client.result("tools/call", { name: "who", user: "ada" })
          assert.deepStrictEqual(result["content"], [{ type: "text", text: "user:eve" }])
        }
      })
  )

  it.effect("server.dynamic: features come and go with their scope", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision: Revisions.latest })
      const names = Effect.map(client.result("tools/list"), ({ tools }) =>
        (tools as ReadonlyArray<Json>).map((tool) => tool["name"])
      )
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* McpServer.add(
            Layer.mergeAll(
              Tool.make("later", {}).handle(() => Effect.succeed("")),
              Prompt.make("p", {}).handle(() => Effect.succeed("")),
              Resource.make("x://r", { name: "r" }).handle(Effect.succeed(""))
            )
          ).pipe(Effect.provideContext(client.context))
          assert.deepStrictEqual(yield* names, ["later", "noop"])
          yield* client.result("prompts/get", { name: "p" })
        })
      )
      assert.deepStrictEqual(yield* names, ["noop"])
      assert.strictEqual((yield* client.error("tools/call", { name: "later" })).code, -32602)
    })
  )

  it.effect("server.revisions: only the revisions that were asked for are spoken", () =>
    Effect.gen(function* () {
      const old = McpServer.layer({
        ...options,
        revisions: [Eras.at("2025-06-18"), Eras.at("2024-11-05")]
      }).pipe(McpServer.provide(Noop))
      const client = yield* withServer(old, { revision: Eras.at("2025-11-25"), silent: true })
      const result = yield* client.result("initialize", initialize("2025-11-25"))
      assert.strictEqual(result["protocolVersion"], "2025-06-18")
    })
  )

  it.effect("server.many: two hundred tools are listed in one page or several, and called", () =>
    Effect.gen(function* () {
      const input = Schema.Struct({ n: Schema.Finite })
      const many = Array.from({ length: 200 }, (_, at) =>
        Tool.make(`tool-${`${at}`.padStart(3, "0")}`, { input }).handle(({ n }) =>
          Effect.succeed(`${n + at}`)
        )
      ).reduce<Layer.Layer<never, never, McpServer.McpServer>>(
        (a, b) => Layer.merge(a, b),
        Layer.empty
      )
      const client = yield* withServer(McpServer.layer(options).pipe(McpServer.provide(many)), {
        revision: Revisions.latest
      })
      const { tools, nextCursor } = yield* client.result("tools/list")
      assert.strictEqual((tools as ReadonlyArray<Json>).length, 200)
      assert.strictEqual(nextCursor, undefined)
      const result = yield* client.result("tools/call", { name: "tool-199", arguments: { n: 1 } })
      assert.deepStrictEqual(result["content"], [{ type: "text", text: "200" }])
    })
  )
})
