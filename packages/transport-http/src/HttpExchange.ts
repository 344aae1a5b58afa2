/**
 * One HTTP request and its response, as a server's engine sees them. Each mount (node:http, Effect's
 * router, fetch) has one, and whoever mounts the engine elsewhere writes another.
 *
 * @since 0.1.0
 */

/**
 * Names in lower case. A header that came twice is one text, joined as HTTP says.
 *
 * @since 0.1.0
 */
export type Headers = { readonly [name: string]: string | undefined }

/**
 * Why there is no body: larger than was asked for, no UTF-8, read by somebody before it came here, or its sender
 * went away before its end.
 *
 * @since 0.1.0
 */
export type BodyProblem = "TooLarge" | "NotUtf8" | "Consumed" | "Gone"

/**
 * Who waits for a body. One of the two is called, once.
 *
 * @since 0.1.0
 */
export interface BodyReader {
  readonly body: (text: string) => void
  readonly noBody: (problem: BodyProblem) => void
}

/**
 * A request and its response. After `respond`, or `stream` and `end`, nothing more is called, and nothing
 * happens once the peer has gone.
 *
 * @since 0.1.0
 */
export interface HttpExchange {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** What comes after the `?`; empty without one. */
  readonly query: string
  readonly headers: Headers
  /** What was before `path` where the client sees it, if a mount took something off. */
  readonly base?: string | undefined
  /** Reads the body, at most `limit` bytes of it. */
  readonly read: (limit: number, reader: BodyReader) => void
  /** The whole response. */
  readonly respond: (
    status: number,
    headers: { readonly [name: string]: string },
    body: string
  ) => void
  /** The head of a response whose body comes in pieces. */
  readonly stream: (headers: { readonly [name: string]: string }) => void
  readonly write: (text: string) => void
  readonly end: () => void
  /** Ends the response and its connection, whatever is still unsent. */
  readonly cut: () => void
  /** How many bytes, or characters, the peer has yet to take; what was written in this very turn need not count. */
  readonly unsent: number
  /** Calls `sent` once nothing of the response is left, taken or not. Where nobody can tell, it is not there. */
  readonly onSent?: (sent: () => void) => void
  /** Calls `gone` if the peer goes away before the response has ended, at once if it has; only the last one given. */
  readonly onGone: (gone: () => void) => void
}
