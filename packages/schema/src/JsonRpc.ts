/**
 * The JSON-RPC 2.0 envelope: its shapes as schemas, and the hot path by hand.
 *
 * `parse` is one `JSON.parse` and a few `typeof`s: no schema, no copy, no exception. What it returns
 * says which of the four messages arrived, or what is wrong with it and whom to tell. The encoders give
 * text, because a result that was serialized once (a cached list) is not serialized again.
 *
 * @spec 2026-07-28/basic#messages
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { open } from "./internal/open.ts"
import { JsonObject } from "./Json.ts"

/**
 * What ties an answer to its request: a string or an integer, never `null`.
 *
 * @spec 2026-07-28/basic#requests
 * @since 0.1.0
 */
export const RequestId = Schema.Union([Schema.String, Schema.Int])
export type RequestId = typeof RequestId.Type

const version = Schema.Literal("2.0")

/**
 * A message that wants an answer.
 *
 * @spec 2026-07-28/basic#requests
 * @since 0.1.0
 */
export class Request extends Schema.Opaque<Request>()(
  open({
    jsonrpc: version,
    id: RequestId,
    method: Schema.String,
    params: Schema.optionalKey(JsonObject)
  })
) {}

/**
 * A message that gets none.
 *
 * @spec 2026-07-28/basic#notifications
 * @since 0.1.0
 */
export class Notification extends Schema.Opaque<Notification>()(
  open({
    jsonrpc: version,
    method: Schema.String,
    params: Schema.optionalKey(JsonObject)
  })
) {}

/**
 * The answer to a request that worked; `result` is always an object.
 *
 * @spec 2026-07-28/basic#result-responses
 * @since 0.1.0
 */
export class ResultResponse extends Schema.Opaque<ResultResponse>()(
  open({ jsonrpc: version, id: RequestId, result: JsonObject })
) {}

/**
 * What went wrong: an integer code, one sentence, and whatever else helps.
 *
 * @spec 2026-07-28/basic#error-responses
 * @since 0.1.0
 */
export class ErrorObject extends Schema.Opaque<ErrorObject>()(
  open({
    code: Schema.Int,
    message: Schema.String,
    data: Schema.optionalKey(Schema.Unknown)
  })
) {}

/**
 * The answer to a request that failed. `id` is absent when the request's could not be read.
 *
 * @spec 2026-07-28/basic#error-responses
 * @since 0.1.0
 */
export class ErrorResponse extends Schema.Opaque<ErrorResponse>()(
  open({
    jsonrpc: version,
    id: Schema.optionalKey(RequestId),
    error: ErrorObject
  })
) {}

/**
 * An inbound request, as `parse` hands it over.
 *
 * @since 0.1.0
 */
export interface RequestEnvelope {
  readonly _tag: "Request"
  readonly id: RequestId
  readonly method: string
  readonly params: Record<string, unknown> | undefined
}

/**
 * An inbound notification.
 *
 * @since 0.1.0
 */
export interface NotificationEnvelope {
  readonly _tag: "Notification"
  readonly method: string
  readonly params: Record<string, unknown> | undefined
}

/**
 * An inbound answer that worked.
 *
 * @since 0.1.0
 */
export interface ResultEnvelope {
  readonly _tag: "Result"
  readonly id: RequestId
  readonly result: Record<string, unknown>
}

/**
 * An inbound answer that failed. Without `id` it answers something the peer could not read.
 *
 * @since 0.1.0
 */
export interface ErrorEnvelope {
  readonly _tag: "Error"
  readonly id: RequestId | undefined
  readonly error: ErrorObject
}

/**
 * One of the four messages.
 *
 * @since 0.1.0
 */
export type Envelope = RequestEnvelope | NotificationEnvelope | ResultEnvelope | ErrorEnvelope

/**
 * An array of messages, in the order they came; only 2025-03-26 allows one (`Revision.batches`).
 *
 * @spec 2025-03-26/basic#batching
 * @since 0.1.0
 */
export interface Batch {
  readonly _tag: "Batch"
  readonly items: ReadonlyArray<Envelope | Malformed>
}

/**
 * Not a message. `id` is there when it could be read. `answerable` is false for what has no id, and for what
 * looks like an answer to us: telling the peer would answer what must not be answered, or
 * would end a request of theirs that happens to have the same id.
 *
 * @spec 2026-07-28/basic#error-responses
 * @since 0.1.0
 */
export interface Malformed {
  readonly _tag: "Malformed"
  readonly id: RequestId | undefined
  readonly code: -32700 | -32600
  readonly message: string
  readonly answerable: boolean
}

/**
 * All that a piece of text can turn out to be.
 *
 * @since 0.1.0
 */
export type Parsed = Envelope | Batch | Malformed

/**
 * Whether `value` can be a request's id. An integer beyond 2^53 cannot: it has already lost digits, and
 * an answer would carry another number than the one that was sent.
 *
 * @spec 2026-07-28/basic#requests
 * @since 0.1.0
 */
export const isRequestId = (value: unknown): value is RequestId =>
  typeof value === "string" || Number.isSafeInteger(value)

/**
 * Reads one frame. Never throws: text that is no JSON is `Malformed` with -32700.
 *
 * @since 0.1.0
 */
export const parse = (text: string): Parsed => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return malformed(undefined, "Parse error: not JSON", true, -32700)
  }
  return classify(value)
}

/**
 * As `parse`, for a value that was parsed elsewhere.
 *
 * @since 0.1.0
 */
export const classify = (value: unknown): Parsed => {
  if (!Array.isArray(value)) return single(value)
  if (value.length === 0) return malformed(undefined, "Invalid request: empty batch", true)
  return { _tag: "Batch", items: value.map(single) }
}

type Fields = { readonly [key: string]: unknown }

const single = (value: unknown): Envelope | Malformed => {
  if (!isFields(value)) return malformed(undefined, "Invalid request: not an object", true)
  const isAnswer = value["result"] !== undefined || value["error"] !== undefined
  const isCall = value["method"] !== undefined
  if (value["jsonrpc"] !== "2.0" || isAnswer === isCall) return unrecognized(value, isAnswer)
  return isCall ? call(value) : answer(value)
}

const unrecognized = (value: Fields, isAnswer: boolean): Malformed =>
  malformed(
    isRequestId(value["id"]) ? value["id"] : undefined,
    value["jsonrpc"] !== "2.0"
      ? `Invalid request: jsonrpc must be "2.0"`
      : "Invalid request: exactly one of method, result and error is needed",
    !isAnswer && "id" in value
  )

const call = (value: Fields): RequestEnvelope | NotificationEnvelope | Malformed => {
  const { id, method, params } = value
  const isNotification = id === undefined
  if (!isNotification && !isRequestId(id)) {
    return malformed(undefined, "Invalid request: id must be a string or an integer", true)
  }
  if (typeof method !== "string") {
    return malformed(id, "Invalid request: method must be a string", !isNotification)
  }
  if (params !== undefined && !isFields(params)) {
    return malformed(id, "Invalid request: params must be an object", !isNotification)
  }
  return isNotification
    ? { _tag: "Notification", method, params }
    : { _tag: "Request", id, method, params }
}

const answer = (value: Fields): ResultEnvelope | ErrorEnvelope | Malformed => {
  const { id, result, error } = value
  if (error === undefined) {
    if (!isRequestId(id)) return malformed(undefined, "Invalid response: id is missing", false)
    return isFields(result)
      ? { _tag: "Result", id, result }
      : malformed(id, "Invalid response: result must be an object", false)
  }
  const known = id === undefined || id === null ? undefined : id
  if (known !== undefined && !isRequestId(known)) {
    return malformed(undefined, "Invalid response: id must be a string or an integer", false)
  }
  if (result !== undefined || !isErrorObject(error)) {
    return malformed(known, "Invalid response: error needs a code and a message", false)
  }
  return { _tag: "Error", id: known, error }
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isErrorObject = (value: unknown): value is ErrorObject =>
  isFields(value) && Number.isSafeInteger(value["code"]) && typeof value["message"] === "string"

const malformed = (
  id: RequestId | undefined,
  message: string,
  answerable: boolean,
  code: -32700 | -32600 = -32600
): Malformed => ({ _tag: "Malformed", id, code, message, answerable })

const idText = (id: RequestId): string => (typeof id === "number" ? `${id}` : JSON.stringify(id))

/**
 * The text of an answer whose result is JSON text already.
 *
 * @since 0.1.0
 */
export const encodeResult = (id: RequestId, resultText: string): string =>
  `{"jsonrpc":"2.0","id":${idText(id)},"result":${resultText}}`

/**
 * The text of an error. Without `id` the member is left out, as revisions with `errorIdOptional` have
 * it; JSON-RPC itself says `null`.
 *
 * @spec 2026-07-28/basic#error-responses
 * @since 0.1.0
 */
export const encodeError = (id: RequestId | null | undefined, error: ErrorObject): string => {
  const member = id === undefined ? "" : id === null ? `"id":null,` : `"id":${idText(id)},`
  return `{"jsonrpc":"2.0",${member}"error":${JSON.stringify(error)}}`
}

/**
 * The text of a request.
 *
 * @since 0.1.0
 */
export const encodeRequest = (id: RequestId, method: string, params?: object): string =>
  `{"jsonrpc":"2.0","id":${idText(id)},"method":${JSON.stringify(method)}${paramsText(params)}}`

/**
 * The text of a notification.
 *
 * @since 0.1.0
 */
export const encodeNotification = (method: string, params?: object): string =>
  `{"jsonrpc":"2.0","method":${JSON.stringify(method)}${paramsText(params)}}`

const paramsText = (params: object | undefined): string =>
  params === undefined ? "" : `,"params":${JSON.stringify(params)}`
