/**
 * What every mount has to do, whatever carries it: `serve` says how one is reached. To be called within a
 * `describe`.
 */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import {
  initialize,
  initializing,
  modern,
  notification,
  post,
  refusal,
  request,
  resultOf
} from "../support/peer.ts"
import { type Json, messagesOf, open } from "../support/raw.ts"
import { legacy } from "./legacy.ts"
import type { Mount } from "./mounts.ts"
import { flooding, holding, Server } from "./tools.ts"

type Serve = Mount["serve"]

const sum = { name: "add", arguments: { a: 1, b: 2 } }
const token = { progressToken: "p" }
const asked = { capabilities: { elicitation: {} } }
const sure = { action: "accept", content: { sure: true } }

const contentOf = (message: Json): unknown => resultOf(message)["content"]
const said = (text: string) => [{ type: "text", text }]

const calls = (serve: Serve): void => {
  it.effect(
    "2025-11-25/T-10, 2025-11-25/T-35: a session begins, and a call in it is answered as JSON",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url)
        const response = yield* session.call(7, "add", sum)
        assert.strictEqual(response.status, 200)
        assert.strictEqual(response.headers["content-type"], "application/json")
        assert.deepStrictEqual(yield* response.json, {
          jsonrpc: "2.0",
          id: 7,
          result: { content: said('{"sum":3}'), structuredContent: { sum: 3 } }
        })
      })
  )

  it.effect("2026-07-28/T-12: a call is answered as JSON without any session", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const response = yield* modern(url, "tools/call", sum)
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.headers["mcp-session-id"], undefined)
      assert.deepStrictEqual(resultOf(yield* response.json)["structuredContent"], { sum: 3 })
    })
  )

  it.effect("2025-11-25/T-08: a notification is accepted with an empty body", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const session = yield* initialize(url)
      const response = yield* session.post(notification("notifications/initialized"))
      assert.strictEqual(response.status, 202)
      assert.strictEqual(yield* response.text, "")
    })
  )

  it.effect(
    "2025-11-25/T-10, 2025-11-25/T-21: what comes before the answer makes it a stream",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url)
        const response = yield* session.call(7, "steps", { _meta: token })
        assert.strictEqual(response.headers["content-type"], "text/event-stream")
        const messages = messagesOf(yield* response.rest)
        assert.deepStrictEqual(
          messages.map(({ id, method }) => id ?? method),
          ["notifications/progress", "notifications/progress", 7]
        )
        assert.strictEqual(yield* response.ended, "End")
      })
  )

  it.effect(
    "2025-11-25/T-19: a question comes on the stream of its call, and the answer by a POST",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url, asked)
        const response = yield* session.call(7, "confirm")
        const { id, method } = yield* response.message
        assert.strictEqual(method, "elicitation/create")
        const accepted = yield* session.post({ jsonrpc: "2.0", id, result: sure })
        assert.strictEqual(accepted.status, 202)
        assert.deepStrictEqual(contentOf(yield* response.message), said("sure"))
      })
  )

  it.effect("2026-07-28/MR-01: a question ends its call, and the next call brings the answer", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const stating = { capabilities: { elicitation: { form: {} } } }
      const first = yield* modern(url, "tools/call", { name: "confirm" }, stating)
      const { inputRequests, requestState, resultType } = resultOf(yield* first.json)
      assert.strictEqual(resultType, "input_required")
      const [key = ""] = Object.keys(inputRequests as Json)
      const params = { name: "confirm", requestState, inputResponses: { [key]: sure } }
      const second = yield* modern(url, "tools/call", params, stating)
      assert.deepStrictEqual(contentOf(yield* second.json), said("sure"))
    })
  )
}

const refusals = (serve: Serve): void => {
  it.effect("2025-11-25/T-02: a foreign Host or Origin may not call", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const host = yield* post(url, initializing(), { host: "evil.example" })
      assert.deepStrictEqual(yield* refusal(host), [403, -32600, "ForeignHost"])
      const origin = yield* post(url, initializing(), { origin: "https://evil.example" })
      assert.deepStrictEqual(yield* refusal(origin), [403, -32600, "ForeignOrigin"])
    })
  )

  it.effect("2025-11-25/T-41: a session is ended by DELETE, and unknown after that", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const session = yield* initialize(url)
      const ended = yield* session.delete
      assert.strictEqual(ended.status, 204)
      assert.strictEqual(yield* ended.text, "")
      const late = yield* session.call(1, "add", sum)
      assert.deepStrictEqual(yield* refusal(late), [404, -32600, "UnknownSession"])
    })
  )

  it.effect("body.limit: what is too long is refused, whether it says so or not", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { maxBodyBytes: 1000 })
      const long = `"${"x".repeat(1000)}"`
      const declared = yield* post(url, long)
      assert.deepStrictEqual(yield* refusal(declared), [413, -32600, "BodyTooLarge"])
      const chunked = yield* open(url, {
        headers: { "content-type": "application/json" },
        body: [long.slice(0, 900), long.slice(900)]
      })
      assert.deepStrictEqual(yield* refusal(chunked), [413, -32600, "BodyTooLarge"])
      yield* initialize(url)
    })
  )

  it.effect("body.pieces: a body may come in pieces, also within a character", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const bytes = new TextEncoder().encode(JSON.stringify(request("ä€😀", "ping")))
      const at = bytes.indexOf(0xf0) + 2
      const session = yield* initialize(url)
      const response = yield* open(url, {
        headers: { "content-type": "application/json", ...session.headers },
        body: [bytes.slice(0, at), bytes.slice(at)]
      })
      assert.strictEqual((yield* response.json)["id"], "ä€😀")
    })
  )

  it.effect("body.large: a long body is read to its end, and the connection stays", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const session = yield* initialize(url)
      const padding = { _meta: { padding: "x".repeat(1_000_000) } }
      const response = yield* session.post(request(1, "ping", padding), {
        connection: "keep-alive"
      })
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.headers["connection"], "keep-alive")
    })
  )

  it.effect("body.encoding: bytes that are no UTF-8 are no message", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const session = yield* initialize(url)
      const bytes = new TextEncoder().encode(JSON.stringify(request("?", "ping")))
      const response = yield* open(url, {
        headers: { "content-type": "application/json", ...session.headers },
        body: bytes.map((byte) => (byte === 0x3f ? 0xff : byte))
      })
      assert.deepStrictEqual(yield* refusal(response), [400, -32700])
    })
  )

  it.effect("2026-07-28/T-34: headers that contradict the body are refused", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const headers = { "mcp-name": "other" }
      const response = yield* modern(url, "tools/call", sum, { headers })
      assert.deepStrictEqual(yield* refusal(response), [400, -32020])
    })
  )

  it.effect("endpoint.path: nothing is served beside the endpoint", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { path: "/one" })
      yield* initialize(`${url}?with=query`)
      const beside = yield* post(url.replace("/one", "/two"), initializing())
      assert.strictEqual(beside.status, 404)
      const put = yield* open(url, { method: "PUT" })
      assert.strictEqual(put.status, 405)
      assert.strictEqual(put.headers["allow"], "GET, POST, DELETE")
    })
  )
}

const streams = (serve: Serve): void => {
  it.effect(
    "2025-11-25/T-25: the stream to listen on begins at once, and ends with its session",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url, { version: "2025-06-18" })
        const stream = yield* session.get()
        assert.strictEqual(stream.status, 200)
        assert.strictEqual(stream.headers["content-type"], "text/event-stream")
        yield* session.delete
        assert.strictEqual(yield* stream.ended, "End")
      })
  )

  it.effect("2025-11-25/T-33: a client that lost a stream gets the rest of it", () =>
    Effect.gen(function* () {
      const { begun, letGo, server } = holding()
      const { url } = yield* serve(server)
      const session = yield* initialize(url)
      const first = yield* session.call(7, "hold", { _meta: token })
      yield* begun
      const primed = yield* first.next
      yield* first.leave
      yield* letGo
      const rest = yield* session.get({ "last-event-id": primed.id })
      const messages = messagesOf(yield* rest.rest)
      assert.deepStrictEqual(
        messages.map(({ id, method }) => id ?? method),
        ["notifications/progress", 7]
      )
    })
  )

  it.effect("2025-11-25/T-22: a client that goes away stops no call of its session", () =>
    Effect.gen(function* () {
      const { begun, isInterrupted, letGo, server } = holding()
      const { url } = yield* serve(server)
      const session = yield* initialize(url)
      const call = yield* session.call(7, "hold", { _meta: token })
      const primed = yield* call.next
      yield* begun
      yield* call.leave
      const rest = yield* session.get({ "last-event-id": primed.id })
      yield* rest.message
      assert.isFalse(yield* isInterrupted)
      yield* letGo
      assert.deepStrictEqual(contentOf(yield* rest.message), said("done"))
    })
  )

  it.effect(
    "2026-07-28/T-22: a client that goes away cancels its call, before its stream or within",
    () =>
      Effect.gen(function* () {
        const silent = holding()
        const quiet = yield* serve(silent.server)
        const waiting = yield* Effect.forkScoped(
          Effect.scoped(modern(quiet.url, "tools/call", { name: "hold" }))
        )
        yield* silent.begun
        waiting.interruptUnsafe()
        yield* silent.interrupted

        const { begun, interrupted, server } = holding()
        const { url } = yield* serve(server)
        const response = yield* modern(url, "tools/call", { name: "hold" }, { meta: token })
        yield* begun
        yield* response.message
        yield* response.leave
        yield* interrupted
      })
  )

  it.effect(
    "2026-07-28/SU-03: a subscription is acknowledged first, and freed when its client goes away",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server, { maxStreams: 1 })
        const listen = (id: number) =>
          modern(url, "subscriptions/listen", { notifications: { toolsListChanged: true } }, { id })
        const first = yield* listen(1)
        const acknowledged = yield* first.message
        assert.strictEqual(acknowledged["method"], "notifications/subscriptions/acknowledged")
        const second = yield* listen(2)
        assert.deepStrictEqual(yield* refusal(second), [429, -32600, "TooManyStreams"])
        yield* first.leave
        const third = yield* Effect.repeat(listen(3), { until: ({ status }) => status === 200 })
        assert.strictEqual((yield* third.message)["method"], acknowledged["method"])
      })
  )

  it.effect("stream.unread: a client that does not read is cut off, and its call with it", () =>
    Effect.gen(function* () {
      const { interrupted, server } = flooding()
      const { url } = yield* serve(server, { maxUnsent: 300_000 })
      const meta = { "io.modelcontextprotocol/logLevel": "info" }
      const response = yield* modern(url, "tools/call", { name: "flood" }, { meta })
      yield* response.pause
      yield* interrupted
      yield* response.resume
      assert.strictEqual(yield* response.ended, "Lost")
    })
  )

  it.effect("shutdown.streams: the end of the server is the end of its streams", () =>
    Effect.gen(function* () {
      const { close, url } = yield* serve(Server)
      const session = yield* initialize(url)
      const stream = yield* session.get()
      yield* close
      yield* stream.ended
    })
  )
}

export const suite = (serve: Serve): void => {
  calls(serve)
  refusals(serve)
  streams(serve)
  legacy(serve)
}
