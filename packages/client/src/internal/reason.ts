/** From what an answer or a wait ended with to the reason a caller sees. */
import { RequestError, TransportError } from "@effect-mcp/protocol"
import { Elicitation, ErrorCode, type JsonRpc, type Revision } from "@effect-mcp/schema"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

import {
  ClientError,
  type Reason,
  ResourceNotFound,
  Unreachable,
  UrlElicitationRequired
} from "../ClientError.ts"

export const failed = (method: string, reason: Reason): ClientError =>
  new ClientError({ method, reason })

/** What they said, as they said it. */
export const refusal = (error: JsonRpc.ErrorObject): RequestError.Refused => {
  const { code, data, message } = error
  return new RequestError.Refused(data === undefined ? { code, message } : { code, message, data })
}

/**
 * Whether this is the end of a session that the server has forgotten, however it came to be known.
 *
 * @spec 2025-11-25/basic/transports#session-management
 */
export const isSessionLost = (cause: unknown): boolean => {
  if (cause instanceof RequestError.Disconnected) return isSessionLost(cause.cause)
  return cause instanceof TransportError.TransportError && cause.reason._tag === "SessionLost"
}

/**
 * The status by which the server wants to know first who asks; nothing else it does says anything before.
 *
 * @spec 2026-07-28/basic/authorization#error-handling
 */
export const isChallenge = (reason: Reason): boolean =>
  reason._tag === "Rejected" && (reason.status === 401 || reason.status === 403)

/** Nothing ended where nothing had begun, and nothing where the server said no. */
export const told = (error: RequestError.RequestError): Reason => {
  if (error._tag !== "Disconnected" || !(error.cause instanceof TransportError.TransportError)) {
    return error
  }
  const { reason } = error.cause
  if (reason._tag === "Rejected") return reason
  return reason._tag === "ConnectFailed" ? new Unreachable({ cause: error.cause }) : error
}

/** What was asked, as far as the meaning of a code depends on it. */
export interface Question {
  readonly method: string
  readonly params: { readonly [name: string]: unknown } | undefined
  readonly revision: Revision.Revision
}

/** A refusal that has a name in the specification gets it. */
export const named = (error: RequestError.RequestError, asked: Question): Reason => {
  if (error._tag !== "Refused") return told(error)
  return missingResource(error, asked) ?? pagesFirst(error, asked) ?? error
}

const missingResource = (
  { code, data }: RequestError.Refused,
  { method, params }: Question
): ResourceNotFound | undefined => {
  const named = uriOf(data)
  const asked = method.startsWith("resources/")
  const uri = named ?? (asked ? uriOf(params) : undefined)
  // Without a resource in sight the code is the server's own, and only its message says what it means.
  if (uri === undefined) return undefined
  const says =
    code === ErrorCode.resourceNotFound ||
    (code === ErrorCode.invalidParams && named !== undefined && asked)
  return says ? new ResourceNotFound({ uri, code }) : undefined
}

const uriOf = (data: unknown): string | undefined => {
  const uri = typeof data === "object" && data !== null ? Reflect.get(data, "uri") : undefined
  return typeof uri === "string" ? uri : undefined
}

const decodePages = Schema.decodeUnknownExit(Elicitation.URLElicitationRequiredData)

const pagesFirst = (
  { code, data }: RequestError.Refused,
  { revision }: Question
): UrlElicitationRequired | undefined => {
  if (code !== ErrorCode.urlElicitationRequired || revision.urlElicitation !== "Request") {
    return undefined
  }
  const decoded = decodePages(data)
  return Exit.isSuccess(decoded)
    ? new UrlElicitationRequired({ elicitations: decoded.value.elicitations })
    : undefined
}
