import { Tool } from "@effect-mcp/server"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"

import * as Hold from "../support/hold.ts"
import { initialize, notification, post, refusal, request } from "../support/peer.ts"
import { mcp, serve } from "../support/server.ts"

const Quick = Tool.make("quick", {}).handle(() => Effect.succeed("done"))
const Server = mcp(Quick)

const newest = "2026-07-28"
const called = { content: [{ type: "text", text: "done" }] }
const call = request(1, "tools/call", { name: "quick" })

const calls = (count: number) =>
  Array.from({ length: count }, (_, id) => request(id, "tools/call", { name: "quick" }))

describe("batches", () => {
  it.effect(
    "interop/IS-15: in 2025-03-26 several messages come at once, and are answered by one array",
    () =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url, { version: "2025-03-26" })
        const response = yield* session.post([
          call,
          notification("notifications/initialized"),
          request(2, "no/such"),
          { jsonrpc: "2.0", id: 3 }
        ])
        assert.strictEqual(response.status, 200)
        const answers = (yield* response.json) as unknown as ReadonlyArray<{
          readonly id: number
          readonly result?: unknown
          readonly error?: { readonly code: number }
        }>
        assert.deepStrictEqual(
          answers.map(({ error, id, result }) => [id, error?.code ?? result]),
          [
            [1, called],
            [2, -32601],
            [3, -32600]
          ]
        )
        const silent = yield* session.post([
          notification("notifications/initialized"),
          { jsonrpc: "2.0", id: 9, result: {} }
        ])
        assert.deepStrictEqual([silent.status, yield* silent.text], [202, ""])
        assert.deepStrictEqual(yield* refusal(yield* session.post("[]")), [400, -32600])
      })
  )

  it.effect.each(["2024-11-05", "2025-06-18", "2025-11-25"])(
    "interop/IS-15: in %s they do not",
    (version) =>
      Effect.gen(function* () {
        const { url } = yield* serve(Server)
        const session = yield* initialize(url, { version })
        assert.deepStrictEqual(yield* refusal(yield* session.post([call])), [400, -32600])
        assert.deepStrictEqual(
          yield* refusal(yield* session.post([notification("notifications/initialized")])),
          [400, -32600]
        )
      })
  )

  it.effect("2026-07-28/RM-03: nor in 2026-07-28", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server)
      const response = yield* post(url, [call], { "mcp-protocol-version": newest })
      assert.deepStrictEqual(yield* refusal(response), [400, -32600])
    })
  )

  it.effect("limit.batch: one with more messages than may be worked on at once is refused", () =>
    Effect.gen(function* () {
      const { url } = yield* serve(Server, { maxRequests: 3 })
      const session = yield* initialize(url, { version: "2025-03-26" })
      const tooLong = [413, -32600, "BatchTooLong"]
      assert.deepStrictEqual(yield* refusal(yield* session.post(calls(4))), tooLong)
      assert.strictEqual((yield* session.post(calls(3))).status, 200)
    })
  )

  it.effect("limit.requests: a batch counts as many requests as are in it", () =>
    Effect.gen(function* () {
      const hold = Hold.make()
      const { url } = yield* serve(mcp(Layer.mergeAll(Quick, hold.feature)), { maxRequests: 3 })
      const session = yield* initialize(url, { version: "2025-03-26" })
      const call = request("hold", "tools/call", { name: "hold" })
      const batch = [...calls(1), call, request("ping", "ping")]
      const holding = yield* Effect.forkChild(session.post(batch))
      yield* hold.begun
      assert.deepStrictEqual(yield* refusal(yield* session.post(calls(2))), [
        429,
        -32600,
        "TooManyRequests"
      ])
      assert.strictEqual((yield* session.post(calls(1))).status, 200)
      yield* hold.letGo
      assert.strictEqual((yield* Fiber.join(holding)).status, 200)
      assert.strictEqual((yield* session.post(calls(3))).status, 200)
    })
  )
})
