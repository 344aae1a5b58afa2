/**
 * One HTTP endpoint for every revision: sessions where a revision has a handshake, single requests where it
 * has none, decided by each message. This is the engine; `NodeServer`, `HttpRoutes` and `FetchHandler`
 * mount it.
 *
 * Nothing is made for a request but one object, unless it has to wait or to stream.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#sending-messages
 * @since 0.1.0
 */
import { Endpoint, type Principal } from "@effect-mcp/protocol"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import type * as Cors from "./Cors.ts"
import type { HttpExchange } from "./HttpExchange.ts"
import type * as HttpGuard from "./HttpGuard.ts"
import * as Engine from "./internal/server/engine.ts"

/**
 * What may be set about an endpoint. Bare numbers of durations are milliseconds.
 *
 * @since 0.1.0
 */
export interface Options extends HttpGuard.Options {
  /**
   * Where the endpoint is.
   *
   * @default "/mcp"
   */
  readonly path?: string | undefined
  /**
   * Pages of other origins that may call.
   *
   * @default none
   */
  readonly cors?: Cors.Options | undefined
  /**
   * How large the body of a request may be, in bytes; a larger one is refused with 413.
   *
   * @default 4194304
   */
  readonly maxBodyBytes?: number | undefined
  /**
   * How long a body may take to arrive; one that takes longer is refused with 408.
   *
   * @default "30 seconds"
   */
  readonly bodyTimeout?: Duration.Input | undefined
  /**
   * How a request is answered: as JSON unless something has to be said before the answer, always as JSON
   * (then what is said before goes to the session's own stream), or always as a stream.
   *
   * @default "auto"
   */
  readonly answers?: "auto" | "json" | "sse" | undefined
  /**
   * Sessions of the revisions that have a handshake; `false` takes each of their messages for itself, so that
   * nothing can be asked of a client in mid-call.
   *
   * @default at most 10000, each idle for at most 30 minutes
   */
  readonly sessions?: false | SessionOptions | undefined
  /**
   * Whether a client of a session that lost a stream gets the rest of it; see `EventStore`.
   *
   * @default true
   */
  readonly resumable?: boolean | undefined
  /**
   * How long a client that lost its stream is asked to wait.
   *
   * @default "1 second"
   */
  readonly retry?: Duration.Input | undefined
  /**
   * How long the stream of a call stays open before the client is asked to come back for the rest. Only where a
   * revision has it, and streams can be resumed.
   *
   * @default never
   */
  readonly closeAfter?: Duration.Input | undefined
  /**
   * How often a comment is sent on open streams.
   *
   * @default "25 seconds"
   */
  readonly keepAlive?: Duration.Input | undefined
  /**
   * Characters that a client may leave unread before it is cut off.
   *
   * @default 4194304
   */
  readonly maxUnsent?: number | undefined
  /**
   * Requests of one principal that are worked on at once; one more is refused with 429.
   *
   * @default 1024
   */
  readonly maxRequests?: number | undefined
  /**
   * Streams of one principal that are open to stay; one more is refused with 429.
   *
   * @default 10000
   */
  readonly maxStreams?: number | undefined
  /**
   * How long calls in flight may go on once the server is going down.
   *
   * @default "5 seconds"
   */
  readonly drainWithin?: Duration.Input | undefined
  /**
   * The transport of 2024-11-05 beside this one, for clients that know no other. `true` takes the paths
   * `/sse` and `/messages`.
   *
   * @default false
   * @spec 2026-07-28/basic/transports/streamable-http#httpsse-transport-2024-11-05
   */
  readonly legacySse?: boolean | LegacySse | undefined
}

/**
 * Where a client of 2024-11-05 listens, and where it posts to. A connection lasts as long as its stream.
 *
 * @spec 2024-11-05/basic/transports#http-with-sse
 * @since 0.1.0
 */
export interface LegacySse {
  readonly stream: string
  readonly messages: string
}

/**
 * How many sessions there may be, and for how long.
 *
 * @spec 2025-11-25/basic/transports#session-management
 * @since 0.1.0
 */
export interface SessionOptions {
  /**
   * One more is refused with 503.
   *
   * @default 10000
   */
  readonly max?: number | undefined
  /**
   * How long nobody may use one; then it ends.
   *
   * @default "30 minutes"
   */
  readonly idle?: Duration.Input | undefined
}

/**
 * An endpoint that a mount hands requests to.
 *
 * @since 0.1.0
 */
export interface StreamableHttp {
  /** Never throws. `principal` spares the question who is calling. */
  readonly handle: (http: HttpExchange, principal?: Principal.Identity) => void
  /** Refuses what is new, gives what is in flight its time, and ends every stream. Once. */
  readonly close: Effect.Effect<void>
}

/**
 * Serves an endpoint until the scope closes. An `EventStore` and an `Authenticator` are used if there are
 * any; without the first one, events are kept in memory.
 *
 * @since 0.1.0
 */
export const make: (
  options?: Options
) => Effect.Effect<StreamableHttp, never, Endpoint.Endpoint | Scope.Scope> = Effect.fnUntraced(
  function* (options: Options = {}) {
    const endpoint = yield* Endpoint.Endpoint
    const context = yield* Effect.context()
    const engine = new Engine.Engine(endpoint, options, context)
    const close = yield* Effect.cached(engine.close)
    yield* Effect.addFinalizer(() => close)
    return { handle: engine.handle, close }
  }
)
