import { Principal } from "@effect-mcp/protocol"
import { FetchHandler, type StreamableHttp } from "@effect-mcp/transport-http"
import { assert, describe, it } from "@effect/vitest"
import { Data, Deferred, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"

import { both, initializing, request } from "../support/peer.ts"
import type { Json } from "../support/raw.ts"
import { flooding, holding, Server } from "./tools.ts"

const url = "http://localhost/mcp"

const asking = (
  body: RequestInit["body"],
  headers: { [name: string]: string } = {}
): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", accept: both, ...headers },
  body: body ?? null
})

const initialize = () => new Request(url, asking(JSON.stringify(initializing())))

const modern = (params: Json, init: RequestInit = {}, meta: Json = {}) => {
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
    ...meta
  }
  const headers = {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": String(params["name"])
  }
  const body = JSON.stringify(request(1, "tools/call", { ...params, _meta }))
  return new Request(url, { ...asking(body, headers), ...init })
}

const json = (response: Response) => Effect.promise(() => response.json() as Promise<Json>)

const reasonOf = (response: Response) =>
  Effect.map(json(response), ({ error }) => [
    response.status,
    (error as { readonly data?: { readonly reason?: unknown } }).data?.reason
  ])

/** A server that counts how often it was built and closed. */
const counting = () => {
  const counts = { built: 0, closed: 0 }
  const Counted = Layer.effectDiscard(
    Effect.acquireRelease(
      Effect.sync(() => counts.built++),
      () => Effect.sync(() => counts.closed++)
    )
  )
  return { counts, server: Layer.merge(Server, Counted) }
}

const made = <Provided, E>(
  server: Parameters<typeof FetchHandler.make<Provided, E>>[0],
  options?: StreamableHttp.Options
) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => FetchHandler.make(server, options)),
      ({ dispose }) => Effect.promise(dispose)
    ),
    (running) => ({
      ...running,
      ask: (asked: Request) => Effect.promise(() => running.handler(asked))
    })
  )

class NotYet extends Data.TaggedError("NotYet") {}

describe("FetchHandler", () => {
  it.effect(
    "fetch.lazy: the server is built for the first requests, once, and closed by dispose",
    () =>
      Effect.gen(function* () {
        const { counts, server } = counting()
        const { ask, dispose } = yield* made(server)
        assert.deepStrictEqual(counts, { built: 0, closed: 0 })
        const responses = yield* Effect.all([ask(initialize()), ask(initialize())], {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(
          responses.map(({ status }) => status),
          [200, 200]
        )
        yield* ask(initialize())
        assert.deepStrictEqual(counts, { built: 1, closed: 0 })
        yield* Effect.promise(dispose)
        yield* Effect.promise(dispose)
        assert.deepStrictEqual(counts, { built: 1, closed: 1 })
      })
  )

  it.effect(
    "fetch.failed: a server that cannot be built rejects, and the next request tries again",
    () =>
      Effect.gen(function* () {
        let attempts = 0
        const failing = Layer.effectDiscard(
          Effect.suspend(() => (++attempts === 1 ? Effect.fail(new NotYet()) : Effect.void))
        )
        const { ask, handler } = yield* made(Layer.merge(Server, failing))
        const rejected = yield* Effect.tryPromise(() => handler(initialize())).pipe(Effect.flip)
        assert.instanceOf(rejected.cause, NotYet)
        assert.strictEqual((yield* ask(initialize())).status, 200)
      })
  )

  it.effect("fetch.dispose: streams end, and whoever comes later is turned away", () =>
    Effect.gen(function* () {
      const { ask, dispose } = yield* made(Server)
      const session = (yield* ask(initialize())).headers.get("mcp-session-id") ?? ""
      const headers = { accept: "text/event-stream", "mcp-session-id": session }
      const stream = yield* ask(new Request(url, { headers }))
      const text = yield* Effect.forkScoped(Effect.promise(() => stream.text()))
      yield* Effect.promise(dispose)
      assert.match(yield* Fiber.join(text), /^id: .+\nretry: 1000\ndata: \n\n$/u)
      assert.strictEqual((yield* ask(initialize())).status, 503)
      const { counts, server } = counting()
      const unused = yield* made(server)
      yield* Effect.promise(unused.dispose)
      assert.strictEqual((yield* unused.ask(initialize())).status, 503)
      assert.deepStrictEqual(counts, { built: 0, closed: 0 })
    })
  )

  it.effect(
    "fetch.principal: whose call it is, is said by name and never by a second argument",
    () =>
      Effect.gen(function* () {
        const handler = yield* FetchHandler.handler()
        const anna = handler.as(Principal.user("anna"))
        const opened = yield* Effect.promise(() => anna(initialize()))
        const headers = { "mcp-session-id": opened.headers.get("mcp-session-id") ?? "" }
        const ping = () => new Request(url, asking(JSON.stringify(request(1, "ping")), headers))
        assert.strictEqual((yield* Effect.promise(() => anna(ping()))).status, 200)
        const theirs: (request: Request, environment: unknown) => Promise<Response> = handler
        const response = yield* Effect.promise(() => theirs(ping(), Principal.user("anna")))
        assert.deepStrictEqual(yield* reasonOf(response), [404, "UnknownSession"])
      }).pipe(Effect.provide(Server))
  )

  it.effect(
    "fetch.host: where nobody repeats it in a header, the URL says which host is meant",
    () =>
      Effect.gen(function* () {
        const { ask } = yield* made(Server)
        const body = JSON.stringify(initializing())
        const foreign = yield* ask(new Request("http://evil.example/mcp", asking(body)))
        assert.deepStrictEqual(yield* reasonOf(foreign), [403, "ForeignHost"])
        const rebound = yield* ask(new Request(url, asking(body, { host: "evil.example" })))
        assert.deepStrictEqual(yield* reasonOf(rebound), [403, "ForeignHost"])
        const own = yield* made(Server, { publicUrl: "https://mcp.example/mcp" })
        const served = yield* own.ask(new Request("https://mcp.example/mcp", asking(body)))
        assert.strictEqual(served.status, 200)
      })
  )

  it.effect("fetch.empty: a request without a body has no message", () =>
    Effect.gen(function* () {
      const { ask } = yield* made(Server)
      const response = yield* ask(new Request(url, asking(null)))
      assert.strictEqual(response.status, 400)
    })
  )

  it.effect("fetch.slow: a body that does not come is not waited for, nor read any longer", () =>
    Effect.gen(function* () {
      const cancelled = yield* Deferred.make<void>()
      const reading = yield* Deferred.make<void>()
      const body = new ReadableStream(
        {
          pull: () => void Deferred.doneUnsafe(reading, Effect.void),
          cancel: () => void Deferred.doneUnsafe(cancelled, Effect.void)
        },
        { highWaterMark: 0 }
      )
      const handler = yield* FetchHandler.handler({ bodyTimeout: "2 seconds" })
      const slow = new Request(url, { ...asking(body), duplex: "half" })
      const waiting = yield* Effect.forkScoped(Effect.promise(() => handler(slow)))
      yield* Deferred.await(reading)
      yield* TestClock.adjust("2 seconds")
      const response = yield* Fiber.join(waiting)
      assert.deepStrictEqual(yield* reasonOf(response), [408, "BodyTooSlow"])
      yield* Deferred.await(cancelled)
    }).pipe(Effect.provide(Server))
  )

  it.effect("2026-07-28/T-22: an aborted request and a cancelled stream cancel their calls", () =>
    Effect.gen(function* () {
      const silent = holding()
      const quiet = yield* made(silent.server)
      const controller = new AbortController()
      const asked = modern({ name: "hold" }, { signal: controller.signal })
      yield* Effect.forkScoped(quiet.ask(asked))
      yield* silent.begun
      controller.abort()
      yield* silent.interrupted

      const { begun, interrupted, server } = holding()
      const { ask } = yield* made(server)
      const response = yield* ask(modern({ name: "hold" }, {}, { progressToken: 1 }))
      yield* begun
      yield* Effect.promise(() => response.body?.cancel() ?? Promise.resolve())
      yield* interrupted
    })
  )

  it.effect("fetch.unread: a stream that nobody reads is given up before it fills the memory", () =>
    Effect.gen(function* () {
      const { interrupted, server } = flooding()
      const { ask } = yield* made(server, { maxUnsent: 300_000 })
      const meta = { "io.modelcontextprotocol/logLevel": "info" }
      const response = yield* ask(modern({ name: "flood" }, {}, meta))
      yield* interrupted
      const lost = yield* Effect.tryPromise(() => response.text()).pipe(Effect.flip)
      assert.instanceOf(lost.cause, Error)
    })
  )
})
