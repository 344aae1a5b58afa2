/**
 * The endpoint as routes of Effect's `HttpRouter`, beside a program's own and behind the same middleware.
 *
 * ```ts
 * const Routes = Layer.mergeAll(
 *   HttpRoutes.layer().pipe(Layer.provide(Calculator)),
 *   HttpRouter.add("GET", "/health", HttpServerResponse.text("ok"))
 * )
 *
 * HttpRouter.serve(Routes).pipe(
 *   HttpRoutes.draining,
 *   Layer.provide(NodeHttpServer.layer(createServer, { port: 3000, host: "127.0.0.1" })),
 *   Layer.launch,
 *   NodeRuntime.runMain
 * )
 * ```
 *
 * A middleware that knows who is calling provides `Principal` to the routes it stands before.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#sending-messages
 * @since 0.1.0
 */
import type { Endpoint } from "@effect-mcp/protocol"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type { HttpServerResponse } from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"

import { RouteExchange } from "../internal/routes/routeExchange.ts"
import * as Settings from "../internal/server/settings.ts"
import * as StreamableHttp from "../StreamableHttp.ts"

/**
 * Adds the routes. Paths are those of `options`; a router that prefixes its routes prefixes these.
 *
 * @since 0.1.0
 */
export const layer = (
  options: StreamableHttp.Options = {}
): Layer.Layer<never, never, HttpRouter.HttpRouter | Endpoint.Endpoint> =>
  HttpRouter.use((router) =>
    Effect.gen(function* () {
      const http = yield* StreamableHttp.make(options)
      for (const path of Settings.paths(Settings.of(options))) {
        yield* router.add("*", literal(path), route(http, path))
      }
      const mounted = yield* Mounted
      mounted?.push(http.close)
    })
  )

/**
 * Ends the endpoints of a server before the server itself goes down: calls in flight have their `drainWithin`,
 * subscriptions get their results, streams end.
 *
 * Effect's server waits for open responses before it closes what it serves, and streams stay open: without this it
 * waits for all of its `gracefulShutdownTimeout`, and then cuts them off.
 *
 * @since 0.1.0
 */
export const draining = <A, E, R>(served: Layer.Layer<A, E, R>): Layer.Layer<A, E, R> =>
  Layer.unwrap(
    Effect.sync(() => {
      const mounted: Array<Effect.Effect<void>> = []
      const close = Effect.suspend(() => Effect.all(mounted, { concurrency: "unbounded" }))
      // built after what is served, so it is closed before it
      return Layer.effectDiscard(Effect.addFinalizer(() => close)).pipe(
        Layer.provideMerge(served),
        Layer.provide(Layer.succeed(Mounted, mounted))
      )
    })
  )

/** How the endpoints of the server that is being built are closed, for whom it is to close them. */
const Mounted = Context.Reference<Array<Effect.Effect<void>> | undefined>(
  "@effect-mcp/transport-http/HttpRoutes/Mounted",
  { defaultValue: () => undefined }
)

const literal = (path: string): HttpRouter.PathInput => `/${path.replace(/^\//u, "")}`

/** One effect for all requests of a path. */
const route = ({ handle }: StreamableHttp.StreamableHttp, path: string) =>
  Effect.withFiber<HttpServerResponse, never, HttpServerRequest.HttpServerRequest>((fiber) => {
    const request = Context.getUnsafe(fiber.context, HttpServerRequest.HttpServerRequest)
    const exchange = new RouteExchange(request, path, fiber.context)
    handle(exchange, exchange.principal)
    return exchange.response
  })
