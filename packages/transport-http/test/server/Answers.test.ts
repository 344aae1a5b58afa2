import { Progress, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Layer } from "effect"

import {
  errorOf,
  initialize,
  modern,
  notification,
  paramsOf,
  post,
  refusal,
  resultOf
} from "../support/peer.ts"
import { messagesOf, open } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"

const Quick = Tool.make("quick", {}).handle(() => Effect.succeed("done"))
const Steps = Tool.make("steps", {}).handle(() =>
  Effect.as(
    Effect.andThen(Progress.report(1), Effect.andThen(Effect.yieldNow, Progress.report(2))),
    "done"
  )
)

const Server = mcp(Layer.mergeAll(Quick, Steps))
const progress = { _meta: { progressToken: "p" } }
const eventStream = "text/event-stream"
const done = [{ type: "text", text: "done" }]

const meta = (progressToken: string) => ({ _meta: { progressToken } })

const steps = (messages: ReadonlyArray<{ readonly [key: string]: unknown }>) =>
  messages.map((message) =>
    message["method"] === undefined ? message["id"] : paramsOf(message)["progress"]
  )

describe("answers", () => {
  it.effect(
    "2025-11-25/T-10: a call that has nothing to say before its answer is answered with one JSON object",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url)
        const response = yield* session.call(7, "quick")
        assert.strictEqual(response.status, 200)
        assert.strictEqual(response.headers["content-type"], "application/json")
        assert.deepStrictEqual(yield* response.json, {
          jsonrpc: "2.0",
          id: 7,
          result: { content: done }
        })
      })
  )

  it.effect("2026-07-28/T-01, 2026-07-28/T-12: and so it is without a session", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const response = yield* modern(url, "tools/call", { name: "quick" }, { id: "a" })
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.headers["content-type"], "application/json")
      const message = yield* response.json
      assert.strictEqual(message["id"], "a")
      assert.deepStrictEqual(resultOf(message)["content"], done)
    })
  )

  it.effect(
    "2025-11-25/T-10, 2025-11-25/T-18, 2025-11-25/T-21: what is said before the answer makes it a stream, which the answer ends",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url)
        const response = yield* session.call(7, "steps", progress)
        assert.strictEqual(response.status, 200)
        assert.strictEqual(response.headers["content-type"], eventStream)
        assert.strictEqual(response.headers["cache-control"], "no-cache, no-transform")
        assert.deepStrictEqual(steps(messagesOf(yield* response.rest)), [1, 2, 7])
        assert.strictEqual(yield* response.ended, "End")
      })
  )

  it.effect(
    "2026-07-28/T-12, 2026-07-28/T-14, 2026-07-28/T-17, 2026-07-28/T-18, 2026-07-28/RM-03: so it is without a session, and nothing on the stream can be resumed",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const params = { name: "steps" }
        const response = yield* modern(url, "tools/call", params, { meta: progress._meta })
        assert.strictEqual(response.status, 200)
        assert.strictEqual(response.headers["content-type"], eventStream)
        assert.strictEqual(response.headers["x-accel-buffering"], "no")
        const events = yield* response.rest
        assert.deepStrictEqual(steps(messagesOf(events)), [1, 2, 1])
        for (const event of events) assert.hasAllKeys(event, ["event", "data"])
        assert.strictEqual(yield* response.ended, "End")
      })
  )

  it.effect(
    "2025-11-25/T-19, 2026-07-28/T-15: two calls at once, and each stream has what is about its own",
    () =>
      Effect.gen(function* () {
        const together = yield* Deferred.make<void>()
        let begun = 0
        const Both = Tool.make("both", {}).handle(() =>
          Effect.gen(function* () {
            begun += 1
            if (begun % 2 === 0) yield* Deferred.succeed(together, undefined)
            yield* Deferred.await(together)
            yield* Progress.report(1)
            return "done"
          })
        )
        const { url } = yield* serve(mcp(Both))
        const session = yield* initialize(url)
        const tokens = (id: string) =>
          Effect.map(
            Effect.flatMap(session.call(id, "both", meta(id)), (response) => response.rest),
            (events) => messagesOf(events).map((one) => one["id"] ?? paramsOf(one)["progressToken"])
          )
        assert.deepStrictEqual(
          yield* Effect.all([tokens("a"), tokens("b")], { concurrency: "unbounded" }),
          [
            ["a", "a"],
            ["b", "b"]
          ]
        )
        const alone = (id: string) =>
          Effect.map(
            Effect.flatMap(
              modern(url, "tools/call", { name: "both" }, { id, meta: { progressToken: id } }),
              (response) => response.rest
            ),
            (events) => messagesOf(events).map((one) => one["id"] ?? paramsOf(one)["progressToken"])
          )
        assert.deepStrictEqual(
          yield* Effect.all([alone("c"), alone("d")], { concurrency: "unbounded" }),
          [
            ["c", "c"],
            ["d", "d"]
          ]
        )
      })
  )

  it.effect(
    "2025-11-25/T-08, 2026-07-28/T-10: a notification, and an answer to a question, are taken with 202 and nothing else",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url)
        const cancelled = notification("notifications/cancelled", { requestId: "none" })
        const responses = [
          yield* session.post(cancelled),
          yield* session.post(notification("notifications/of/tomorrow")),
          yield* session.post({ jsonrpc: "2.0", id: 99, result: {} }),
          yield* session.post({ jsonrpc: "2.0", id: 99, error: { code: -1, message: "no" } }),
          yield* post(url, cancelled, {
            "mcp-protocol-version": "2026-07-28",
            "mcp-method": "notifications/cancelled"
          })
        ]
        for (const response of responses) {
          assert.strictEqual(response.status, 202)
          assert.strictEqual(yield* response.text, "")
          assert.isUndefined(response.headers["content-type"])
        }
      })
  )

  it.effect(
    "2025-11-25/T-09, 2026-07-28/T-11: one that is not taken is an HTTP error, and its JSON-RPC error has no id",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url)
        const changed = notification("notifications/roots/list_changed")
        const cancelled = notification("notifications/cancelled", { requestId: 1 })
        const versioned = { "mcp-protocol-version": "2026-07-28" }
        const unknown = {
          _meta: { "io.modelcontextprotocol/protocolVersion": "2099-01-01" }
        }
        const refused = [
          [yield* post(url, changed), 400, -32600],
          [yield* post(url, { jsonrpc: "2.0", id: 1, result: {} }), 400, -32600],
          [yield* session.post(changed, { "mcp-session-id": "gone" }), 404, -32600],
          [yield* session.post({ jsonrpc: "2.0", id: 1, result: "text" }), 400, -32600],
          [yield* post(url, cancelled, versioned), 400, -32020],
          [
            yield* post(url, cancelled, { ...versioned, "mcp-method": "notifications/progress" }),
            400,
            -32020
          ],
          [
            yield* post(url, notification("notifications/cancelled", unknown), {
              "mcp-protocol-version": "2099-01-01",
              "mcp-method": "notifications/cancelled"
            }),
            400,
            -32022
          ],
          [yield* post(url, { jsonrpc: "2.0", id: 1, result: {} }, versioned), 400, -32600]
        ] as const
        for (const [response, status, code] of refused) {
          const body = yield* response.json
          assert.deepStrictEqual([response.status, errorOf(body)["code"]], [status, code])
          assert.notProperty(body, "id")
        }
      })
  )

  it.effect(
    "2025-11-25/T-01: one path takes POST, GET and DELETE; nothing is at any other, and no other method is taken",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url)
        assert.strictEqual((yield* session.call(1, "quick")).status, 200)
        assert.strictEqual((yield* session.get()).status, 200)
        assert.strictEqual((yield* session.delete).status, 204)
        for (const method of ["PUT", "PATCH", "OPTIONS"]) {
          const response = yield* open(url, { method, headers: session.headers })
          assert.strictEqual(response.headers["allow"], "GET, POST, DELETE")
          assert.deepStrictEqual(yield* refusal(response), [405, -32600, "MethodNotAllowed"])
        }
        for (const path of ["/", "/mcp/", "/mcp/x", "/MCP"]) {
          const response = yield* open(new URL(path, url).href, { method: "GET" })
          assert.deepStrictEqual(yield* refusal(response), [404, -32600, "NoSuchEndpoint"])
        }
        assert.strictEqual((yield* modern(`${url}?tenant=1`, "tools/list")).status, 200)
      })
  )

  it.effect("endpoint.path: is where it is said to be", () =>
    Effect.gen(function* () {
      const { port, url } = yield* serve(Server, { path: "/api/tools" })
      assert.strictEqual(url, `http://127.0.0.1:${port}/api/tools`)
      assert.strictEqual((yield* modern(url, "tools/list")).status, 200)
      const elsewhere = yield* modern(`http://127.0.0.1:${port}/mcp`, "tools/list")
      assert.strictEqual(elsewhere.status, 404)
    })
  )
})

describe("answers, of one kind", () => {
  it.effect(
    "answers.json: everything is JSON, and what is said before goes to the session's own stream",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server, { answers: "json" })
        const session = yield* initialize(url)
        const listening = yield* session.get()
        const response = yield* session.call(7, "steps", progress)
        assert.strictEqual(response.headers["content-type"], "application/json")
        assert.deepStrictEqual(resultOf(yield* response.json), { content: done })
        const said = [yield* listening.message, yield* listening.message]
        assert.deepStrictEqual(steps(said), [1, 2])
        const alone = yield* modern(url, "tools/call", { name: "steps" }, { meta: progress._meta })
        assert.strictEqual(alone.headers["content-type"], "application/json")
      })
  )

  it.effect("answers.json: a request that stays open is a stream all the same", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { answers: "json" })
      const listen = yield* modern(url, "subscriptions/listen", {
        notifications: { toolsListChanged: true }
      })
      assert.strictEqual(listen.headers["content-type"], eventStream)
      assert.strictEqual(
        (yield* listen.message)["method"],
        "notifications/subscriptions/acknowledged"
      )
    })
  )

  it.effect("answers.sse: every result is a stream, and what is refused is JSON", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { answers: "sse" })
      const session = yield* initialize(url)
      for (const response of [
        yield* session.call(7, "quick"),
        yield* modern(url, "tools/call", { name: "quick" }, { id: 7 })
      ]) {
        assert.strictEqual(response.headers["content-type"], eventStream)
        const [message, ...more] = messagesOf(yield* response.rest)
        assert.strictEqual(message?.["id"], 7)
        assert.deepStrictEqual(more, [])
      }
      const refused = yield* modern(url, "no/such")
      assert.strictEqual(refused.status, 404)
      assert.strictEqual(refused.headers["content-type"], "application/json")
    })
  )
})
