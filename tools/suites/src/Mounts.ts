/**
 * The other ways to mount the endpoint, and clients of ours that reach it there: as routes beside a program's own, and
 * by `fetch` without any network.
 */
import { createServer } from "node:http"

import type { ClientTransport } from "@effect-mcp/protocol"
import { FetchConnector, FetchHandler, StreamableHttpClient } from "@effect-mcp/transport-http"
import { HttpRoutes } from "@effect-mcp/transport-http/router"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, Layer } from "effect"
import { HttpRouter, HttpServer } from "effect/http"

import type { Served } from "./Serving.ts"

/** On Effect's router. */
export const router = ({ layer }: Served): Layer.Layer<ClientTransport.ClientTransport> => {
  const server = NodeHttpServer.layer(createServer, {
    port: 0,
    host: "127.0.0.1",
    disablePreemptiveShutdown: true
  })
  const routes = HttpRoutes.layer({ drainWithin: "100 millis" })
  const listening = HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true }).pipe(
    Layer.provideMerge(server),
    Layer.provide(layer)
  )
  return Layer.unwrap(
    HttpServer.HttpServer.useSync(({ address }) =>
      StreamableHttpClient.layer({
        url: `http://127.0.0.1:${"port" in address ? address.port : 0}/mcp`
      })
    )
  ).pipe(Layer.provide(listening), Layer.orDie)
}

/** The handler is the client's `fetch`. */
export const fetch = ({ layer }: Served): Layer.Layer<ClientTransport.ClientTransport> =>
  Layer.unwrap(
    Effect.map(FetchHandler.handler({ drainWithin: "100 millis" }), (handler) =>
      StreamableHttpClient.layer({
        url: "http://localhost/mcp",
        connector: FetchConnector.fromFetch((url, init) => {
          const request = new Request(url, init)
          request.headers.set("host", "localhost")
          return handler(request)
        })
      })
    )
  ).pipe(Layer.provide(layer))
