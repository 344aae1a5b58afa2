/**
 * What `tasks/result` gives of a task that is over: what its request itself would have been answered with.
 *
 * @spec 2025-11-25/basic/utilities/tasks#result-retrieval
 */
import { type Handler, RpcError } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"

import type * as Task from "../../Task.ts"
import { relate, relatedTo } from "./relatedTask.ts"

export const payload = ({
  id,
  outcome
}: Task.Task): Effect.Effect<Handler.Answer, RpcError.RpcError> => {
  if (outcome === undefined) {
    return Effect.fail(RpcError.invalidParams("The task was cancelled and has no result"))
  }
  if (outcome._tag === "Error") {
    const { code, data, message } = outcome.error
    return Effect.fail(RpcError.make(code, message, data))
  }
  return Effect.succeed(relate(outcome.result, relatedTo(id)))
}
