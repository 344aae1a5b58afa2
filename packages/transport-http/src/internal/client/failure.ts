/**
 * What can go wrong over HTTP, in the transport's words.
 *
 * @since 0.1.0
 */
import { TransportError } from "@effect-mcp/protocol"

import { first, type Head } from "./head.ts"

/** As errors name it. @since 0.1.0 */
export const name = "http"

/** @since 0.1.0 */
export type Reason = TransportError.TransportError["reason"]

/** @since 0.1.0 */
export const failure = (reason: Reason): TransportError.TransportError =>
  new TransportError.TransportError({ transport: name, reason })

/** A code of the system's is told; what else its message says may name files and stays below. @since 0.1.0 */
export const unreached = (cause: unknown): Reason => {
  const code: unknown = typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : 0
  const detail = typeof code === "string" && /^[A-Z_0-9]{1,64}$/u.test(code) ? { detail: code } : {}
  return new TransportError.ConnectFailed({ cause, ...detail })
}

/** How much of an answer that is none is kept: enough to see whose it is. @since 0.1.0 */
export const excerpt = 4096

/** @since 0.1.0 */
export const lost = (cause: unknown): Reason => new TransportError.ConnectionLost({ cause })

/** What the server said instead of answering. @since 0.1.0 */
export const refused = ({ headers, status }: Head, text: string): Reason => {
  const challenge = first(headers["www-authenticate"])
  return new TransportError.Rejected({
    status,
    body: text.slice(0, excerpt),
    ...(challenge !== undefined && { challenge: challenge.slice(0, excerpt) })
  })
}
