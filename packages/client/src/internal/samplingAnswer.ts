/**
 * Answering `sampling/createMessage`: a request that keeps the rules reaches the handler, and an answer that keeps
 * them reaches the server.
 *
 * @spec 2026-07-28/client/sampling#error-handling
 * @since 0.1.0
 */
import { RpcError } from "@effect-mcp/protocol"
import { ErrorCode, type Implementation, type Sampling } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import * as SamplingCheck from "../SamplingCheck.ts"
import type { Handler } from "../SamplingHandler.ts"

/** What an answer needs beside the request. @since 0.1.0 */
export interface Means {
  readonly handler: Handler<never>
  readonly server: Implementation.Implementation | undefined
  /** Whether tools were declared in the revision spoken. */
  readonly tools: boolean
  /** Whether a wish for context is passed on. */
  readonly context: boolean
}

/**
 * Asks the model. -1 if the user said no, -32602 for a request that breaks the rules, -32603 for an answer that
 * does: that one is our own bug, and logged.
 *
 * @spec 2025-11-25/client/sampling#error-handling
 * @since 0.1.0
 */
export const answer = (
  params: Sampling.CreateMessageRequestParams,
  means: Means
): Effect.Effect<Sampling.CreateMessageResult, RpcError.RpcError> => {
  const wrong = SamplingCheck.request(params, means.tools)
  if (wrong !== undefined) return Effect.fail(RpcError.invalidParams(wrong))
  const most = means.handler.maxToolTurns ?? 32
  if (SamplingCheck.toolTurns(params) > most) {
    return Effect.fail(RpcError.invalidParams(`Tools were used more than ${most} times`))
  }
  const wanted = means.context ? params : withoutContext(params)
  return means.handler.createMessage({ params: wanted, server: means.server }).pipe(
    Effect.mapError(() => RpcError.make(ErrorCode.userRejected, "User rejected sampling request")),
    Effect.flatMap((result) => checked(params, result))
  )
}

/** A wish for context nobody declared is one a client may ignore; taken out, a handler can not fall for it. */
const withoutContext = (
  params: Sampling.CreateMessageRequestParams
): Sampling.CreateMessageRequestParams => {
  if (params.includeContext === undefined) return params
  const { includeContext: _unwanted, ...rest } = params
  return rest
}

const checked = (
  params: Sampling.CreateMessageRequestParams,
  result: Sampling.CreateMessageResult
): Effect.Effect<Sampling.CreateMessageResult, RpcError.RpcError> => {
  const wrong = SamplingCheck.result(params, result)
  if (wrong === undefined) return Effect.succeed(result)
  return Effect.andThen(
    Effect.logError(`SamplingHandler: ${wrong}`),
    Effect.fail(RpcError.internal)
  )
}
