/**
 * The fastest way to serve: a plain `node:http` server, or its handler for a server of one's own.
 *
 * ```ts
 * NodeServer.layer({ port: 3000 }).pipe(Layer.provide(Calculator), Layer.launch, NodeRuntime.runMain)
 * ```
 *
 * @spec 2026-07-28/basic/transports/streamable-http#sending-messages
 * @since 0.1.0
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

import type { Endpoint, Principal } from "@effect-mcp/protocol"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

import * as HttpGuard from "../HttpGuard.ts"
import * as StreamableHttp from "../StreamableHttp.ts"
import { NodeExchange } from "./internal/nodeExchange.ts"

/**
 * What may be set about a server that listens.
 *
 * @since 0.1.0
 */
export interface Options extends StreamableHttp.Options {
  /** 0 takes any that is free. */
  readonly port: number
  /**
   * The address to listen on. Any other than loopback needs `allowedHosts`, or a `publicUrl`.
   *
   * @default "127.0.0.1"
   */
  readonly host?: string | undefined
  /**
   * How many bytes of headers a request may have.
   *
   * @default 16384
   */
  readonly maxHeaderBytes?: number | undefined
  /**
   * How long a whole request may take to arrive.
   *
   * @default "60 seconds"
   */
  readonly requestTimeout?: Duration.Input | undefined
}

/**
 * The port is taken, or may not be used.
 *
 * @since 0.1.0
 */
export class ListenFailed extends Schema.TaggedError<ListenFailed>()("ListenFailed", {
  host: Schema.String,
  port: Schema.Int,
  cause: Schema.Defect()
}) {
  override get message(): string {
    return `Cannot listen on port ${this.port} of ${this.host}`
  }
}

/**
 * A server that listens.
 *
 * @since 0.1.0
 */
export class NodeServer extends Context.Service<
  NodeServer,
  {
    /** Where the endpoint is, as seen from here. */
    readonly url: string
    readonly port: number
  }
>()("@effect-mcp/transport-http/NodeServer") {}

/**
 * The handler alone, for `createServer` or a framework that gives what node gives. A request whose caller is
 * known already comes with its principal.
 *
 * The server should be made with `joinDuplicateHeaders`: without it node keeps the first `Host` of several, and
 * nobody hears of the others.
 *
 * @since 0.1.0
 */
export const handler = (
  options?: StreamableHttp.Options
): Effect.Effect<
  (request: IncomingMessage, response: ServerResponse, principal?: Principal.Identity) => void,
  never,
  Endpoint.Endpoint | Scope.Scope
> => Effect.map(StreamableHttp.make(options), handlerOf)

const handlerOf =
  ({ handle }: StreamableHttp.StreamableHttp) =>
  (request: IncomingMessage, response: ServerResponse, principal?: Principal.Identity): void =>
    handle(new NodeExchange(request, response), principal)

/**
 * Listens until the scope closes; then what is in flight has `drainWithin` to finish.
 *
 * @since 0.1.0
 */
export const make: (
  options: Options
) => Effect.Effect<NodeServer["Service"], ListenFailed, Endpoint.Endpoint | Scope.Scope> =
  Effect.fnUntraced(function* (options: Options) {
    const host = options.host ?? "127.0.0.1"
    const name = host.includes(":") ? `[${host}]` : host
    yield* warnOfNames(name, options)
    const http = yield* StreamableHttp.make(options)
    const handle = handlerOf(http)
    const timeout = Duration.toMillis(options.requestTimeout ?? "60 seconds")
    const server = createServer(
      {
        maxHeaderSize: options.maxHeaderBytes ?? 16_384,
        requestTimeout: timeout,
        headersTimeout: Math.min(timeout, 20_000),
        // how late either may be noticed
        connectionsCheckingInterval: Math.max(50, Math.min(timeout / 2, 5000)),
        // node would keep the first Host, or Content-Type, of several: what is joined is refused
        joinDuplicateHeaders: true
      },
      (request, response) => handle(request, response)
    )
    yield* Effect.acquireRelease(listen(server, host, options.port), () =>
      Effect.andThen(stopListening(server), Effect.andThen(http.close, closed(server)))
    )
    const { port } = server.address() as AddressInfo
    const url = `http://${name}:${port}${options.path ?? "/mcp"}`
    yield* Effect.logInfo(`Listening on ${url}`)
    return { port, url }
  })

/**
 * As `make`, as a layer.
 *
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<NodeServer, ListenFailed, Endpoint.Endpoint> =>
  Layer.effect(NodeServer, make(options))

/**
 * As `layer`, with options that are read from the environment.
 *
 * @since 0.1.0
 */
export const layerConfig = (
  options: Config.Wrap<Options>
): Layer.Layer<NodeServer, ListenFailed | Config.ConfigError, Endpoint.Endpoint> =>
  Layer.unwrap(Effect.map(Config.unwrap(options), layer))

const warnOfNames = (name: string, options: Options): Effect.Effect<void> =>
  HttpGuard.isLoopback(name) ||
  options.publicUrl !== undefined ||
  (options.allowedHosts?.length ?? 0) > 0
    ? Effect.void
    : Effect.logWarning(
        `Listening on ${name}, and only requests for localhost are served: allowedHosts or publicUrl would name others`
      )

const listen = (server: Server, host: string, port: number): Effect.Effect<void, ListenFailed> =>
  Effect.callback((resume) => {
    const failed = (cause: Error): void =>
      resume(Effect.fail(new ListenFailed({ host, port, cause })))
    server.once("error", failed)
    server.listen(port, host, () => {
      server.off("error", failed)
      resume(Effect.void)
    })
  })

const stopListening = (server: Server): Effect.Effect<void> =>
  Effect.sync(() => {
    server.close()
    server.closeIdleConnections()
  })

/** What was answered last still leaves; who does not read it is cut off. */
const closed = (server: Server): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    if (!server.listening) server.closeIdleConnections()
    server.getConnections((_, open) => {
      if (open === 0) resume(Effect.void)
      else server.once("close", () => resume(Effect.void))
    })
  }).pipe(
    Effect.timeoutOption("500 millis"),
    Effect.andThen(Effect.sync(() => server.closeAllConnections()))
  )
