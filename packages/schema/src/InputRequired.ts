/**
 * Multi round-trip requests: a result that is a set of questions, and the retry that answers them.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#core-types
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { ElicitRequestParams, ElicitResult } from "./Elicitation.ts"
import { open } from "./internal/open.ts"
import { resultFields } from "./Payload.ts"
import { ListRootsRequestParams, ListRootsResult } from "./Roots.ts"
import { CreateMessageRequestParams, CreateMessageResult } from "./Sampling.ts"

/**
 * The kinds of result the specification defines.
 *
 * @spec 2026-07-28/basic#resulttype
 * @since 0.1.0
 */
export const complete = "complete"

/**
 * See `complete`: this one asks instead of answering.
 *
 * @spec 2026-07-28/basic#resulttype
 * @since 0.1.0
 */
export const inputRequired = "input_required"

/**
 * One question: a method and its parameters, with no envelope.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#inputrequests
 * @since 0.1.0
 */
export const InputRequest = Schema.Union([
  open({ method: Schema.Literal("elicitation/create"), params: ElicitRequestParams }),
  open({ method: Schema.Literal("sampling/createMessage"), params: CreateMessageRequestParams }),
  open({
    method: Schema.Literal("roots/list"),
    params: Schema.optionalKey(ListRootsRequestParams)
  })
])
export type InputRequest = typeof InputRequest.Type

/**
 * Questions, each under a key of the server's choice.
 *
 * @spec 2026-07-28/schema#inputrequests
 * @since 0.1.0
 */
export const InputRequests = Schema.Record(Schema.String, InputRequest)
export type InputRequests = typeof InputRequests.Type

/**
 * One answer.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#inputresponses
 * @since 0.1.0
 */
export const InputResponse = Schema.Union([ElicitResult, CreateMessageResult, ListRootsResult])
export type InputResponse = typeof InputResponse.Type

/**
 * Answers, each under its question's key.
 *
 * @spec 2026-07-28/schema#inputresponses
 * @since 0.1.0
 */
export const InputResponses = Schema.Record(Schema.String, InputResponse)
export type InputResponses = typeof InputResponses.Type

/**
 * The result that asks. It has questions, or a state to come back with, or both.
 *
 * @spec 2026-07-28/schema#inputrequiredresult
 * @since 0.1.0
 */
export class InputRequiredResult extends Schema.Opaque<InputRequiredResult>()(
  open({
    ...resultFields,
    resultType: Schema.Literal(inputRequired),
    inputRequests: Schema.optionalKey(InputRequests),
    requestState: Schema.optionalKey(Schema.String)
  }).check(
    Schema.makeFilter(
      (result) => result.inputRequests !== undefined || result.requestState !== undefined,
      { expected: "inputRequests or requestState" }
    )
  )
) {}
