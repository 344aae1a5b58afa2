/**
 * A JSON-RPC error as a typed value: what a handler fails with when the answer must be an error.
 *
 * The message is one sentence for the caller; no secret, path or stack is ever in it.
 *
 * @spec 2026-07-28/basic#error-codes
 * @since 0.1.0
 */
import { ErrorCode, type JsonRpc, type Revision } from "@effect-mcp/schema"
import * as Schema from "effect/Schema"

import * as PeerCapabilities from "./PeerCapabilities.ts"

/**
 * The error object of an answer.
 *
 * @since 0.1.0
 */
export class RpcError extends Schema.TaggedError<RpcError>()("RpcError", {
  code: Schema.Int,
  message: Schema.String,
  data: Schema.optionalKey(Schema.Unknown)
}) {}

/**
 * Any code. Prefer the named ones below.
 *
 * @since 0.1.0
 */
export const make = (code: number, message: string, data?: unknown): RpcError =>
  new RpcError(data === undefined ? { code, message } : { code, message, data })

/**
 * What goes into the frame.
 *
 * @since 0.1.0
 */
export const toObject = (error: RpcError): JsonRpc.ErrorObject =>
  error.data === undefined
    ? { code: error.code, message: error.message }
    : { code: error.code, message: error.message, data: error.data }

/**
 * The text was not JSON.
 *
 * @since 0.1.0
 */
export const parseError = (message = "Parse error"): RpcError => make(ErrorCode.parseError, message)

/**
 * JSON, but nothing that can be answered in this place.
 *
 * @since 0.1.0
 */
export const invalidRequest = (message = "Invalid request", data?: unknown): RpcError =>
  make(ErrorCode.invalidRequest, message, data)

/**
 * This revision, or this peer, has no such method.
 *
 * @since 0.1.0
 */
export const methodNotFound = (method: string): RpcError =>
  make(ErrorCode.methodNotFound, `Method not found: ${method.slice(0, 200)}`)

/**
 * The method exists and these parameters are not its.
 *
 * @since 0.1.0
 */
export const invalidParams = (message: string, data?: unknown): RpcError =>
  make(ErrorCode.invalidParams, message, data)

/**
 * Our bug. Nothing is inside: what happened is in the log.
 *
 * @since 0.1.0
 */
export const internal: RpcError = make(ErrorCode.internalError, "Internal error")

/**
 * The work took longer than this side allows.
 *
 * @since 0.1.0
 */
export const tookTooLong = (millis: number): RpcError =>
  make(ErrorCode.internalError, `The request took longer than ${millis} ms`, {
    reason: "TookTooLong"
  })

/**
 * A bound was reached; `data` names it. The peer may try again once something has been answered.
 *
 * @since 0.1.0
 */
export const tooMany = (what: "TooManyRequests", limit: number): RpcError =>
  invalidRequest(`More than ${limit} requests in flight`, { reason: what, limit })

/**
 * A bound was reached: of requests that are meant to stay open, such as subscriptions.
 *
 * @since 0.1.0
 */
export const tooManyOpen = (limit: number): RpcError =>
  invalidRequest(`More than ${limit} requests that stay open`, { reason: "TooManyOpen", limit })

/**
 * The server is going down; what it is working on it still finishes.
 *
 * @since 0.1.0
 */
export const draining: RpcError = invalidRequest("The server is shutting down", {
  reason: "Draining"
})

/**
 * A version this server does not speak.
 *
 * @spec 2026-07-28/basic/versioning#protocol-version-negotiation
 * @since 0.1.0
 */
export const unsupportedVersion = (requested: string, supported: ReadonlyArray<string>): RpcError =>
  make(ErrorCode.unsupportedProtocolVersion, "Unsupported protocol version", {
    supported,
    requested: requested.slice(0, 64)
  })

/**
 * A header is missing, or says something else than the message. The peer may mend it and try again.
 *
 * @spec 2026-07-28/schema#headermismatcherror
 * @since 0.1.0
 */
export const headerMismatch = (message: string): RpcError => make(ErrorCode.headerMismatch, message)

/**
 * The answer needs capabilities the peer did not declare, such as `["sampling.tools"]`; in the words of
 * the revision spoken.
 *
 * @spec 2026-07-28/schema#missingrequiredclientcapabilityerror
 * @since 0.1.0
 */
export const capabilityRequired = (
  revision: Revision.Revision,
  missing: ReadonlyArray<string>
): RpcError =>
  make(
    revision.capabilityRequired,
    `The client did not declare a required capability: ${missing.join(", ")}`,
    { requiredCapabilities: PeerCapabilities.shape(missing) }
  )

/**
 * The method belongs to an extension the peer did not declare.
 *
 * @spec 2026-07-28/basic/versioning#extension-negotiation
 * @since 0.1.0
 */
export const extensionRequired = (
  revision: Revision.Revision,
  id: string,
  method: string
): RpcError =>
  revision.lifecycle === "PerRequest"
    ? capabilityRequired(revision, [`extensions.${id}`])
    : methodNotFound(method)
