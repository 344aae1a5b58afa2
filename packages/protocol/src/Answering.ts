/**
 * From the end of a handler to the frame that says it. The one place where failures become codes.
 *
 * @spec 2026-07-28/basic#error-responses
 * @since 0.1.0
 */
import { ErrorCode, JsonRpc, type Revision } from "@effect-mcp/schema"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"

import type { Exchange } from "./Exchange.ts"
import { type Answer, Encoded, type Failure } from "./Handler.ts"
import type { JsonObject } from "./JsonObject.ts"
import type { Request } from "./McpRequest.ts"
import type { ResultText } from "./ResultText.ts"
import * as RpcError from "./RpcError.ts"

/**
 * Runs a log entry.
 *
 * @since 0.1.0
 */
export type Log = (entry: Effect.Effect<void>) => void

/**
 * Answers a request with an error before anything has run.
 *
 * @since 0.1.0
 */
export const refuse = (
  id: JsonRpc.RequestId | null | undefined,
  exchange: Exchange,
  error: RpcError.RpcError
): void => exchange.answer(JsonRpc.encodeError(id, RpcError.toObject(error)), error.code)

/**
 * Answers a request that was decided without a handler.
 *
 * @since 0.1.0
 */
export const settle = (
  id: JsonRpc.RequestId,
  exchange: Exchange,
  exit: Exit.Exit<JsonObject, RpcError.RpcError>
): void => {
  if (Exit.isSuccess(exit)) {
    return exchange.answer(JsonRpc.encodeResult(id, JSON.stringify(exit.value)))
  }
  const failure = Cause.findError(exit.cause)
  refuse(id, exchange, Result.isSuccess(failure) ? failure.success : RpcError.internal)
}

/**
 * Answers a request with what its handler ended with. A defect is logged whole, and the peer is told
 * nothing but that there was one.
 *
 * @since 0.1.0
 */
export const answer = (
  request: Request,
  exit: Exit.Exit<Answer, Failure>,
  text: ResultText,
  log: Log
): void => {
  const ended: Exit.Exit<string, Failure> = Exit.isSuccess(exit)
    ? encode(request, exit.value, text)
    : Exit.failCause(exit.cause)
  request.end()
  if (Exit.isSuccess(ended)) {
    return request.exchange.answer(JsonRpc.encodeResult(request.id, ended.value))
  }
  refuse(request.id, request.exchange, toError(request, ended.cause, log))
}

const encode = (request: Request, value: Answer, text: ResultText): Exit.Exit<string, Failure> => {
  if (value instanceof Encoded) return Exit.succeed(value.text)
  try {
    return Exit.succeed(text(request.method, value))
  } catch (defect) {
    return Exit.die(defect)
  }
}

/**
 * The error that a failure is told as; `undefined` for what is our own bug, of which the peer learns nothing.
 *
 * @since 0.1.0
 */
export const errorOf = (
  revision: Revision.Revision,
  cause: Cause.Cause<Failure>
): RpcError.RpcError | undefined => {
  const failure = Cause.hasDies(cause) ? undefined : Cause.findError(cause)
  return failure === undefined || Result.isFailure(failure)
    ? undefined
    : fromFailure(revision, failure.success)
}

const toError = (request: Request, cause: Cause.Cause<Failure>, log: Log): RpcError.RpcError => {
  const error = errorOf(request.revision, cause)
  if (error !== undefined) return error
  const { id, method } = request
  log(Effect.annotateLogs(Effect.logError("A request failed", cause), { id, method }))
  return RpcError.internal
}

/** `undefined` for what is our own bug. */
const fromFailure = (
  revision: Revision.Revision,
  failure: Failure
): RpcError.RpcError | undefined => {
  switch (failure._tag) {
    case "RpcError":
      return failure
    case "Unsupported":
      return failure.because === undefined
        ? RpcError.capabilityRequired(revision, failure.missing)
        : RpcError.make(revision.capabilityRequired, failure.message)
    case "Declined":
    case "Cancelled":
    case "Refused":
      return RpcError.make(ErrorCode.userRejected, failure.message)
    case "InvalidAnswer":
      return RpcError.invalidParams(failure.message)
    default:
      return undefined
  }
}
