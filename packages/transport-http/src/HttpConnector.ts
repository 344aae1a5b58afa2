/**
 * What the client asks of an HTTP library: one exchange at a time, told by callbacks, so that an answer costs no
 * promise, no stream object and no fiber. It follows no redirects, keeps no cookies and knows nothing of messages.
 *
 * `UndiciConnector` is the one for Node, `FetchConnector` the one for everywhere else.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#sending-messages
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Redacted from "effect/Redacted"

/**
 * What is sent.
 *
 * @since 0.1.0
 */
export interface Request {
  readonly method: "DELETE" | "GET" | "POST"
  /** As in `https://example.com:8443`. */
  readonly origin: string
  /** With the query. */
  readonly path: string
  /** Names and values in turn. */
  readonly headers: ReadonlyArray<string>
  readonly body?: string | undefined
}

/**
 * By name in lower case.
 *
 * @since 0.1.0
 */
export interface Headers {
  readonly [name: string]: string | ReadonlyArray<string> | undefined
}

/**
 * Who is told. `head` comes first, then the body in pieces, then one of `end` and `error`; `error` may come at any
 * time. Nothing comes after either of them, nor after `abort`.
 *
 * @since 0.1.0
 */
export interface Handler {
  readonly head: (status: number, headers: Headers) => void
  /** Decompressed, and not used again by the connector. */
  readonly chunk: (bytes: Uint8Array) => void
  readonly end: () => void
  /** `reached` says whether there was a connection to the server. */
  readonly error: (cause: unknown, reached: boolean) => void
}

/**
 * An exchange that was begun.
 *
 * @since 0.1.0
 */
export interface Exchange {
  /** Closes the connection it is on, if it has not ended. */
  readonly abort: () => void
  /** Reads no more of the body, until `resume`; one more piece may be on its way. */
  readonly pause: () => void
  readonly resume: () => void
}

/**
 * An HTTP library, as far as it is needed.
 *
 * @since 0.1.0
 */
export interface HttpConnector {
  /** Does not throw: whatever goes wrong is told to `handler`, perhaps before this returns. */
  readonly request: (request: Request, handler: Handler) => Exchange
}

/**
 * What can be said to the connectors that come with this package. A `fetch` can be told none of it.
 *
 * @since 0.1.0
 */
export interface Settings {
  /**
   * The authorities to trust, in PEM, in place of those that come with the platform.
   *
   * @default those of the platform
   */
  readonly ca?: string | ReadonlyArray<string> | undefined
  /**
   * The URL of an HTTP proxy; a name and a password in it are sent to the proxy. Environment variables are not read.
   *
   * @default none
   */
  readonly proxy?: string | Redacted.Redacted | undefined
  /**
   * How long it may take until there is a connection; a bare number is milliseconds.
   *
   * @default "10 seconds"
   */
  readonly connectTimeout?: Duration.Input | undefined
}
