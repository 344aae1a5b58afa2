/**
 * What a request is refused with before any handler has seen it: an HTTP status, and a JSON-RPC error for
 * whoever reads the body.
 */
import { type Endpoint, RpcError } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"

import type { Unauthenticated } from "../../Authenticator.ts"
import type { BodyProblem } from "../../HttpExchange.ts"

/** @since 0.1.0 */
export interface Refusal {
  readonly status: number
  readonly error: RpcError.RpcError
  readonly headers?: { readonly [name: string]: string } | undefined
}

/** Those of HTTP have no code of their own: `data.reason` names them. */
const named = (
  status: number,
  reason: string,
  message: string,
  rest: { readonly [member: string]: unknown } = {},
  headers?: Refusal["headers"]
): Refusal => ({
  status,
  error: RpcError.invalidRequest(message, { reason, ...rest }),
  headers
})

const closing = { connection: "close" }
const retrying = { "retry-after": "1" }

export const notFound = named(404, "NoSuchEndpoint", "There is no MCP endpoint at this path")

export const foreignHost = named(
  403,
  "ForeignHost",
  "This Host is not served here; the server's allowedHosts, or its publicUrl, would have to name it"
)

export const foreignOrigin = named(
  403,
  "ForeignOrigin",
  "This Origin may not call; the server's allowedOrigins would have to name it"
)

export const methodNotAllowed = (allow: string): Refusal =>
  named(405, "MethodNotAllowed", `Allowed here: ${allow}`, {}, { allow })

export const notAcceptable = (needed: string): Refusal =>
  named(406, "NotAcceptable", `Accept has to allow ${needed}`)

export const unsupportedMediaType = named(
  415,
  "UnsupportedMediaType",
  "Content-Type has to be application/json, in UTF-8 and without Content-Encoding"
)

const tooLarge = (limit: number): Refusal =>
  named(413, "BodyTooLarge", `The body is longer than ${limit} bytes`, { limit }, closing)

export const tooSlow = (millis: number): Refusal =>
  named(408, "BodyTooSlow", `The body did not arrive within ${millis} ms`, {}, closing)

const consumed = named(
  500,
  "BodyConsumed",
  "The body was read before it came here: the endpoint has to stand before whatever parses bodies"
)

const notUtf8: Refusal = {
  status: 400,
  error: RpcError.parseError("Parse error: not UTF-8")
}

export const sessionRequired = named(
  400,
  "SessionRequired",
  "Mcp-Session-Id is missing; initialize gives one"
)

export const unknownSession = named(
  404,
  "UnknownSession",
  "There is no such session; initialize gives a new one"
)

export const streamRequired = (path: string): Refusal =>
  named(400, "StreamRequired", `sessionId is missing; the stream at ${path} gives one`)

export const unknownStream = named(404, "UnknownStream", "There is no such stream, or not any more")

export const notCarried = named(
  400,
  "NotCarried",
  "This revision is not spoken over HTTP+SSE; it has an endpoint of its own"
)

export const unknownEvent = named(
  400,
  "UnknownEvent",
  "Last-Event-ID names no event of this session that is still kept"
)

/** Of the two answers that a GET may have, the one that ends it. */
export const streamIsOver = (allow: string): Refusal =>
  named(405, "StreamIsOver", "Nothing comes after this event; the stream is over", {}, { allow })

export const streamIsOpen = named(409, "StreamIsOpen", "This session has a stream open already")

export const noResponses = named(
  400,
  "UnexpectedResponse",
  "A response belongs to a session, and this request to none"
)

export const malformedResponse = named(400, "MalformedResponse", "This is no JSON-RPC response")

export const batchTooLong = (limit: number): Refusal =>
  named(413, "BatchTooLong", `The batch has more than ${limit} messages`, { limit })

export const tooManySessions = (limit: number): Refusal =>
  named(503, "TooManySessions", `More than ${limit} sessions`, { limit }, retrying)

export const tooManyRequests = (limit: number): Refusal =>
  named(429, "TooManyRequests", `More than ${limit} requests in flight`, { limit }, retrying)

export const tooManyStreams = (limit: number): Refusal =>
  named(429, "TooManyStreams", `More than ${limit} streams open`, { limit }, retrying)

export const draining: Refusal = { status: 503, error: RpcError.draining, headers: retrying }

export const internal: Refusal = { status: 500, error: RpcError.internal }

export const unauthenticated = ({ headers, message, status = 401 }: Unauthenticated): Refusal =>
  named(status, "Unauthenticated", message, {}, headers)

export const unsupported = (
  version: string,
  { revisions }: Pick<Endpoint.Endpoint["Service"], "revisions">
): Refusal =>
  rpc(
    RpcError.unsupportedVersion(
      version,
      revisions.map((revision) => revision.version)
    )
  )

/** `undefined` where nobody is left to be told. */
export const noBody = (problem: BodyProblem, limit: number): Refusal | undefined => {
  switch (problem) {
    case "TooLarge":
      return tooLarge(limit)
    case "NotUtf8":
      return notUtf8
    case "Consumed":
      return consumed
    default:
      return undefined
  }
}

/** One that JSON-RPC has a code for. */
export const rpc = (error: RpcError.RpcError, status = 400): Refusal => ({ status, error })

/** @since 0.1.0 */
export const text = (refusal: Refusal, id?: JsonRpc.RequestId): string =>
  JsonRpc.encodeError(id, RpcError.toObject(refusal.error))
