import { Principal } from "@effect-mcp/protocol"
import { Authenticator } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"

import { post, refusal, request, resultOf } from "../support/peer.ts"
import { messagesOf } from "../support/raw.ts"
import { connect, listen, streamOf } from "./legacyPeer.ts"
import { node } from "./mounts.ts"
import { holding, Server } from "./tools.ts"

const on = { legacySse: true }

/** Takes a header for a proof. */
const trusting = Layer.succeed(
  Authenticator.Authenticator,
  Authenticator.Authenticator.of({
    authenticate: ({ headers }) => Effect.succeed(Principal.user(headers["x-user"] ?? "nobody"))
  })
)

describe("HTTP+SSE", () => {
  it.effect("legacy.paths: it is served where it is said to be", () =>
    Effect.gen(function* () {
      const legacySse = { stream: "/old/listen", messages: "/old/say" }
      const { url } = yield* node.serve(Server, { legacySse })
      const peer = yield* connect(new URL("/old/listen", url).href)
      assert.match(peer.endpoint, /^\/old\/say\?sessionId=/u)
      assert.strictEqual((yield* listen(streamOf(url))).status, 404)
    })
  )

  it.effect("2025-11-25/T-53, 2025-11-25/T-55: nobody posts to another's stream", () =>
    Effect.gen(function* () {
      const { url } = yield* node.serve(Layer.merge(Server, trusting), on)
      const anna = yield* connect(streamOf(url), {}, { "x-user": "anna" })
      const theirs = new URL(anna.endpoint, url).href
      const bert = yield* post(theirs, request(1, "ping"), { "x-user": "bert" })
      assert.deepStrictEqual(yield* refusal(bert), [404, -32600, "UnknownStream"])
      assert.deepStrictEqual(resultOf(yield* anna.ask(1, "ping")), {})
    })
  )

  it.effect("legacy.bounds: no more streams than sessions may be, and a lost one makes room", () =>
    Effect.gen(function* () {
      const { url } = yield* node.serve(Server, { ...on, sessions: { max: 1 } })
      const first = yield* connect(streamOf(url))
      const second = yield* listen(streamOf(url))
      assert.deepStrictEqual(yield* refusal(second), [503, -32600, "TooManySessions"])
      yield* first.stream.leave
      yield* Effect.repeat(listen(streamOf(url)), { until: ({ status }) => status === 200 })
    })
  )

  it.effect("legacy.requests: more calls at once than may be are refused by name", () =>
    Effect.gen(function* () {
      const { begun, letGo, server } = holding()
      const { url } = yield* node.serve(server, { ...on, maxRequests: 1 })
      const peer = yield* connect(streamOf(url))
      const hold = (id: number) => peer.post(request(id, "tools/call", { name: "hold" }))
      yield* hold(1)
      yield* begun
      assert.deepStrictEqual(yield* refusal(yield* hold(2)), [429, -32600, "TooManyRequests"])
      yield* letGo
      assert.strictEqual((yield* peer.stream.message)["id"], 1)
      assert.strictEqual((yield* hold(3)).status, 202)
    })
  )

  it.effect("legacy.alive: a stream with nothing to say says so", () =>
    Effect.gen(function* () {
      const { url } = yield* node.serve(Server, { ...on, keepAlive: "10 seconds" })
      const { stream } = yield* connect(streamOf(url))
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* stream.next, { comment: "" })
    })
  )

  it.effect(
    "legacy.shutdown: its streams end with the server, and its calls when their time is over",
    () =>
      Effect.gen(function* () {
        const { begun, interrupted, server } = holding()
        const { close, url } = yield* node.serve(server, { ...on, drainWithin: "1 second" })
        const peer = yield* connect(streamOf(url))
        yield* peer.post(request(7, "tools/call", { name: "hold" }))
        yield* begun
        const closing = yield* Effect.forkScoped(close, { startImmediately: true })
        yield* TestClock.adjust("1 second")
        yield* interrupted
        assert.strictEqual(yield* peer.stream.ended, "End")
        assert.deepStrictEqual(messagesOf(yield* peer.stream.rest), [])
        yield* Fiber.join(closing)
      })
  )
})
