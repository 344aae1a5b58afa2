import { createServer } from "node:http"

import { Principal } from "@effect-mcp/protocol"
import { HttpRoutes } from "@effect-mcp/transport-http/router"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"

import {
  answer,
  initialize,
  initializing,
  modern,
  post,
  refusal,
  request,
  resultOf
} from "../support/peer.ts"
import { open, wire } from "../support/raw.ts"
import { connect } from "./legacyPeer.ts"
import { serveRoutes } from "./mounts.ts"
import { flooding, holding, Server } from "./tools.ts"

const Health = HttpRouter.add("GET", "/health", HttpServerResponse.text("well"))
const sum = { name: "add", arguments: { a: 1, b: 2 } }

const at = (port: number, path = "/mcp"): string => `http://127.0.0.1:${port}${path}`

describe("HttpRoutes", () => {
  it.effect("routes.beside: the endpoint stands beside a program's own routes", () =>
    Effect.gen(function* () {
      const port = yield* serveRoutes(Layer.merge(HttpRoutes.layer(), Health))
      const health = yield* open(at(port, "/health"), { method: "GET" })
      assert.strictEqual(yield* health.text, "well")
      const session = yield* initialize(at(port))
      assert.deepStrictEqual(resultOf(yield* session.ask("ping")), {})
      assert.strictEqual((yield* open(at(port, "/none"), { method: "GET" })).status, 404)
    }).pipe(Effect.provide(Server))
  )

  it.effect("routes.middleware: the router's middleware stands before the endpoint too", () =>
    Effect.gen(function* () {
      const Stamped = HttpRouter.middleware(
        (effect) => Effect.map(effect, HttpServerResponse.setHeader("x-stamp", "seen")),
        { global: true }
      )
      const port = yield* serveRoutes(Layer.merge(HttpRoutes.layer(), Stamped))
      const json = yield* post(at(port), initializing())
      assert.strictEqual(json.headers["x-stamp"], "seen")
      assert.strictEqual(json.headers["content-type"], "application/json")
      const session = yield* initialize(at(port))
      const stream = yield* session.get()
      assert.strictEqual(stream.headers["x-stamp"], "seen")
    }).pipe(Effect.provide(Server))
  )

  it.effect("routes.principal: a middleware may say who is calling", () =>
    Effect.gen(function* () {
      const Trusting = HttpRouter.middleware<{ provides: Principal.Principal }>()((effect) =>
        Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers }) =>
          Effect.provideService(
            effect,
            Principal.Principal,
            Principal.user(headers["x-user"] ?? "")
          )
        )
      )
      const port = yield* serveRoutes(Layer.provide(HttpRoutes.layer(), Trusting.layer))
      const anna = yield* initialize(at(port), { headers: { "x-user": "anna" } })
      assert.deepStrictEqual(resultOf(yield* anna.ask("ping")), {})
      const stolen = yield* anna.post(request(1, "ping"), { "x-user": "bert" })
      assert.deepStrictEqual(yield* refusal(stolen), [404, -32600, "UnknownSession"])
    }).pipe(Effect.provide(Server))
  )

  it.effect(
    "routes.prefix: a router's prefix stands before all paths, also those that clients are told",
    () =>
      Effect.gen(function* () {
        const Prefixed = Layer.effect(
          HttpRouter.HttpRouter,
          Effect.map(HttpRouter.HttpRouter, (router) => router.prefixed("/api"))
        )
        const routes = Layer.provide(HttpRoutes.layer({ legacySse: true }), Prefixed)
        const port = yield* serveRoutes(routes)
        const session = yield* initialize(at(port, "/api/mcp"))
        assert.deepStrictEqual(resultOf(yield* session.ask("ping")), {})
        const peer = yield* connect(at(port, "/api/sse"))
        assert.match(peer.endpoint, /^\/api\/messages\?sessionId=/u)
        assert.strictEqual((yield* post(at(port), initializing())).status, 404)
      }).pipe(Effect.provide(Server))
  )

  it.effect(
    "routes.read: a body that a middleware has read before is there all the same, and bounded",
    () =>
      Effect.gen(function* () {
        const Reading = HttpRouter.middleware(
          (effect) =>
            Effect.andThen(
              Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ text }) =>
                Effect.ignore(text)
              ),
              effect
            ),
          { global: true }
        )
        const port = yield* serveRoutes(
          Layer.merge(HttpRoutes.layer({ maxBodyBytes: 1000 }), Reading)
        )
        const call = yield* modern(at(port), "tools/call", sum)
        assert.deepStrictEqual(resultOf(yield* answer(call))["structuredContent"], { sum: 3 })
        const long = yield* post(at(port), `"${"x".repeat(1000)}"`)
        assert.deepStrictEqual(yield* refusal(long), [413, -32600, "BodyTooLarge"])
      }).pipe(Effect.provide(Server))
  )

  it.effect("routes.continue: a client that waits to be told to go on is told so", () =>
    Effect.gen(function* () {
      const port = yield* serveRoutes(HttpRoutes.layer())
      const body = JSON.stringify(initializing())
      const line = yield* wire(port)
      yield* line.write(
        `POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n` +
          `Expect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`
      )
      yield* line.hears("HTTP/1.1 100 Continue")
      yield* line.write(body)
      yield* line.hears("HTTP/1.1 200 OK")
    }).pipe(Effect.provide(Server))
  )

  it.effect("routes.interrupted: a middleware that loses its patience cancels the call", () =>
    Effect.gen(function* () {
      const { begun, interrupted, server } = holding()
      const busy = HttpServerResponse.text("busy", { status: 503 })
      const Impatient = HttpRouter.middleware(
        (effect) => Effect.raceFirst(effect, Effect.as(begun, busy)),
        { global: true }
      )
      const context = yield* Layer.build(server)
      const routes = Layer.merge(HttpRoutes.layer(), Impatient)
      const port = yield* Effect.provideContext(serveRoutes(routes), context)
      const response = yield* modern(at(port), "tools/call", { name: "hold" })
      assert.strictEqual(response.status, 503)
      yield* interrupted
    })
  )

  it.effect(
    "routes.unread: who never reads loses the connection, though its writes are stuck",
    () =>
      Effect.gen(function* () {
        const { interrupted, server } = flooding()
        const context = yield* Layer.build(server)
        const closed = yield* Deferred.make<void>()
        const listener = createServer().on("connection", (socket) => {
          socket.once("close", () => Deferred.doneUnsafe(closed, Effect.void))
        })
        const routes = HttpRoutes.layer({ maxUnsent: 300_000 })
        const port = yield* Effect.provideContext(serveRoutes(routes, listener), context)
        const meta = { "io.modelcontextprotocol/logLevel": "info" }
        const response = yield* modern(at(port), "tools/call", { name: "flood" }, { meta })
        yield* response.pause
        yield* interrupted
        yield* Deferred.await(closed)
      })
  )

  it.effect("routes.web: the routes answer by fetch too, streams and all", () =>
    Effect.gen(function* () {
      const { begun, interrupted, server } = holding()
      const routes = Layer.provide(HttpRoutes.layer({ maxBodyBytes: 1000 }), server)
      const { handler } = yield* Effect.acquireRelease(
        Effect.sync(() => HttpRouter.toWebHandler(routes, { disableLogger: true })),
        ({ dispose }) => Effect.promise(dispose)
      )
      const ask = (body: unknown, headers: { readonly [name: string]: string } = {}) =>
        Effect.promise(() =>
          handler(
            new Request("http://localhost/mcp", {
              method: "POST",
              headers: { "content-type": "application/json", host: "localhost", ...headers },
              body: JSON.stringify(body)
            })
          )
        )
      assert.strictEqual((yield* ask(initializing())).status, 200)
      assert.strictEqual((yield* ask("x".repeat(1000))).status, 413)
      const _meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        progressToken: 1
      }
      const headers = {
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": "tools/call",
        "mcp-name": "hold"
      }
      const response = yield* ask(request(1, "tools/call", { name: "hold", _meta }), headers)
      assert.strictEqual(response.headers.get("content-type"), "text/event-stream")
      yield* begun
      yield* Effect.promise(() => response.body?.cancel() ?? Promise.resolve())
      yield* interrupted
    })
  )

  it.effect("routes.shutdown: what is in flight when the server goes down is answered", () =>
    Effect.gen(function* () {
      const { begun, letGo, server } = holding()
      const scope = yield* Scope.make()
      const routes = Layer.provide(HttpRoutes.layer(), server)
      const context = yield* HttpRouter.serve(routes, {
        disableLogger: true,
        disableListenLog: true
      }).pipe(
        Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" })),
        Layer.build,
        Scope.provide(scope)
      )
      const { address } = Context.get(context, HttpServer.HttpServer)
      const session = yield* initialize(at("port" in address ? address.port : 0))
      const waiting = yield* Effect.forkScoped(Effect.flatMap(session.call(7, "hold"), answer))
      yield* begun
      const closing = yield* Effect.forkScoped(Scope.close(scope, Exit.void))
      yield* letGo
      const { content } = resultOf(yield* Fiber.join(waiting))
      assert.deepStrictEqual(content, [{ type: "text", text: "done" }])
      yield* Fiber.join(closing)
    })
  )
})
