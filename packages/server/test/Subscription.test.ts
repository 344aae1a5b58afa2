import { Endpoint } from "@effect-mcp/protocol"
import {
  McpServer,
  Progress,
  Prompt,
  Resource,
  ResourceTemplate,
  Tool,
  Visibility
} from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Schema } from "effect"

import * as Eras from "./eras.ts"
import { connect, type Json, type RawClient, type Served, withServer } from "./RawClient.ts"

const Doc = Resource.make("x://doc", { name: "doc" }).handle(Effect.succeed("doc"))
const Other = Resource.make("x://other", { name: "other" }).handle(Effect.succeed("other"))
const Family = ResourceTemplate.make("y://{id}", { name: "y", params: Schema.Struct({}) }).handle(
  () => Effect.succeed("")
)
const Noop = Tool.make("noop", {}).handle(() => Effect.succeed(""))

const Server = McpServer.layer({ name: "changes", version: "1.0.0", declares: ["prompts"] }).pipe(
  McpServer.provide(Doc, Other, Family, Noop)
)

type Joined = RawClient & { readonly context: Context.Context<Served> }

const updated = (client: Joined, uri: string) =>
  Effect.provideContext(McpServer.resourceUpdated(uri), client.context)

const adding = (client: Joined, name: string) =>
  Effect.scoped(
    McpServer.add(Tool.make(name, {}).handle(() => Effect.succeed(""))).pipe(
      Effect.provideContext(client.context)
    )
  )

/** Everything that was sent before it has come when this answer has. */
const settled = (client: RawClient) =>
  Effect.andThen(client.request("tools/list"), client.notifications)

describe.each(Eras.only("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"))(
  "%s",
  (_, revision) => {
    it.effect(
      "2025-11-25/SV-22, interop/IS-11: an update goes to those who subscribed, until they no longer are",
      () =>
        Effect.gen(function* () {
          const client = yield* withServer(Server, { revision })
          const second = yield* connect(Context.get(client.context, Endpoint.Endpoint), {
            revision
          })
          assert.deepStrictEqual(
            yield* client.result("resources/subscribe", { uri: "x://doc" }),
            {}
          )
          assert.deepStrictEqual(yield* client.result("resources/subscribe", { uri: "y://7" }), {})
          yield* updated(client, "x://doc")
          yield* updated(client, "x://other")
          yield* updated(client, "y://7")
          assert.deepStrictEqual(yield* settled(client), [
            { method: "notifications/resources/updated", params: { uri: "x://doc" } },
            { method: "notifications/resources/updated", params: { uri: "y://7" } }
          ])
          assert.deepStrictEqual(yield* settled(second), [])
          yield* client.result("resources/unsubscribe", { uri: "x://doc" })
          yield* updated(client, "x://doc")
          assert.deepStrictEqual(yield* settled(client), [])
        })
    )

    it.effect("subscription.unknown: what is not there cannot be watched", () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        assert.deepStrictEqual(yield* client.error("resources/subscribe", { uri: "x://none" }), {
          code: -32002,
          message: "Resource not found",
          data: { uri: "x://none" }
        })
        assert.strictEqual(
          (yield* client.error("resources/subscribe", { uri: "none" })).code,
          -32602
        )
      })
    )

    it.effect("subscription.bound: a session watches no more than 1024 resources", () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        for (let at = 0; at < 1024; at++)
          yield* client.result("resources/subscribe", { uri: `y://${at}` })
        assert.deepStrictEqual(yield* client.error("resources/subscribe", { uri: "y://more" }), {
          code: -32600,
          message: "More than 1024 resources watched",
          data: { reason: "TooManySubscriptions", limit: 1024 }
        })
        yield* client.result("resources/subscribe", { uri: "y://7" })
      })
    )

    it.effect(
      "2025-11-25/SV-02, 2025-11-25/SV-21, 2025-11-25/SV-31, interop/IS-11: sessions are told that a list has changed, once a moment",
      () =>
        Effect.gen(function* () {
          const client = yield* withServer(Server, { revision })
          yield* adding(client, "a")
          assert.deepStrictEqual(yield* settled(client), [
            { method: "notifications/tools/list_changed", params: {} }
          ])
          const New = Resource.make("x://new", { name: "new" }).handle(Effect.succeed(""))
          yield* Effect.scoped(McpServer.add(New).pipe(Effect.provideContext(client.context)))
          assert.deepStrictEqual(yield* settled(client), [
            { method: "notifications/resources/list_changed", params: {} }
          ])
          const Hi = Prompt.make("hi", {}).handle(() => Effect.succeed(""))
          yield* Effect.scoped(McpServer.add(Hi).pipe(Effect.provideContext(client.context)))
          assert.deepStrictEqual(yield* settled(client), [
            { method: "notifications/prompts/list_changed", params: {} }
          ])
        })
    )

    it.effect("2025-11-25/L-11: nothing is sent before the client is initialized", () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision, silent: true })
        yield* adding(client, "a")
        yield* client.result("initialize", {
          protocolVersion: revision.version,
          capabilities: {},
          clientInfo: { name: "raw", version: "0" }
        })
        yield* adding(client, "b")
        yield* client.notify("notifications/initialized")
        assert.deepStrictEqual(yield* settled(client), [])
        yield* adding(client, "c")
        assert.strictEqual((yield* settled(client)).length, 1)
      })
    )

    it.effect("interop/IS-08: there is no subscriptions/listen", () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        assert.strictEqual(
          (yield* client.error("subscriptions/listen", { notifications: {} })).code,
          -32601
        )
      })
    )
  }
)

describe("2026-07-28", () => {
  const revision = Eras.at("2026-07-28")
  const tag = "io.modelcontextprotocol/subscriptionId"

  const listen = (client: RawClient, notifications: Json) =>
    Effect.gen(function* () {
      const id = yield* client.begin("subscriptions/listen", { notifications })
      const first = yield* client.notification
      assert.strictEqual(first.method, "notifications/subscriptions/acknowledged")
      assert.deepStrictEqual(first.params["_meta"], { [tag]: id })
      return { id, honoured: first.params["notifications"] }
    })

  it.effect(
    "2026-07-28/SU-03, 2026-07-28/SU-04: the first message says what is honoured, and leaves out what is not there",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        const { honoured } = yield* listen(client, {
          toolsListChanged: true,
          promptsListChanged: false,
          resourcesListChanged: true,
          resourceSubscriptions: ["x://doc", "x://none", "not a uri", "y://3"],
          moodChanged: true
        })
        assert.deepStrictEqual(honoured, {
          toolsListChanged: true,
          resourcesListChanged: true,
          resourceSubscriptions: ["x://doc", "y://3"]
        })
      })
  )

  it.effect("2026-07-28/SU-04: a kind the server has not is left out", () =>
    Effect.gen(function* () {
      const client = yield* withServer(
        McpServer.layer({ name: "tools", version: "1" }).pipe(McpServer.provide(Noop)),
        { revision }
      )
      const { honoured } = yield* listen(client, {
        toolsListChanged: true,
        promptsListChanged: true,
        resourceSubscriptions: ["x://doc"]
      })
      assert.deepStrictEqual(honoured, { toolsListChanged: true })
    })
  )

  it.effect(
    "2026-07-28/SU-02, 2026-07-28/SU-05, 2026-07-28/SV-19, 2026-07-28/SV-39, 2026-07-28/B-53, interop/IS-11: only what was asked for comes, tagged with the request's id",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        const { id } = yield* listen(client, {
          toolsListChanged: true,
          resourceSubscriptions: ["x://doc"]
        })
        yield* updated(client, "x://doc")
        yield* updated(client, "x://other")
        yield* adding(client, "a")
        const New = Resource.make("x://new", { name: "new" }).handle(Effect.succeed(""))
        yield* Effect.scoped(McpServer.add(New).pipe(Effect.provideContext(client.context)))
        assert.deepStrictEqual(yield* settled(client), [
          {
            method: "notifications/resources/updated",
            params: { uri: "x://doc", _meta: { [tag]: id } }
          },
          { method: "notifications/tools/list_changed", params: { _meta: { [tag]: id } } }
        ])
      })
  )

  it.effect("2026-07-28/SV-49: prompts changing is told to who asked", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision })
      yield* listen(client, { promptsListChanged: true })
      const New = Prompt.make("new", {}).handle(() => Effect.succeed(""))
      yield* Effect.scoped(McpServer.add(New).pipe(Effect.provideContext(client.context)))
      assert.deepStrictEqual(
        (yield* settled(client)).map(({ method }) => method),
        ["notifications/prompts/list_changed"]
      )
    })
  )

  it.effect("2026-07-28/SU-06: several subscriptions live side by side", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision })
      const one = yield* listen(client, { resourceSubscriptions: ["x://doc"] })
      const two = yield* listen(client, { resourceSubscriptions: ["x://doc", "x://other"] })
      yield* updated(client, "x://other")
      yield* updated(client, "x://doc")
      const came = yield* settled(client)
      assert.deepStrictEqual(
        came.map(({ params }) => [params["uri"], (params["_meta"] as Json)[tag]]),
        [
          ["x://other", two.id],
          ["x://doc", one.id],
          ["x://doc", two.id]
        ]
      )
    })
  )

  it.effect("subscription.cancel: a cancelled subscription is silent from then on", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision })
      const { id } = yield* listen(client, { resourceSubscriptions: ["x://doc"] })
      yield* client.notify("notifications/cancelled", { requestId: id })
      yield* client.request("tools/list")
      yield* updated(client, "x://doc")
      assert.deepStrictEqual(yield* settled(client), [])
      assert.notInclude(client.frames.at(-1) ?? "", `"id":${id},`)
    })
  )

  it.effect(
    "2026-07-28/SU-12, 2026-07-28/SU-05: a server that ends answers the listen request first",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        const { id } = yield* listen(client, { toolsListChanged: true })
        yield* Context.get(client.context, Endpoint.Endpoint).drain
        const { result } = yield* client.answer(id)
        assert.deepStrictEqual(result, {
          resultType: "complete",
          _meta: {
            "io.modelcontextprotocol/serverInfo": { name: "changes", version: "1.0.0" },
            [tag]: id
          }
        })
        assert.strictEqual((yield* client.error("tools/list")).code, -32600)
      })
  )

  it.effect("2026-07-28/SU-10: progress and log messages stay on their own request", () =>
    Effect.gen(function* () {
      const Work = Tool.make("work", {}).handle(() =>
        Effect.as(Effect.andThen(Progress.report(1), Effect.logInfo("working")), "done")
      )
      const client = yield* withServer(
        McpServer.layer({ name: "works", version: "1" }).pipe(McpServer.provide(Work)),
        { revision }
      )
      const { id } = yield* listen(client, { toolsListChanged: true })
      yield* client.result("tools/call", {
        name: "work",
        _meta: { progressToken: "p", "io.modelcontextprotocol/logLevel": "info" }
      })
      const came = yield* client.notifications
      assert.deepStrictEqual(
        came.map(({ method }) => method),
        ["notifications/progress", "notifications/message"]
      )
      for (const { params } of came) assert.notInclude(JSON.stringify(params), `"${tag}":${id}`)
    })
  )

  it.effect(
    "2026-07-28/SV-40, interop/IS-08: resources/subscribe and unsubscribe are not there",
    () =>
      Effect.gen(function* () {
        const client = yield* withServer(Server, { revision })
        assert.strictEqual(
          (yield* client.error("resources/subscribe", { uri: "x://doc" })).code,
          -32601
        )
        assert.strictEqual(
          (yield* client.error("resources/unsubscribe", { uri: "x://doc" })).code,
          -32601
        )
      })
  )

  it.effect("subscription.hidden: what a caller does not see it cannot watch", () =>
    Effect.gen(function* () {
      const hidden = Visibility.layer(() => Effect.succeed((feature) => feature.name !== "x://doc"))
      const client = yield* withServer(
        McpServer.layer({ name: "hides", version: "1" }).pipe(
          McpServer.provide(Doc, Other, hidden)
        ),
        { revision }
      )
      const { honoured } = yield* listen(client, {
        resourceSubscriptions: ["x://doc", "x://other"]
      })
      assert.deepStrictEqual(honoured, { resourceSubscriptions: ["x://other"] })
    })
  )

  it.effect("subscription.filter: a filter that is none is refused, with the place", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision })
      const place = (params: Json) =>
        Effect.map(client.error("subscriptions/listen", params), ({ code, message }) => {
          assert.strictEqual(code, -32602)
          return message
        })
      const filters = [
        7,
        { toolsListChanged: "yes" },
        { resourceSubscriptions: null },
        { resourceSubscriptions: ["x://doc", 1] }
      ]
      const all = [{}, ...filters.map((notifications) => ({ notifications }))]
      assert.deepStrictEqual(yield* Effect.forEach(all, place), [
        "Invalid params: /notifications: Missing key",
        "Invalid params: /notifications: Expected object",
        "Invalid params: /notifications/toolsListChanged: Expected boolean",
        "Invalid params: /notifications/resourceSubscriptions: Expected array",
        "Invalid params: /notifications/resourceSubscriptions/1: Expected string"
      ])
    })
  )

  it.effect("subscription.bound: more than 1024 resources in one subscription are refused", () =>
    Effect.gen(function* () {
      const client = yield* withServer(Server, { revision })
      const resourceSubscriptions = Array.from({ length: 1025 }, (_, at) => `y://${at}`)
      const error = yield* client.error("subscriptions/listen", {
        notifications: { resourceSubscriptions }
      })
      assert.deepStrictEqual(error.data, { reason: "TooManySubscriptions", limit: 1024 })
    })
  )
})
