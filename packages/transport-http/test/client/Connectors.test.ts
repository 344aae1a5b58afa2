import { readFileSync } from "node:fs"
import { createServer as createHttp, request as httpRequest } from "node:http"
import { createServer as createHttps } from "node:https"
import { connect, createServer } from "node:net"

import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Queue, Redacted } from "effect"

import * as FetchConnector from "../../src/FetchConnector.ts"
import type { Settings } from "../../src/HttpConnector.ts"
import * as UndiciConnector from "../../src/node/UndiciConnector.ts"
import * as StreamableHttpClient from "../../src/StreamableHttpClient.ts"
import { listening } from "../support/listening.ts"
import * as Scripted from "./support/scripted.ts"
import { newest, open, reasonOf, request, resultOf, sending } from "./support/wire.ts"

const pem = readFileSync(new URL("fixtures/localhost.pem", import.meta.url), "utf8")

const answering = Effect.suspend(() =>
  listening(
    createHttps({ key: pem, cert: pem }, (incoming, outgoing) => {
      incoming.resume().on("end", () => {
        outgoing
          .writeHead(200, { "content-type": "application/json" })
          .end('{"jsonrpc":"2.0","id":1,"result":{"secure":true}}')
      })
    })
  )
)

const undici = (settings: Settings) => UndiciConnector.make(settings)
const ping = request(1, "ping", newest)

describe("Connectors", () => {
  it.effect("ca: a server is trusted on the word of the authority that is named", () =>
    Effect.gen(function* () {
      const url = `https://127.0.0.1:${yield* answering}/mcp`
      const trusting = yield* open(undici({ ca: [pem] }), { url })
      yield* trusting.channel.send(ping)
      assert.deepStrictEqual(resultOf(yield* trusting.next), { id: 1, secure: true })
      const wary = yield* open(undici({}), { url })
      assert.strictEqual((yield* reasonOf(wary, ping))._tag, "ConnectFailed")
    })
  )

  it.live("connect.timeout: a server that does not come to the point is given up", () =>
    Effect.gen(function* () {
      const port = yield* listening(createServer(() => undefined))
      const wire = yield* open(undici({ connectTimeout: "100 millis" }), {
        url: `https://127.0.0.1:${port}/mcp`
      })
      assert.strictEqual((yield* reasonOf(wire, ping))._tag, "ConnectFailed")
    })
  )

  it.effect("proxy.http: a proxy is told the whole URL, and who asks", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      const seen = yield* Queue.unbounded<ReadonlyArray<string | undefined>>()
      const proxy = createHttp((incoming, outgoing) => {
        const { headers, method, url = "" } = incoming
        Queue.offerUnsafe(seen, [method, url, headers["proxy-authorization"]])
        const onward = httpRequest(url, { method: method ?? "", headers }, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 0, answer.headers)
          answer.pipe(outgoing)
        })
        incoming.pipe(onward)
      })
      const port = yield* listening(proxy)
      const uri = Redacted.make(`http://user:secret@127.0.0.1:${port}`)
      const wire = yield* open(undici({ proxy: uri }), server)
      const sent = yield* sending(wire, request(1, "ping", newest, { "Mcp-Method": "ping" }))
      const received = yield* server.post
      assert.strictEqual(received.headers["mcp-method"], "ping")
      assert.strictEqual(received.headers.accept, "application/json, text/event-stream")
      received.result({})
      yield* Fiber.join(sent)
      assert.deepStrictEqual(yield* Queue.take(seen), [
        "POST",
        server.url,
        "Basic dXNlcjpzZWNyZXQ="
      ])
    })
  )

  it.effect("proxy.tunnel: through a proxy a secure server is reached by a tunnel", () =>
    Effect.gen(function* () {
      const port = yield* answering
      const proxy = createHttp()
      const seen: Array<string | undefined> = []
      proxy.on("connect", ({ url }, socket) => {
        seen.push(url)
        const onward = connect(port, "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 Connection established\r\n\r\n")
          socket.pipe(onward).pipe(socket)
        })
        onward.on("error", () => undefined)
        socket.on("error", () => undefined).on("close", () => onward.destroy())
      })
      const uri = `http://127.0.0.1:${yield* listening(proxy)}`
      const url = `https://127.0.0.1:${port}/mcp`
      const wire = yield* open(undici({ proxy: uri, ca: pem }), { url })
      yield* wire.channel.send(ping)
      assert.deepStrictEqual(resultOf(yield* wire.next), { id: 1, secure: true })
      assert.deepStrictEqual(seen, [`127.0.0.1:${port}`])
    })
  )

  it.effect("fetch.settings: what fetch cannot keep is not left out in silence", () =>
    Effect.gen(function* () {
      for (const settings of [{ ca: pem }, { proxy: "http://127.0.0.1:1" }]) {
        const exit = yield* Effect.exit(FetchConnector.make(settings))
        assert.isTrue(Exit.hasDies(exit))
      }
      assert.isTrue(Exit.isSuccess(yield* Effect.exit(FetchConnector.make({}))))
    })
  )

  it.effect("connector.default: on Node it is the one that knows authorities", () =>
    Effect.gen(function* () {
      const url = `https://127.0.0.1:${yield* answering}/mcp`
      const transport = StreamableHttpClient.make({ url, ca: pem })
      assert.strictEqual(transport.name, "http")
      assert.strictEqual(transport.origin, url)
      assert.isTrue(transport.mirrors)
      const received = yield* Queue.unbounded<Parameters<typeof resultOf>[0]>()
      const channel = yield* transport.open({
        receive: (message) => void Queue.offerUnsafe(received, message),
        closed: () => undefined
      })
      yield* channel.send(ping)
      assert.deepStrictEqual(resultOf(yield* Queue.take(received)), { id: 1, secure: true })
    })
  )

  it.effect("scope.closed: with the scope its connections are closed", () =>
    Effect.gen(function* () {
      const server = yield* Scripted.make()
      const failed = yield* Deferred.make<void>()
      const held = yield* Effect.scoped(
        Effect.gen(function* () {
          const connector = yield* undici({})
          const { origin } = server
          connector.request(
            { method: "GET", origin, path: "/", headers: [] },
            {
              head: () => undefined,
              chunk: () => undefined,
              end: () => undefined,
              error: () => Deferred.doneUnsafe(failed, Exit.void)
            }
          )
          return yield* server.get
        })
      )
      yield* Deferred.await(held.left)
      yield* Deferred.await(failed)
    })
  )
})
