import { createServer } from "node:http"
import { connect } from "node:net"

import { NodeServer } from "@effect-mcp/transport-http/node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"

import * as Hold from "../support/hold.ts"
import { answer, initialize, modern, post, request, resultOf } from "../support/peer.ts"
import { open, wire } from "../support/raw.ts"
import { mcp, serve } from "../support/server.ts"

const done = [{ type: "text", text: "done" }]

/** A server whose calls wait for the test. */
const holding = (says: boolean) => {
  const { feature, ...hold } = Hold.make(says)
  return { server: mcp(feature), ...hold }
}

const meta = { progressToken: "p" }

/** Whether anybody takes connections at this port. */
const isOpen = (port: number) =>
  Effect.callback<boolean>((resume) => {
    const socket = connect(port, "127.0.0.1")
    socket.once("connect", () => {
      socket.destroy()
      resume(Effect.succeed(true))
    })
    socket.once("error", () => resume(Effect.succeed(false)))
  })

describe("a server that goes down", () => {
  it.effect(
    "shutdown.drain: finishes what is in flight, in either era, and takes nothing new",
    () =>
      Effect.gen(function* () {
        const { begun, letGo, server } = holding(false)
        const serving = yield* serve(server, { drainWithin: "10 seconds" })
        const session = yield* initialize(serving.url)
        const calls = [
          yield* Effect.forkChild(session.call(1, "hold")),
          yield* Effect.forkChild(modern(serving.url, "tools/call", { name: "hold" }))
        ]
        yield* begun
        yield* session.ask("ping")
        const closing = yield* Effect.forkChild(serving.close)
        yield* TestClock.adjust("9 seconds")
        assert.isUndefined(closing.pollUnsafe())
        assert.isFalse(yield* isOpen(serving.port))
        yield* letGo
        for (const call of calls) {
          const message = yield* answer(yield* Fiber.join(call))
          assert.deepStrictEqual(resultOf(message)["content"], done)
        }
        yield* Fiber.join(closing)
      })
  )

  it.effect("shutdown.refuse: refuses on connections that are still open, by name", () =>
    Effect.gen(function* () {
      const { begun, letGo, server } = holding(true)
      const serving = yield* serve(server, { drainWithin: "10 seconds" })
      const session = yield* initialize(serving.url)
      const calling = yield* Effect.forkChild(session.call(1, "hold", { _meta: meta }))
      yield* begun
      const line = yield* wire(serving.port)
      const body = JSON.stringify(request(2, "ping"))
      const head =
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
        `Mcp-Session-Id: ${session.id}\r\n`
      yield* line.write(`${head}Content-Length: ${body.length}\r\n\r\n${body}`)
      yield* line.hears('"result":{}')
      yield* line.write(`${head}Content-Length: ${body.length}\r\n`)
      yield* session.ask("ping")
      const closing = yield* Effect.forkChild(serving.close)
      yield* line.write(`\r\n${body}`)
      const heard = yield* line.hears("Draining")
      assert.match(heard, /HTTP\/1\.1 503 .*retry-after: 1/is)
      yield* letGo
      const message = yield* answer(yield* Fiber.join(calling))
      assert.deepStrictEqual(resultOf(message)["content"], done)
      yield* line.leave
      yield* Fiber.join(closing)
    })
  )

  it.effect.each([
    ["a session's call that has said something", true, "session"],
    ["a session's call that has not", false, "session"],
    ["a call without a session that has said something", true, "modern"],
    ["a call without a session that has not", false, "modern"]
  ] as const)(
    "shutdown.deadline: %s is interrupted after it, and its finalizers run",
    ([, says, kind]) =>
      Effect.gen(function* () {
        const { begun, interrupted, server } = holding(says)
        const serving = yield* serve(server, { drainWithin: "10 seconds" })
        const session = yield* initialize(serving.url)
        const calling = yield* Effect.forkChild(
          kind === "modern"
            ? modern(serving.url, "tools/call", { name: "hold" }, { meta })
            : session.call(1, "hold", { _meta: meta })
        )
        yield* begun
        if (says) yield* Fiber.join(calling)
        const closing = yield* Effect.forkChild(serving.close)
        yield* TestClock.adjust("9999 millis")
        assert.isUndefined(closing.pollUnsafe())
        yield* TestClock.adjust("1 millis")
        yield* interrupted
        yield* TestClock.adjust("1 minute")
        yield* Fiber.join(closing)
        const { error } = yield* answer(yield* Fiber.join(calling))
        assert.deepStrictEqual(error, {
          code: -32600,
          message: "The server is shutting down",
          data: { reason: "Draining" }
        })
      })
  )

  it.effect("shutdown.streams: ends every stream, and leaves its port free", () =>
    Effect.gen(function* () {
      const { server } = holding(false)
      const serving = yield* serve(server)
      const session = yield* initialize(serving.url)
      const listening = yield* session.get()
      const subscription = yield* modern(serving.url, "subscriptions/listen", {
        notifications: { toolsListChanged: true }
      })
      yield* serving.close
      assert.strictEqual(yield* listening.ended, "End")
      assert.strictEqual(yield* subscription.ended, "End")
      assert.isFalse(yield* isOpen(serving.port))
      const again = yield* Layer.build(
        Layer.provide(NodeServer.layer({ port: serving.port }), server)
      )
      assert.isDefined(again)
      assert.isTrue(yield* isOpen(serving.port))
    })
  )

  it.effect.each([false, true])(
    "shutdown.sessionless: where nothing is kept either, a call past its time is interrupted (says %s)",
    (says) =>
      Effect.gen(function* () {
        const { begun, interrupted, server } = holding(says)
        const serving = yield* serve(server, { sessions: false, drainWithin: "1 second" })
        const headers = { "mcp-protocol-version": "2025-11-25" }
        const params = { name: "hold", arguments: {}, _meta: meta }
        const call = yield* Effect.forkChild(
          post(serving.url, request(1, "tools/call", params), headers)
        )
        yield* begun
        const closing = yield* Effect.forkChild(serving.close)
        yield* TestClock.adjust("1 second")
        yield* interrupted
        yield* Fiber.join(call)
        yield* Fiber.join(closing)
      })
  )

  it.effect("shutdown.idle: is down at once when nothing is in flight", () =>
    Effect.gen(function* () {
      const { server } = holding(false)
      const serving = yield* serve(server, { drainWithin: "1 hour" })
      const session = yield* initialize(serving.url)
      const line = yield* wire(serving.port)
      yield* line.write(
        `DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Session-Id: ${session.id}\r\n\r\n`
      )
      yield* line.hears("204")
      yield* serving.close
      yield* line.closed
      assert.isFalse(yield* isOpen(serving.port))
    })
  )

  it.effect(
    "shutdown.handler: a handler on a server of one's own refuses once its scope has closed",
    () =>
      Effect.gen(function* () {
        const { server } = holding(false)
        const context = yield* Layer.build(server)
        const own = createServer()
        yield* Effect.addFinalizer(() => Effect.sync(() => own.close()))
        yield* Effect.callback<void>((resume) => {
          own.listen(0, "127.0.0.1", () => resume(Effect.void))
        })
        const { port } = own.address() as { readonly port: number }
        const url = `http://127.0.0.1:${port}/mcp`
        yield* Effect.gen(function* () {
          own.on("request", yield* NodeServer.handler())
          assert.strictEqual((yield* modern(url, "server/discover")).status, 200)
        }).pipe(Effect.scoped, Effect.provideContext(context))
        const late = yield* modern(url, "server/discover")
        assert.strictEqual(late.status, 503)
        assert.strictEqual((yield* open(url, { method: "GET" })).status, 503)
      })
  )
})
