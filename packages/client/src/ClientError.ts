/**
 * All that a client's call can fail with: which method, and one reason.
 *
 * What the peer said (`Refused`, `ResourceNotFound`, `UrlElicitationRequired`) and what happened here (every other
 * reason) are different types, so that a time-out can not be mistaken for an error somebody sent.
 *
 * @spec 2026-07-28/basic#error-codes
 * @since 0.1.0
 */
import { Caller, RequestError, TransportError } from "@effect-mcp/protocol"
import { Elicitation } from "@effect-mcp/schema"
import * as Schema from "effect/Schema"

import { visible } from "./internal/visible.ts"

/** The server could not be reached at all. @since 0.1.0 */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", {
  cause: Schema.Defect()
}) {}

/**
 * The peer has no resource of that name. Older servers say so with -32002, newer ones with -32602 and the uri.
 *
 * @spec 2026-07-28/server/resources#error-handling
 * @since 0.1.0
 */
export class ResourceNotFound extends Schema.TaggedError<ResourceNotFound>()("ResourceNotFound", {
  uri: Schema.String,
  code: Schema.Int
}) {}

/**
 * The peer does nothing before the user has visited these pages.
 *
 * @spec 2025-11-25/client/elicitation#url-elicitation-required-error
 * @since 0.1.0
 */
export class UrlElicitationRequired extends Schema.TaggedError<UrlElicitationRequired>()(
  "UrlElicitationRequired",
  {
    elicitations: Schema.Array(Elicitation.ElicitRequestURLParams)
  }
) {}

/**
 * The answer says it is a kind of result that neither the revision nor an extension in use defines.
 *
 * @spec 2026-07-28/basic#resulttype
 * @since 0.1.0
 */
export class UnknownResultType extends Schema.TaggedError<UnknownResultType>()(
  "UnknownResultType",
  {
    resultType: Schema.String
  }
) {}

/** Our own arguments do not fit the definition; nothing was sent. @since 0.1.0 */
export class InvalidArguments extends Schema.TaggedError<InvalidArguments>()("InvalidArguments", {
  issue: Schema.String
}) {}

/**
 * The revision spoken, or this server, does not have it; nothing was sent.
 *
 * @spec 2025-11-25/basic/lifecycle#capability-negotiation
 * @since 0.1.0
 */
export class Unsupported extends Schema.TaggedError<Unsupported>()("Unsupported", {
  what: Schema.String,
  by: Schema.Literals(["Revision", "Server", "Client"])
}) {}

/**
 * The server asked for input, and no answer was made: the user said no (`Rejected`), this client has nothing
 * that could answer (`Unhandled`), the question breaks the rules or came too often (`Refused`; `detail` says how), or
 * the handler failed (`Failed`).
 *
 * @spec 2026-07-28/client/sampling#error-handling
 * @since 0.1.0
 */
export class NotAnswered extends Schema.TaggedError<NotAnswered>()("NotAnswered", {
  key: Schema.String,
  request: Schema.String,
  because: Schema.Literals(["Rejected", "Unhandled", "Refused", "Failed"]),
  detail: Schema.optionalKey(Schema.String)
}) {}

/**
 * The user, or a rule of the host, does not want this tool to be called like this; nothing was sent.
 *
 * @spec 2026-07-28/server/tools#security-considerations
 * @since 0.1.0
 */
export class NotApproved extends Schema.TaggedError<NotApproved>()("NotApproved", {
  tool: Schema.String
}) {}

/** The server went on asking for input after this many rounds. @since 0.1.0 */
export class TooManyRounds extends Schema.TaggedError<TooManyRounds>()("TooManyRounds", {
  rounds: Schema.Int
}) {}

/** A list had more pages than this. @since 0.1.0 */
export class TooManyPages extends Schema.TaggedError<TooManyPages>()("TooManyPages", {
  pages: Schema.Int
}) {}

/** A list of several pages had more characters than this. @since 0.1.0 */
export class ListTooLarge extends Schema.TaggedError<ListTooLarge>()("ListTooLarge", {
  size: Schema.Int
}) {}

/**
 * No revision in common: `wanted` are those that could be spoken here, `offered` is what the server has. We
 * disconnected. A server that answers a handshake with a revision that has none offers nothing that was asked for.
 *
 * @spec 2025-11-25/basic/lifecycle#version-negotiation
 * @since 0.1.0
 */
export class NoCommonRevision extends Schema.TaggedError<NoCommonRevision>()("NoCommonRevision", {
  wanted: Schema.Array(Schema.String),
  offered: Schema.Array(Schema.String)
}) {}

/**
 * The server wants a handshake, and this client was told to speak only revisions without one.
 *
 * @spec 2026-07-28/basic/versioning#compatibility-matrix
 * @since 0.1.0
 */
export class NotPerRequest extends Schema.TaggedError<NotPerRequest>()("NotPerRequest", {
  wanted: Schema.Array(Schema.String)
}) {}

/** One of the above. @since 0.1.0 */
export const Reason = Schema.Union([
  RequestError.Disconnected,
  RequestError.TimedOut,
  RequestError.Refused,
  RequestError.InvalidResult,
  RequestError.TooManyOutstanding,
  TransportError.Rejected,
  Unreachable,
  ResourceNotFound,
  UrlElicitationRequired,
  UnknownResultType,
  InvalidArguments,
  Unsupported,
  NotAnswered,
  NotApproved,
  TooManyRounds,
  TooManyPages,
  ListTooLarge,
  NoCommonRevision,
  NotPerRequest,
  Caller.Unresolved
])
/** @since 0.1.0 */
export type Reason = typeof Reason.Type

/**
 * A call that failed: `Effect.catchReason("ClientError", "TimedOut", …)` picks one reason.
 *
 * @since 0.1.0
 */
export class ClientError extends Schema.TaggedError<ClientError>()("ClientError", {
  method: Schema.String,
  reason: Reason
}) {
  override get message() {
    return visible(`${this.method}: ${describe(this.reason)}`)
  }
}

/** What is worth reading in a log. A peer's own words are quoted, and shortened; its data is not. */
const describe = (reason: Reason): string => {
  switch (reason._tag) {
    case "Refused":
      return `the peer refused with ${reason.code} "${reason.message}"`
    case "TimedOut":
      return "no answer in time"
    case "Disconnected":
      return `the connection ended${why(reason.cause)}`
    case "Unreachable":
      return `the server could not be reached${why(reason.cause)}`
    case "Rejected":
      return `the server answered with status ${reason.status}`
    case "ResourceNotFound":
      return `no resource ${reason.uri}`
    case "InvalidResult":
    case "InvalidArguments":
      return `${reason._tag}: ${reason.issue}`
    case "UnknownResultType":
      return `unknown resultType "${reason.resultType}"`
    case "Unsupported":
      return `${reason.what} is not supported (${reason.by})`
    case "NotAnswered":
      return `${reason.request} "${reason.key}" was not answered (${[reason.because, reason.detail].filter(Boolean).join(": ")})`
    case "NotApproved":
      return `the call of ${reason.tool} was not approved`
    case "TooManyPages":
      return `the list has more than ${reason.pages} pages`
    case "ListTooLarge":
      return `the list has more than ${reason.size} characters`
    case "NoCommonRevision":
      return `no common revision: wanted ${list(reason.wanted)}, the server offers ${list(reason.offered)}`
    case "NotPerRequest":
      return `the server wants initialize, and only ${list(reason.wanted)} may be spoken`
    case "Unresolved":
      return reason.cause instanceof Error ? reason.cause.message : reason.extension
    default:
      return reason._tag
  }
}

/** A transport says why by name; what lies below it may hold paths and stays there. */
const why = (cause: unknown): string =>
  cause instanceof TransportError.TransportError ? ` (${cause.message})` : ""

const list = (versions: ReadonlyArray<string>): string =>
  versions.length === 0 ? "none" : versions.join(", ")
