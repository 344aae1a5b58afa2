/** Headers that come twice, where node keeps the first: no mount may take what a proxy may have read otherwise. */
import { HttpRoutes } from "@effect-mcp/transport-http/router"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Headers, HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"

import { modern } from "../support/peer.ts"
import { wire } from "../support/raw.ts"
import { serve } from "../support/server.ts"
import { serveRoutes } from "./mounts.ts"
import { Server } from "./tools.ts"

const body = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "server/discover",
  params: {
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": {}
    }
  }
})

/** What a request with these lines is answered with: its status and, if it has one, its reason. */
const answered = Effect.fnUntraced(function* (port: number, ...lines: ReadonlyArray<string>) {
  const line = yield* wire(port)
  const head = [
    "POST /mcp HTTP/1.1",
    ...lines,
    "Mcp-Protocol-Version: 2026-07-28",
    "Mcp-Method: server/discover",
    "Connection: close",
    `Content-Length: ${body.length}`
  ]
  yield* line.write(`${head.join("\r\n")}\r\n\r\n${body}`)
  const text = yield* line.closed
  return [/ (\d{3}) /u.exec(text)?.[1], /"reason":"(\w+)"/u.exec(text)?.[1]]
})

const host = "Host: localhost"
const json = "Content-Type: application/json"

const ports = [
  ["HttpRouter", Effect.suspend(() => serveRoutes(HttpRoutes.layer()))],
  ["node:http", Effect.map(serve(Server), ({ port }) => port)]
] as const

describe.each(ports)("a header that comes twice, %s", (_, mounted) => {
  it.effect("repeated.guard: is refused where it decides who may call, or what the body is", () =>
    Effect.gen(function* () {
      const port = yield* mounted
      assert.deepStrictEqual(yield* answered(port, host, json), ["200", undefined])
      const foreign = ["403", "ForeignHost"]
      assert.deepStrictEqual(yield* answered(port, host, "Host: evil.example", json), foreign)
      assert.deepStrictEqual(yield* answered(port, host, "HOST: localhost", json), foreign)
      const other = yield* answered(port, host, json, "Content-Type: text/plain")
      assert.deepStrictEqual(other, ["415", "UnsupportedMediaType"])
    }).pipe(Effect.provide(Server))
  )

  it.effect("repeated.list: is let through where a list may be spread over lines", () =>
    Effect.gen(function* () {
      const port = yield* mounted
      const lines = [
        "Accept: application/json",
        "Accept: text/event-stream",
        "Cookie: a",
        "Cookie: b"
      ]
      assert.deepStrictEqual(yield* answered(port, host, json, ...lines), ["200", undefined])
    }).pipe(Effect.provide(Server))
  )
})

describe("HttpRoutes", () => {
  it.effect("routes.headers: a header that a middleware has set stays as it is", () =>
    Effect.gen(function* () {
      const Hosting = HttpRouter.middleware(
        (effect) =>
          Effect.updateService(effect, HttpServerRequest.HttpServerRequest, (request) =>
            request.modify({ headers: Headers.set(request.headers, "host", "localhost:1") })
          ),
        { global: true }
      )
      const port = yield* serveRoutes(Layer.merge(HttpRoutes.layer(), Hosting))
      const answer = yield* answered(port, "Host: a.example", "Host: b.example", json)
      assert.deepStrictEqual(answer, ["200", undefined])
    }).pipe(Effect.provide(Server))
  )

  it.effect("routes.absolute: a target may name its host, and is judged by that", () =>
    Effect.gen(function* () {
      const Health = HttpRouter.add("GET", "/health", HttpServerResponse.text("well"))
      const port = yield* serveRoutes(Layer.merge(HttpRoutes.layer(), Health))
      const ask = (origin: string) =>
        Effect.gen(function* () {
          const line = yield* wire(port)
          const head = `POST ${origin}/mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`
          yield* line.write(`${head}${json}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
          return / (\d{3}) /u.exec(yield* line.closed)?.[1]
        })
      assert.strictEqual(yield* ask("http://evil.example"), "403")
      assert.notStrictEqual(yield* ask(`http://localhost:${port}`), "403")
      assert.strictEqual(
        (yield* modern(`http://127.0.0.1:${port}/mcp`, "server/discover")).status,
        200
      )
    }).pipe(Effect.provide(Server))
  )
})
