/**
 * Why a transport could not carry a message, or no longer can.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * The other end could not be reached at all.
 *
 * @since 0.1.0
 */
export class ConnectFailed extends Schema.TaggedError<ConnectFailed>()("ConnectFailed", {
  cause: Schema.Defect(),
  /** What may be told of it: a code of the system, or what is wrong with an address. */
  detail: Schema.optionalKey(Schema.String)
}) {}

/**
 * The other end was reached, and is gone.
 *
 * @since 0.1.0
 */
export class ConnectionLost extends Schema.TaggedError<ConnectionLost>()("ConnectionLost", {
  cause: Schema.Defect()
}) {}

/**
 * This side ended it.
 *
 * @since 0.1.0
 */
export class Closed extends Schema.TaggedError<Closed>()("Closed", {}) {}

/**
 * A frame larger than the transport's limit of `limit` bytes.
 *
 * @since 0.1.0
 */
export class FrameTooLarge extends Schema.TaggedError<FrameTooLarge>()("FrameTooLarge", {
  limit: Schema.Int
}) {}

/**
 * Nobody agreed to start what would have to be started.
 *
 * @since 0.1.0
 */
export class ConsentRefused extends Schema.TaggedError<ConsentRefused>()("ConsentRefused", {
  what: Schema.String
}) {}

/**
 * The other end answered in its own way that it will not take the message: an HTTP status.
 *
 * @since 0.1.0
 */
export class Rejected extends Schema.TaggedError<Rejected>()("Rejected", {
  status: Schema.Int,
  body: Schema.String,
  /** What it wants to see first: the value of `WWW-Authenticate`. */
  challenge: Schema.optionalKey(Schema.String)
}) {}

/**
 * The other end no longer knows the session, and has done nothing with the message. Begin another, and send it again.
 *
 * @spec 2025-11-25/basic/transports#session-management
 * @since 0.1.0
 */
export class SessionLost extends Schema.TaggedError<SessionLost>()("SessionLost", {}) {}

const Reason = Schema.Union([
  ConnectFailed,
  ConnectionLost,
  Closed,
  FrameTooLarge,
  ConsentRefused,
  Rejected,
  SessionLost
])

/**
 * All that a transport fails with: which transport, and one reason.
 *
 * @since 0.1.0
 */
export class TransportError extends Schema.TaggedError<TransportError>()("TransportError", {
  transport: Schema.String,
  reason: Reason
}) {
  override get message(): string {
    return `${this.transport}: ${this.reason._tag}${said(this.reason)}`
  }
}

const said = (reason: typeof Reason.Type): string => {
  if (reason._tag === "Rejected") return ` with ${reason.status}`
  return reason._tag === "ConnectFailed" && reason.detail !== undefined ? `, ${reason.detail}` : ""
}
