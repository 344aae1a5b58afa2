/** The ways to mount an endpoint, each on a port of its own for one test. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

import { FetchHandler, type StreamableHttp } from "@effect-mcp/transport-http"
import { HttpRoutes } from "@effect-mcp/transport-http/router"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Context, Effect, Exit, Layer, Scope } from "effect"
import { HttpRouter, HttpServer } from "effect/http"

import { hurried, serve, type Served, type Serving } from "../support/server.ts"
import { bridge } from "./bridge.ts"

/**
 * One way to mount: a server, and how to reach it.
 */
export interface Mount {
  readonly name: string
  readonly serve: <E, R>(
    server: Layer.Layer<Served, E, R>,
    options?: StreamableHttp.Options
  ) => Effect.Effect<Serving, E, R | Scope.Scope>
}

type Mounting = (
  options: StreamableHttp.Options
) => Effect.Effect<number, never, Served | Scope.Scope>

const mounted = (name: string, mount: Mounting): Mount => ({
  name,
  serve: (server, options = {}) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const close = Scope.close(scope, Exit.void)
      yield* Effect.addFinalizer(() => hurried(close))
      const context = yield* Scope.provide(Layer.build(server), scope)
      const port = yield* mount({ drainWithin: "100 millis", ...options }).pipe(
        Effect.provideContext(context),
        Scope.provide(scope)
      )
      return { context, port, url: `http://127.0.0.1:${port}${options.path ?? "/mcp"}`, close }
    })
})

const listening = Effect.fnUntraced(function* (handler: FetchHandler.Handler) {
  const server = createServer(bridge(handler))
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.void))
    }),
    () => Effect.sync(() => server.close())
  )
  return (server.address() as AddressInfo).port
})

/** Whatever routes there are, on a server that does not wait for streams before it closes them. */
export const serveRoutes = <R>(
  routes: Layer.Layer<never, never, HttpRouter.HttpRouter | R>,
  listener = createServer()
) => {
  const server = NodeHttpServer.layer(() => listener, {
    port: 0,
    host: "127.0.0.1",
    disablePreemptiveShutdown: true
  })
  return HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true }).pipe(
    Layer.provideMerge(server),
    Layer.orDie,
    Layer.build,
    Effect.map((context) => {
      const { address } = Context.get(context, HttpServer.HttpServer)
      return "port" in address ? address.port : 0
    })
  )
}

export const node: Mount = { name: "node:http", serve }

export const router = mounted("HttpRouter", (options) => serveRoutes(HttpRoutes.layer(options)))

export const fetch = mounted("fetch", (options) =>
  Effect.flatMap(FetchHandler.handler(options), listening)
)

export const all: ReadonlyArray<Mount> = [node, router, fetch]
