import { Principal } from "@effect-mcp/protocol"
import { Progress, Tool } from "@effect-mcp/server"
import { Authenticator } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"

import * as Hold from "../support/hold.ts"
import {
  answer,
  initialize,
  initializing,
  modern,
  notification,
  post,
  refusal,
  request,
  resultOf,
  session
} from "../support/peer.ts"
import { open } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"

const Who = Tool.make("who", {}).handle(() =>
  Principal.Principal.useSync(({ id, kind }) => `${kind} ${id}`)
)
const Steps = Tool.make("steps", {}).handle(() => Effect.as(Progress.report(1), "done"))

/** Everybody has a token, which is a name. `slow` is found out later. */
const Tokens = Layer.succeed(Authenticator.Authenticator, {
  authenticate: ({ headers }) => {
    const [scheme, name = ""] = (headers["authorization"] ?? "").split(" ")
    if (scheme !== "Bearer" || name === "") {
      return Effect.fail(
        new Authenticator.Unauthenticated({
          status: 401,
          message: "A bearer token is needed",
          headers: { "www-authenticate": 'Bearer realm="test"' }
        })
      )
    }
    if (name === "broken") return Effect.die(new Error("/srv/keys"))
    return name === "slow"
      ? Effect.as(
          Effect.promise(() => Promise.resolve()),
          Principal.user(name)
        )
      : Effect.succeed(Principal.user(name))
  }
})

const Server = Layer.merge(mcp(Layer.mergeAll(Who, Steps)), Tokens)

const bearing = (name: string) => ({ authorization: `Bearer ${name}` })
const ada = bearing("ada")
const bob = bearing("bob")

const text = (message: { readonly [key: string]: unknown }) =>
  (resultOf(message)["content"] as ReadonlyArray<{ readonly text: string }>)[0]?.text

const unknown = [404, -32600, "UnknownSession"]

describe("principals", () => {
  it.effect(
    "2025-11-25/T-04, 2025-11-25/T-53, 2026-07-28/T-04: every request is asked who sends it, also one with a session's id",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const client = yield* initialize(url, { headers: ada })
        const stranger = { ...client.headers, authorization: undefined }
        for (const response of [
          yield* post(url, initializing()),
          yield* post(url, request(1, "tools/call", { name: "who" }), stranger),
          yield* post(url, notification("notifications/initialized"), stranger),
          yield* open(url, { method: "GET", headers: stranger }),
          yield* open(url, { method: "DELETE", headers: stranger }),
          yield* modern(url, "tools/call", { name: "who" })
        ]) {
          assert.strictEqual(response.headers["www-authenticate"], 'Bearer realm="test"')
          assert.deepStrictEqual(yield* refusal(response), [401, -32600, "Unauthenticated"])
        }
        assert.strictEqual(text(yield* answer(yield* client.call(1, "who"))), "user ada")
        const alone = yield* modern(url, "tools/call", { name: "who" }, { headers: bob })
        assert.strictEqual(text(yield* alone.json), "user bob")
      })
  )

  it.effect("2025-11-25/T-55: a session is its owner's; to anybody else it is not there", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const client = yield* initialize(url, { headers: ada })
      const thief = session(url, client.id, { ...client.headers, ...bob })
      assert.deepStrictEqual(yield* refusal(yield* thief.call(1, "who")), unknown)
      assert.deepStrictEqual(
        yield* refusal(yield* thief.post({ jsonrpc: "2.0", id: 1, result: {} })),
        unknown
      )
      assert.deepStrictEqual(yield* refusal(yield* thief.get()), unknown)
      assert.deepStrictEqual(
        yield* refusal(yield* thief.get({ "last-event-id": "a.0.0" })),
        unknown
      )
      assert.deepStrictEqual(yield* refusal(yield* thief.delete), unknown)
      assert.strictEqual(text(yield* answer(yield* client.call(2, "who"))), "user ada")
    })
  )

  it.effect.each(["2024-11-05", "2025-03-26", "2025-06-18"])(
    "interop/IS-16: and so it is in %s",
    (version) =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const client = yield* initialize(url, { version, headers: ada })
        const thief = session(url, client.id, { ...client.headers, ...bob })
        assert.deepStrictEqual(yield* refusal(yield* thief.call(1, "who")), unknown)
        assert.strictEqual(text(yield* answer(yield* client.call(2, "who"))), "user ada")
        const page = yield* client.post(request(3, "ping"), { origin: "https://evil.example" })
        assert.strictEqual(page.status, 403)
      })
  )

  it.effect("principal.stream: an event's id is of no use to another principal", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const hers = yield* initialize(url, { headers: ada })
      const his = yield* initialize(url, { headers: bob })
      const call = yield* hers.call(1, "steps", { _meta: { progressToken: "p" } })
      const [first] = yield* call.rest
      assert.deepStrictEqual(
        yield* refusal(yield* his.get({ "last-event-id": String(first?.id) })),
        [400, -32600, "UnknownEvent"]
      )
      assert.strictEqual((yield* hers.get({ "last-event-id": String(first?.id) })).status, 200)
    })
  )

  it.effect("principal.later: who is found out later is answered all the same", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const client = yield* initialize(url, { headers: bearing("slow") })
      assert.strictEqual(text(yield* answer(yield* client.call(1, "who"))), "user slow")
      const alone = yield* modern(url, "tools/call", { name: "who" }, { headers: bearing("slow") })
      assert.strictEqual(text(yield* alone.json), "user slow")
    })
  )

  it.effect("principal.defect: an authenticator that dies lets nobody in, and says nothing", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const response = yield* modern(url, "tools/list", {}, { headers: bearing("broken") })
      assert.strictEqual(response.status, 500)
      assert.deepStrictEqual(yield* response.json, {
        jsonrpc: "2.0",
        error: { code: -32603, message: "Internal error" }
      })
    })
  )

  it.effect("principal.none: without an authenticator everybody is anonymous", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(mcp(Who))
      const client = yield* initialize(url)
      assert.strictEqual(text(yield* answer(yield* client.call(1, "who"))), "anonymous anonymous")
    })
  )

  it.effect("limit.requests: one principal's calls leave room for another's", () =>
    Effect.gen(function* () {
      const hold = Hold.make()
      const { url } = yield* serve(Layer.merge(mcp(Layer.mergeAll(Who, hold.feature)), Tokens), {
        maxRequests: 1
      })
      const calling = yield* Effect.forkChild(
        modern(url, "tools/call", { name: "hold" }, { headers: ada })
      )
      yield* hold.begun
      const refused = yield* modern(url, "tools/call", { name: "who" }, { headers: ada })
      assert.deepStrictEqual(yield* refusal(refused), [429, -32600, "TooManyRequests"])
      const his = yield* modern(url, "tools/call", { name: "who" }, { headers: bob })
      assert.strictEqual(his.status, 200)
      yield* hold.letGo
      assert.strictEqual((yield* Fiber.join(calling)).status, 200)
    })
  )

  it.effect("limit.streams: and so do one principal's streams, of either era", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { maxStreams: 1 })
      const notifications = { toolsListChanged: true }
      const crowded = [429, -32600, "TooManyStreams"]
      const hers = yield* initialize(url, { headers: ada })
      const his = yield* initialize(url, { headers: bob })
      const stream = yield* hers.get()
      assert.strictEqual(stream.status, 200)
      const second = yield* initialize(url, { headers: ada })
      assert.deepStrictEqual(yield* refusal(yield* second.get()), crowded)
      const listening = modern(url, "subscriptions/listen", { notifications }, { headers: ada })
      assert.deepStrictEqual(yield* refusal(yield* listening), crowded)
      assert.strictEqual((yield* his.get()).status, 200)
      yield* hers.delete
      yield* stream.ended
      assert.strictEqual((yield* listening).status, 200)
    })
  )
})
