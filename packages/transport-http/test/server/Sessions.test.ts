import { Progress, Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { vi } from "vitest"

import * as Hold from "../support/hold.ts"
import {
  answer,
  errorOf,
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
import { mcp, serve, turn } from "../support/server.ts"

const Quick = Tool.make("quick", {}).handle(() => Effect.succeed("done"))
const Server = mcp(Quick)

const unknown = [404, -32600, "UnknownSession"]

describe("sessions", () => {
  it.effect(
    "2025-11-25/T-35, 2025-11-25/T-37: the answer to initialize has the id of a session, in visible ASCII",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const response = yield* post(url, initializing())
        assert.strictEqual(response.status, 200)
        const id = response.headers["mcp-session-id"]
        assert.isDefined(id)
        assert.match(String(id), /^[\x21-\x7e]+$/)
        const streamed = yield* serve(Server, { answers: "sse" })
        const event = yield* post(streamed.url, initializing())
        assert.strictEqual(event.headers["content-type"], "text/event-stream")
        assert.match(String(event.headers["mcp-session-id"]), /^[\da-f-]{36}$/)
      })
  )

  it.effect(
    "2025-11-25/T-36, 2025-11-25/T-54: ids are 122 random bits of the platform's secure source, each another",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const random = vi.spyOn(crypto, "randomUUID")
        const ids = new Set<unknown>()
        for (let at = 0; at < 50; at++) {
          ids.add((yield* post(url, initializing())).headers["mcp-session-id"])
        }
        const drawn = random.mock.results.map(({ value }) => value as unknown)
        random.mockRestore()
        assert.strictEqual(ids.size, 50)
        assert.deepStrictEqual([...ids], drawn)
        for (const id of ids) {
          assert.match(
            String(id),
            /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
          )
        }
      })
  )

  it.effect("2025-11-25/T-40: nothing but initialize goes without an id", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const required = [400, -32600, "SessionRequired"]
      const headers = { "mcp-protocol-version": "2025-11-25" }
      for (const response of [
        yield* post(url, request(1, "tools/list"), headers),
        yield* post(url, request(1, "ping"), headers),
        yield* post(url, notification("notifications/initialized"), headers),
        yield* post(url, { jsonrpc: "2.0", id: 1, result: {} }, headers),
        yield* open(url, { method: "GET", headers: { ...headers, accept: "text/event-stream" } }),
        yield* open(url, { method: "DELETE", headers })
      ]) {
        assert.deepStrictEqual(yield* refusal(response), required)
      }
    })
  )

  it.effect(
    "2025-11-25/T-41: a session that was ended is not there, and neither is one that never was",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const ended = yield* initialize(url)
        const other = yield* initialize(url)
        assert.strictEqual((yield* ended.delete).status, 204)
        const never = session(url, crypto.randomUUID(), ended.headers)
        for (const gone of [ended, never, session(url, "", {}), session(url, "__proto__", {})]) {
          assert.deepStrictEqual(yield* refusal(yield* gone.call(1, "quick")), unknown)
          assert.deepStrictEqual(
            yield* refusal(yield* gone.post(notification("notifications/initialized"))),
            unknown
          )
          assert.deepStrictEqual(yield* refusal(yield* gone.get()), unknown)
          assert.deepStrictEqual(yield* refusal(yield* gone.delete), unknown)
        }
        assert.deepStrictEqual(resultOf(yield* other.ask("ping")), {})
      })
  )

  it.effect(
    "2025-11-25/T-20: with a session its streams end, and what was worked on for it is interrupted",
    () =>
      Effect.gen(function* () {
        const { begun, feature, interrupted } = Hold.make(true)
        const { url } = yield* serve(mcp(feature))
        const client = yield* initialize(url)
        const other = yield* initialize(url)
        const untouched = yield* other.get()
        const listening = yield* client.get()
        const call = yield* client.call(1, "hold", { _meta: { progressToken: "p" } })
        yield* begun
        assert.strictEqual((yield* client.delete).status, 204)
        yield* interrupted
        assert.strictEqual(yield* listening.ended, "End")
        assert.strictEqual(yield* call.ended, "End")
        assert.strictEqual((yield* call.rest).filter(({ data }) => data !== "").length, 1)
        assert.strictEqual((yield* untouched.next).data, "")
      })
  )

  it.effect("session.begin: one that did not begin has no id and takes no room", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { sessions: { max: 1 } })
      for (const params of [{}, { protocolVersion: 5 }, undefined]) {
        const response = yield* post(url, request(1, "initialize", params))
        assert.isUndefined(response.headers["mcp-session-id"])
        assert.strictEqual(errorOf(yield* response.json)["code"], -32602)
      }
      yield* initialize(url)
    })
  )

  it.effect(
    "session.again: initialize with an id begins another session, and leaves that one be",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const first = yield* initialize(url)
        const response = yield* first.post(initializing())
        assert.notStrictEqual(response.headers["mcp-session-id"], first.id)
        assert.deepStrictEqual(resultOf(yield* first.ask("ping")), {})
      })
  )

  it.effect("session.bound: one too many is refused by name, until another has ended", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { sessions: { max: 2 } })
      const first = yield* initialize(url)
      yield* initialize(url)
      const refused = yield* post(url, initializing())
      assert.deepStrictEqual(yield* refusal(refused), [503, -32600, "TooManySessions"])
      assert.strictEqual(refused.headers["retry-after"], "1")
      const body = yield* refused.json
      assert.strictEqual(body["id"], "init")
      assert.deepStrictEqual(errorOf(body)["data"], { reason: "TooManySessions", limit: 2 })
      assert.strictEqual((yield* modern(url, "tools/list")).status, 200)
      yield* first.delete
      yield* initialize(url)
    })
  )
})

describe("sessions that nobody uses", () => {
  const idle = { sessions: { idle: "20 minutes" } } as const

  it.effect("session.idle: end, and those in use do not", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, idle)
      const unused = yield* initialize(url)
      const used = yield* initialize(url)
      yield* TestClock.adjust("19 minutes")
      assert.deepStrictEqual(resultOf(yield* used.ask("ping")), {})
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(yield* refusal(yield* unused.call(1, "quick")), unknown)
      assert.deepStrictEqual(resultOf(yield* used.ask("ping")), {})
    })
  )

  it.effect("session.idle: who listens is not idle, nor is whose call takes long", () =>
    Effect.gen(function* () {
      const { begun, feature, interrupted } = Hold.make(true)
      const { url } = yield* serve(mcp(feature), idle)
      const listening = yield* initialize(url)
      const calling = yield* initialize(url)
      const stream = yield* listening.get()
      const call = yield* calling.call(1, "hold", { _meta: { progressToken: "p" } })
      yield* begun
      for (let hours = 0; hours < 3; hours++) yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(resultOf(yield* listening.ask("ping")), {})
      assert.deepStrictEqual(resultOf(yield* calling.ask("ping")), {})
      yield* stream.leave
      yield* calling.post(notification("notifications/cancelled", { requestId: 1 }))
      yield* interrupted
      yield* call.ended
      yield* turn
      for (let hours = 0; hours < 2; hours++) yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* refusal(yield* listening.call(1, "hold")), unknown)
      assert.deepStrictEqual(yield* refusal(yield* calling.call(1, "hold")), unknown)
    })
  )

  it.effect("session.idle: make room", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { sessions: { max: 1, idle: "1 minute" } })
      yield* initialize(url)
      yield* TestClock.adjust("2 minutes")
      yield* initialize(url)
    })
  )
})

describe("a server without sessions", () => {
  it.effect(
    "2025-11-25/T-44, 2025-11-25/T-25: gives no id, takes each message for itself, and has no GET and no DELETE",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(mcp(Quick), { sessions: false })
        const opened = yield* post(url, initializing())
        assert.isUndefined(opened.headers["mcp-session-id"])
        assert.strictEqual(resultOf(yield* opened.json)["protocolVersion"], "2025-11-25")
        const headers = { "mcp-protocol-version": "2025-11-25" }
        const initialized = yield* post(url, notification("notifications/initialized"), headers)
        assert.strictEqual(initialized.status, 202)
        const called = yield* post(url, request(1, "tools/call", { name: "quick" }), headers)
        assert.deepStrictEqual(resultOf(yield* called.json), {
          content: [{ type: "text", text: "done" }]
        })
        for (const method of ["GET", "DELETE"]) {
          const response = yield* open(url, { method, headers })
          assert.strictEqual(response.headers["allow"], "POST")
          assert.deepStrictEqual(yield* refusal(response), [405, -32600, "MethodNotAllowed"])
        }
      })
  )

  it.effect("sessions.none: nothing can be subscribed to, and answers belong to nobody", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(mcp(Quick), { sessions: false })
      const headers = { "mcp-protocol-version": "2025-11-25" }
      const level = yield* post(url, request(1, "logging/setLevel", { level: "info" }), headers)
      assert.strictEqual(errorOf(yield* answer(level))["code"], -32600)
      const response = yield* post(url, { jsonrpc: "2.0", id: 1, result: {} }, headers)
      assert.deepStrictEqual(yield* refusal(response), [400, -32600, "UnexpectedResponse"])
    })
  )

  it.effect("sessions.none: progress goes on the stream of its call", () =>
    Effect.gen(function* () {
      const Steps = Tool.make("steps", {}).handle(() => Effect.as(Progress.report(1), "done"))
      const { url } = yield* serve(mcp(Layer.mergeAll(Steps)), { sessions: false })
      const params = { name: "steps", _meta: { progressToken: "p" } }
      const response = yield* post(url, request(1, "tools/call", params), {
        "mcp-protocol-version": "2025-06-18"
      })
      const [first, last, ...more] = yield* response.rest
      assert.include(first?.data, "notifications/progress")
      assert.include(last?.data, "done")
      assert.deepStrictEqual(more, [])
    })
  )
})
