/** What the transport of 2024-11-05 has to do over every mount. To be called within a `describe`. */
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import { initialize, post, refusal, request, resultOf } from "../support/peer.ts"
import { open } from "../support/raw.ts"
import { connect, listen, streamOf } from "./legacyPeer.ts"
import type { Mount } from "./mounts.ts"
import { holding, Server } from "./tools.ts"

const on = { legacySse: true }
const sum = { name: "add", arguments: { a: 1, b: 2 } }
const said = (text: string) => [{ type: "text", text }]

const unknown = [404, -32600, "UnknownStream"]

export const legacy = (serve: Mount["serve"]): void => {
  it.effect("endpoint.legacy: HTTP+SSE is not served unless it is asked for", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      assert.strictEqual((yield* listen(streamOf(url))).status, 404)
    })
  )

  it.effect(
    "2025-11-25/T-49, 2026-07-28/V-26, interop/IS-17: a client of 2024-11-05 is served beside the endpoint",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server, on)
        const peer = yield* connect(streamOf(url))
        assert.strictEqual(peer.stream.headers["content-type"], "text/event-stream")
        assert.match(peer.endpoint, /^\/messages\?sessionId=[\da-f-]{36}$/u)
        assert.strictEqual(peer.version, "2024-11-05")
        const accepted = yield* peer.post(request(7, "tools/call", sum))
        assert.strictEqual(accepted.status, 202)
        assert.strictEqual(yield* accepted.text, "")
        const event = yield* peer.stream.next
        assert.deepStrictEqual(
          { ...event, data: JSON.parse(event.data ?? "") },
          {
            event: "message",
            data: { jsonrpc: "2.0", id: 7, result: { content: said('{"sum":3}') } }
          }
        )
        const modern = yield* initialize(url)
        assert.deepStrictEqual(resultOf(yield* modern.ask("ping")), {})
      })
  )

  it.effect(
    "interop/IS-17: what comes before an answer, and questions, come on the stream too",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server, on)
        const capabilities = { elicitation: {} }
        const peer = yield* connect(streamOf(url), { version: "2025-06-18", capabilities })
        const { id, method } = yield* peer.ask(7, "tools/call", { name: "confirm" })
        assert.strictEqual(method, "elicitation/create")
        const result = { action: "accept", content: { sure: true } }
        yield* peer.post({ jsonrpc: "2.0", id, result })
        assert.deepStrictEqual(resultOf(yield* peer.stream.message)["content"], said("sure"))
        const params = { name: "steps", _meta: { progressToken: "p" } }
        const first = yield* peer.ask(8, "tools/call", params)
        assert.strictEqual(first["method"], "notifications/progress")
      })
  )

  it.effect(
    "legacy.stream: whoever loses the stream has lost the connection, and its calls are stopped",
    () =>
      Effect.gen(function* () {
        const { begun, interrupted, server } = holding()
        const { url } = yield* serve(server, on)
        const peer = yield* connect(streamOf(url))
        yield* peer.post(request(7, "tools/call", { name: "hold" }))
        yield* begun
        yield* peer.stream.leave
        yield* interrupted
        assert.deepStrictEqual(yield* refusal(yield* peer.post(request(8, "ping"))), unknown)
      })
  )

  it.effect("legacy.refusals: what cannot be answered on a stream is refused by its POST", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { ...on, maxBodyBytes: 1000 })
      const stream = streamOf(url)
      const peer = yield* connect(stream)
      const messages = new URL(peer.endpoint, stream).href
      const nobody = new URL("/messages", stream).href
      const refused = Effect.fnUntraced(function* (
        sent: Parameters<typeof open>[1],
        to = messages
      ) {
        return yield* refusal(yield* open(to, sent))
      })
      const headers = { "content-type": "application/json" }
      const body = JSON.stringify(request(1, "ping"))
      const long = `"${"x".repeat(1000)}"`
      assert.deepStrictEqual(yield* refused({ headers, body: "{" }), [400, -32700])
      assert.deepStrictEqual(yield* refused({ headers, body: long }), [413, -32600, "BodyTooLarge"])
      assert.deepStrictEqual(yield* refused({ body }), [415, -32600, "UnsupportedMediaType"])
      const foreign = { headers: { ...headers, host: "evil.example" }, body }
      assert.deepStrictEqual(yield* refused(foreign), [403, -32600, "ForeignHost"])
      const wrong = { headers: { ...headers, "mcp-protocol-version": "2026-07-28" }, body }
      assert.deepStrictEqual(yield* refused(wrong), [400, -32600, "NotCarried"])
      assert.deepStrictEqual(yield* refused({ headers, body }, nobody), [
        400,
        -32600,
        "StreamRequired"
      ])
      assert.deepStrictEqual(yield* refused({ headers, body }, `${nobody}?sessionId=1`), unknown)
      const get = { method: "GET" }
      assert.deepStrictEqual(yield* refused(get), [405, -32600, "MethodNotAllowed"])
      assert.deepStrictEqual(yield* refused({ headers, body }, stream), [
        405,
        -32600,
        "MethodNotAllowed"
      ])
      assert.deepStrictEqual(resultOf(yield* peer.ask(9, "ping")), {})
    })
  )

  it.effect(
    "legacy.isolation: a session of the endpoint is no stream of this transport, nor the other way round",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server, on)
        const session = yield* initialize(url)
        const stream = yield* connect(streamOf(url))
        const id = new URL(stream.endpoint, url).searchParams.get("sessionId") ?? ""
        const other = new URL(`/messages?sessionId=${session.id}`, url).href
        assert.deepStrictEqual(yield* refusal(yield* post(other, request(1, "ping"))), unknown)
        const headers = { "mcp-session-id": id }
        assert.deepStrictEqual(yield* refusal(yield* post(url, request(1, "ping"), headers)), [
          404,
          -32600,
          "UnknownSession"
        ])
      })
  )
}
