/**
 * What a client asks of a transport: a channel that carries messages both ways.
 *
 * @since 0.1.0
 */
import type { JsonRpc, Revision } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import type { TransportError } from "./TransportError.ts"

/**
 * One outbound message: its text, and what a transport may have to read of it (headers).
 *
 * @since 0.1.0
 */
export interface Outbound {
  readonly frame: string
  readonly message: {
    readonly kind: "request" | "notification" | "response"
    readonly id?: JsonRpc.RequestId | undefined
    readonly method?: string | undefined
    readonly params?: { readonly [key: string]: unknown } | undefined
  }
  /** `undefined` until one was negotiated, or named in the message. */
  readonly revision: Revision.Revision | undefined
  /**
   * What is to be repeated outside of the message, by the name of the header; not yet encoded. Only in revisions with
   * `requestHeaders`, and nothing to a transport without headers.
   *
   * @spec 2026-07-28/basic/transports/streamable-http#standard-request-headers
   */
  readonly headers?: { readonly [name: string]: string } | undefined
}

/**
 * Where a channel delivers. Neither method throws.
 *
 * @since 0.1.0
 */
export interface Sink {
  readonly receive: (message: JsonRpc.Parsed) => void
  /** Called once. Nothing is received afterwards. */
  readonly closed: (reason: TransportError) => void
}

/**
 * An open channel. Closing the scope it was opened in ends it.
 *
 * @since 0.1.0
 */
export interface Channel {
  readonly send: (out: Outbound) => Effect.Effect<void, TransportError>
  /**
   * Ends the stream of the request with this id. `true` says that this *is* the cancellation, and no
   * notification is wanted.
   */
  readonly abandon: (id: JsonRpc.RequestId) => boolean
  /** What was agreed on; from here on every message is in this revision. */
  readonly negotiated: (revision: Revision.Revision) => void
}

/**
 * A way to reach one server. `open` may be called again after a loss.
 *
 * @since 0.1.0
 */
export class ClientTransport extends Context.Service<
  ClientTransport,
  {
    readonly name: string
    /** What the server can be known again by, in this process: which era it speaks is remembered under it. */
    readonly origin?: string | undefined
    /** Whether `Outbound.headers` reach the server. */
    readonly mirrors?: boolean | undefined
    readonly open: (sink: Sink) => Effect.Effect<Channel, TransportError, Scope.Scope>
  }
>()("@effect-mcp/protocol/ClientTransport") {}
