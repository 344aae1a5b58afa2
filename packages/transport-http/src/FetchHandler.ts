/**
 * Serves by `fetch`: a `Request` in, a `Response` out, wherever there are these two. Deno, Bun, Workers,
 * a framework's route, or a test.
 *
 * ```ts
 * const { handler } = FetchHandler.make(Calculator)
 * Deno.serve({ hostname: "127.0.0.1" }, handler)
 * ```
 *
 * Sessions live in the process that began them. Where requests meet another process each time, as on
 * Workers, `sessions: false` takes each message for itself.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#sending-messages
 * @since 0.1.0
 */
import type { Endpoint, Principal } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"

import { FetchExchange } from "./internal/fetch/fetchExchange.ts"
import * as StreamableHttp from "./StreamableHttp.ts"

/**
 * Answers requests. It looks at nothing but its first argument, so that it can be handed to `Deno.serve`,
 * `Bun.serve` and a Worker's `fetch` as it is.
 *
 * @since 0.1.0
 */
export type Handler = (request: Request) => Promise<Response>

/**
 * A handler that is not inside of Effect, and has to be told of its end.
 *
 * @since 0.1.0
 */
export interface FetchHandler {
  readonly handler: Handler
  /** Gives calls in flight their `drainWithin`, ends all streams, and closes the server's layers. */
  readonly dispose: () => Promise<void>
}

/**
 * The handler alone, until the scope closes. A request whose caller is known already comes with its
 * principal, by `as`.
 *
 * @since 0.1.0
 */
export const handler = (
  options?: StreamableHttp.Options
): Effect.Effect<
  Handler & { readonly as: (principal: Principal.Identity) => Handler },
  never,
  Endpoint.Endpoint | Scope.Scope
> =>
  Effect.map(StreamableHttp.make(options), ({ handle }) => {
    const as =
      (principal?: Principal.Identity): Handler =>
      (request) =>
        new Promise((resolve) => handle(new FetchExchange(request, resolve), principal))
    return Object.assign(as(), { as })
  })

/**
 * Builds the server when the first request comes, since some platforms allow nothing before; if that
 * fails, the request is rejected with the reason, and the next one tries again.
 *
 * An `Authenticator` and an `EventStore` are used if `server` provides them.
 *
 * @since 0.1.0
 */
export const make = <Provided, E>(
  server: Layer.Layer<Provided | Endpoint.Endpoint, E>,
  options?: StreamableHttp.Options
): FetchHandler => {
  const running = new Running(server, options)
  return { handler: running.handler, dispose: running.dispose }
}

class Running<Provided, E> {
  private readonly server: Layer.Layer<Provided | Endpoint.Endpoint, E>
  private readonly options: StreamableHttp.Options | undefined
  private readonly scope = Scope.makeUnsafe()
  private building: Promise<Handler> | undefined
  private built: Handler | undefined
  private disposing: Promise<void> | undefined

  constructor(
    server: Layer.Layer<Provided | Endpoint.Endpoint, E>,
    options: StreamableHttp.Options | undefined
  ) {
    this.server = server
    this.options = options
  }

  readonly handler: Handler = (request) => {
    if (this.built !== undefined) return this.built(request)
    if (this.disposing !== undefined) return Promise.resolve(new Response(null, { status: 503 }))
    this.building ??= this.build()
    return this.building.then((handler) => handler(request))
  }

  readonly dispose = (): Promise<void> =>
    (this.disposing ??= Effect.runPromise(Scope.close(this.scope, Exit.void)))

  private build(): Promise<Handler> {
    const building = Layer.buildWithScope(this.server, this.scope).pipe(
      Effect.flatMap((context) => Effect.provideContext(handler(this.options), context)),
      Scope.provide(this.scope)
    )
    return Effect.runPromise(building).then(
      (handler) => (this.built = handler),
      (cause: unknown) => {
        this.building = undefined
        throw cause
      }
    )
  }
}
