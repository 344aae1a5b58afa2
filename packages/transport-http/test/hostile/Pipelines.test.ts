/** Connections that break off anywhere, and several requests in one piece. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue } from "effect"

import { calling, inSession, isFree, keys, mount, serve, shuffled, sorted, textOf } from "./Held.ts"
import * as Request from "./Request.ts"

/** Of either era, in turn. */
const holding = (key: string, index: number): Request.Request =>
  index % 2 === 0
    ? Request.stateless(Request.stating("tools/call", calling("hold", key), 1))
    : Request.inSession(Request.rpc("tools/call", calling("hold", key), index))

describe("Pipelines", () => {
  it.live(
    "hostile.abort: a request that breaks off after any of its bytes leaves nothing behind",
    () =>
      Effect.gen(function* () {
        const held = yield* mount({ maxRequests: 1 })
        const { session } = yield* inSession(held)
        const places = { port: held.port, session }
        const requests = [
          Request.bytes(
            Request.stateless(Request.stating("tools/call", { name: "whoami", arguments: {} })),
            places
          ),
          Request.bytes(
            Request.inSession(Request.rpc("tools/call", { name: "whoami", arguments: {} })),
            places
          )
        ]
        for (const request of requests) {
          yield* Effect.forEach(
            request.keys(),
            (size) =>
              Effect.scoped(
                Effect.gen(function* () {
                  const wire = yield* held.wire()
                  wire.send(request.subarray(0, size))
                  yield* Effect.yieldNow
                  if (size % 2 === 0) wire.socket.resetAndDestroy()
                  else wire.socket.end()
                  yield* wire.closed
                })
              ),
            { concurrency: 16 }
          )
        }
        const last = yield* inSession(held, {}, session)
        last.send("tools/call", { name: "whoami", arguments: {} }, 1)
        assert.strictEqual(textOf((yield* last.wire.answer)?.body), "anonymous")
        yield* isFree(held, 1)
      })
  )

  it.effect("hostile.pipeline: requests sent in one piece are answered in their order", () =>
    Effect.gen(function* () {
      const held = yield* serve()
      const { session, wire } = yield* inSession(held)
      const places = { port: held.port, session }
      const all = keys(40)
      wire.send(Buffer.concat(all.map((key, index) => Request.bytes(holding(key, index), places))))
      yield* Queue.takeN(held.gates.begun, 40)
      for (const key of shuffled(all, 1)) yield* held.gates.release(key)
      for (const key of all) assert.strictEqual(textOf((yield* wire.answer)?.body), key)
    })
  )

  it.effect("hostile.pipeline: what follows a broken request is not read", () =>
    Effect.gen(function* () {
      const held = yield* serve()
      const { session, wire } = yield* inSession(held)
      const places = { port: held.port, session }
      const good = Request.bytes(Request.inSession(Request.rpc("ping")), places)
      const broken = Buffer.from(
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
      )
      const call = Request.bytes(
        Request.inSession(Request.rpc("tools/call", calling("hold", "smuggled"), 5)),
        places
      )
      wire.send(Buffer.concat([good, broken, call]))
      assert.strictEqual((yield* wire.answer)?.status, 200)
      assert.strictEqual((yield* wire.answer)?.status, 400)
      assert.strictEqual(yield* wire.rest, "")
      assert.strictEqual(yield* Queue.size(held.gates.begun), 0)
    })
  )

  it.effect(
    "hostile.pipeline: who hangs up on requests that were sent in one piece has stopped them all",
    () =>
      Effect.gen(function* () {
        const held = yield* serve({ maxRequests: 30 })
        const wire = yield* held.wire()
        const all = keys(30)
        wire.send(
          Buffer.concat(
            all.map((key) =>
              Request.bytes(
                Request.stateless(Request.stating("tools/call", calling("hold", key))),
                { port: held.port, session: "" }
              )
            )
          )
        )
        yield* Queue.takeN(held.gates.begun, 30)
        wire.socket.resetAndDestroy()
        assert.deepStrictEqual(sorted(yield* Queue.takeN(held.gates.stopped, 30)), sorted(all))
        yield* isFree(held, 30)
      })
  )
})
