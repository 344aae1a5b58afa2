/** A router's server that goes down, on Effect's own server as it comes: it waits for what is open. */
import { createServer } from "node:http"

import { HttpRoutes } from "@effect-mcp/transport-http/router"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { HttpRouter, HttpServer } from "effect/http"
import { TestClock } from "effect/testing"

import { answer, errorOf, initialize, modern, resultOf } from "../support/peer.ts"
import { wire } from "../support/raw.ts"
import { hurried, type Served } from "../support/server.ts"
import { connect } from "./legacyPeer.ts"
import { holding } from "./tools.ts"

const done = [{ type: "text", text: "done" }]
const listen = { notifications: { toolsListChanged: true } }

const serving = Effect.fnUntraced(function* (
  routes: Layer.Layer<never, never, HttpRouter.HttpRouter | Served>,
  server: Layer.Layer<Served>
) {
  const scope = yield* Scope.make()
  const close = Scope.close(scope, Exit.void)
  yield* Effect.addFinalizer(() => hurried(close))
  const context = yield* HttpRouter.serve(Layer.provide(routes, server), {
    disableLogger: true,
    disableListenLog: true
  }).pipe(
    HttpRoutes.draining,
    Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })),
    Layer.build,
    Scope.provide(scope)
  )
  const { address } = Context.get(context, HttpServer.HttpServer)
  const port = "port" in address ? address.port : 0
  return { port, url: `http://127.0.0.1:${port}/mcp`, close }
})

describe("HttpRoutes.draining", () => {
  it.effect("draining.streams: streams end at once, and a subscription with its result", () =>
    Effect.gen(function* () {
      const { server } = holding()
      const { close, port, url } = yield* serving(HttpRoutes.layer({ legacySse: true }), server)
      const session = yield* initialize(url)
      const stream = yield* session.get()
      const old = yield* connect(`http://127.0.0.1:${port}/sse`)
      const subscription = yield* modern(url, "subscriptions/listen", listen)
      yield* subscription.message
      // the clock stands still, so nothing waits for any time
      yield* close
      assert.strictEqual(yield* stream.ended, "End")
      assert.strictEqual(yield* subscription.ended, "End")
      assert.strictEqual(resultOf(yield* subscription.message)["resultType"], "complete")
      assert.strictEqual(yield* old.stream.ended, "End")
    })
  )

  it.effect("draining.calls: a call in flight is answered, and the server is down then", () =>
    Effect.gen(function* () {
      const { begun, letGo, server } = holding()
      const { close, url } = yield* serving(HttpRoutes.layer({ drainWithin: "2 seconds" }), server)
      const session = yield* initialize(url)
      const stream = yield* session.get()
      const calling = yield* Effect.forkChild(session.call(7, "hold"))
      yield* begun
      const closing = yield* Effect.forkChild(close)
      yield* TestClock.adjust("1999 millis")
      assert.isUndefined(closing.pollUnsafe())
      yield* letGo
      const message = yield* answer(yield* Fiber.join(calling))
      assert.deepStrictEqual(resultOf(message)["content"], done)
      yield* Fiber.join(closing)
      assert.strictEqual(yield* stream.ended, "End")
    })
  )

  it.effect(
    "draining.deadline: drainWithin is how long it takes, and not a server's patience",
    () =>
      Effect.gen(function* () {
        const { begun, interrupted, server } = holding()
        const { close, url } = yield* serving(
          HttpRoutes.layer({ drainWithin: "2 seconds" }),
          server
        )
        const session = yield* initialize(url)
        const stream = yield* session.get()
        const calling = yield* Effect.forkChild(session.call(7, "hold"))
        yield* begun
        const closing = yield* Effect.forkChild(close)
        yield* TestClock.adjust("2 seconds")
        const refused = yield* Fiber.join(calling)
        assert.strictEqual(refused.status, 503)
        assert.deepInclude(errorOf(yield* refused.json)["data"], { reason: "Draining" })
        yield* interrupted
        assert.strictEqual(yield* stream.ended, "End")
        yield* Fiber.join(closing)
      })
  )

  it.effect("draining.idle: a connection that is kept for later holds nothing up", () =>
    Effect.gen(function* () {
      const { server } = holding()
      const { close, port, url } = yield* serving(HttpRoutes.layer(), server)
      const session = yield* initialize(url)
      const line = yield* wire(port)
      yield* line.write(
        `GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n` +
          `Mcp-Session-Id: ${session.id}\r\nMcp-Protocol-Version: 2025-11-25\r\n\r\n`
      )
      yield* line.hears("200 OK")
      yield* close
      assert.match(yield* line.closed, /\r\n0\r\n\r\n$/u)
    })
  )

  it.effect("draining.several: every endpoint of the server, side by side", () =>
    Effect.gen(function* () {
      const both = Layer.mergeAll(
        HttpRoutes.layer({ path: "/a" }),
        HttpRoutes.layer({ path: "/b" })
      )
      const { server } = holding()
      const { close, port } = yield* serving(both, server)
      const streams = yield* Effect.forEach(["a", "b"], (path) =>
        Effect.flatMap(initialize(`http://127.0.0.1:${port}/${path}`), (session) => session.get())
      )
      yield* close
      for (const stream of streams) assert.strictEqual(yield* stream.ended, "End")
    })
  )
})
