/** Our own mistakes end a request, and nothing else. */
import { Endpoint } from "@effect-mcp/protocol"
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Logger } from "effect"

import { connect, streamOf } from "../mounts/legacyPeer.ts"
import { modern, request } from "../support/peer.ts"
import { mcp, serve } from "../support/server.ts"

it.effect(
  "defect.contained: what throws on the way is logged, and answered with nothing inside",
  () => {
    const logged: Array<unknown> = []
    const logger = Logger.make(({ message }) => void logged.push(message))
    const broken = Layer.effect(
      Endpoint.Endpoint,
      Effect.map(Endpoint.Endpoint, (endpoint) => ({
        ...endpoint,
        nameOf: (_: unknown, method: string) => {
          if (method === "tools/call") throw new Error("a secret of ours")
          return undefined
        }
      }))
    ).pipe(Layer.provideMerge(mcp(Layer.empty)))
    return Effect.gen(function* () {
      const { url } = yield* serve(broken)
      const response = yield* modern(url, "tools/call", { name: "any" })
      assert.strictEqual(response.status, 500)
      assert.deepStrictEqual(yield* response.json, {
        jsonrpc: "2.0",
        id: 1,
        error: { code: -32603, message: "Internal error" }
      })
      assert.isTrue(logged.flat().includes("A message could not be taken"))
      assert.strictEqual((yield* modern(url, "server/discover")).status, 200)
    }).pipe(Effect.provide(Logger.layer([logger])))
  }
)

it.effect("defect.legacy: over HTTP with SSE too, where the message was taken already", () => {
  const logged: Array<unknown> = []
  const logger = Logger.make(({ message }) => void logged.push(message))
  const broken = Layer.effect(
    Endpoint.Endpoint,
    Effect.map(Endpoint.Endpoint, (endpoint) => ({
      ...endpoint,
      receive: (...[message, exchange]: Parameters<typeof endpoint.receive>) => {
        if (message._tag === "Request" && message.method === "tools/call") {
          throw new Error("a secret of ours")
        }
        endpoint.receive(message, exchange)
      }
    }))
  ).pipe(Layer.provideMerge(mcp(Layer.empty)))
  return Effect.gen(function* () {
    const { url } = yield* serve(broken, { legacySse: true })
    const peer = yield* connect(streamOf(url))
    const taken = yield* peer.post(request(1, "tools/call", { name: "any" }))
    assert.strictEqual(taken.status, 202)
    assert.deepStrictEqual(yield* peer.ask(2, "ping"), { jsonrpc: "2.0", id: 2, result: {} })
    assert.isTrue(logged.flat().includes("A message could not be taken"))
  }).pipe(Effect.provide(Logger.layer([logger])))
})
