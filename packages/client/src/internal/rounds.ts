/**
 * Calls that take several rounds: the server ends one by asking, and is called again with the answers.
 *
 * The state it hands out is carried back as it came, in the next round and no other; nobody here looks into it.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#client-requirements-basic-workflow
 * @since 0.1.0
 */
import type { Outgoing, RpcError } from "@effect-mcp/protocol"
import { ErrorCode, type InputRequired } from "@effect-mcp/schema"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import { type ClientError, NotAnswered, TooManyRounds } from "../ClientError.ts"
import type { Round } from "../Round.ts"
import { type Answers, type Asker, hasHandler } from "./answers.ts"
import { failed } from "./reason.ts"
import { ServerTime } from "./serverTime.ts"

type JsonObject = Outgoing.JsonObject

/** What a first call of a method, or a later round of it, comes back with. @since 0.1.0 */
export type Call<A> = (
  params: JsonObject
) => Effect.Effect<
  | { readonly _tag: "Complete"; readonly result: A }
  | { readonly _tag: "InputRequired"; readonly result: InputRequired.InputRequiredResult },
  ClientError
>

/**
 * The first round. `params` are those of the call itself, and every later round repeats them.
 *
 * @since 0.1.0
 */
export const begin = <A>(call: Call<A>, params: JsonObject): Effect.Effect<Round<A>, ClientError> =>
  round(call, params, params)

const round = <A>(
  call: Call<A>,
  original: JsonObject,
  params: JsonObject
): Effect.Effect<Round<A>, ClientError> =>
  Effect.map(call(params), (answer) => {
    if (answer._tag === "Complete") return answer
    const { inputRequests, requestState } = answer.result
    return {
      _tag: "InputRequired",
      requests: inputRequests ?? {},
      answer: (responses) =>
        round(call, original, {
          ...original,
          ...(inputRequests === undefined ? undefined : { inputResponses: responses }),
          ...(requestState === undefined ? undefined : { requestState })
        })
    }
  })

/** How questions are answered without anybody looking on. @since 0.1.0 */
export interface Automatic {
  readonly method: string
  readonly answers: Answers
  readonly asker: Asker
  readonly maxRounds: number
  /** How long the server may take for all rounds together, in milliseconds. */
  readonly ceiling: number
}

/**
 * Goes on until the call is complete. The questions of one round are answered side by side; one that is not answered
 * ends the call, and so does a round too many. A server that only wants to be called again is, at once at first and
 * then less and less often. All that the server takes its time for counts towards the ceiling of the call; what the
 * handlers take theirs for does not.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#basic-workflow
 * @since 0.1.0
 */
export const complete = Effect.fnUntraced(function* <A>(
  first: Effect.Effect<Round<A>, ClientError>,
  automatic: Automatic
) {
  // The first round is held to the ceiling as any request is.
  const clock = yield* Clock.clockWith(Effect.succeed)
  const began = clock.currentTimeMillisUnsafe()
  let round = yield* first
  const time = new ServerTime(automatic.method, automatic.ceiling)
  time.spent(clock.currentTimeMillisUnsafe() - began)
  let empty = 0
  for (let rounds = 1; round._tag === "InputRequired"; rounds++) {
    if (rounds >= automatic.maxRounds) {
      return yield* failed(automatic.method, new TooManyRounds({ rounds }))
    }
    empty = Object.keys(round.requests).length === 0 ? empty + 1 : 0
    if (empty > 1) yield* time.bound(Effect.sleep(Math.min(50 * 2 ** empty, 5000)))
    round = yield* time.bound(round.answer(yield* answerAll(round.requests, automatic)))
  }
  return round.result
})

const answerAll = (
  requests: InputRequired.InputRequests,
  automatic: Pick<Automatic, "method" | "answers" | "asker">
) =>
  Effect.map(
    Effect.forEach(
      Object.entries(requests),
      ([key, question]) =>
        Effect.map(answerOne(key, question, automatic), (response) => [key, response] as const),
      { concurrency: "unbounded" }
    ),
    (entries): InputRequired.InputResponses => Object.fromEntries(entries)
  )

/**
 * One question, answered by its handler; `NotAnswered` if that does not come to an answer.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#inputresponses
 * @since 0.1.0
 */
export const answerOne = (
  key: string,
  question: InputRequired.InputRequest,
  { answers, asker, method }: Pick<Automatic, "method" | "answers" | "asker">
): Effect.Effect<InputRequired.InputResponse, ClientError> =>
  Effect.mapError(answers.answer(question, asker), (error) =>
    failed(
      method,
      new NotAnswered({
        key,
        request: question.method,
        ...why(error, hasHandler(answers, question))
      })
    )
  )

const why = (
  { code, message }: RpcError.RpcError,
  isHandled: boolean
): Pick<NotAnswered, "because" | "detail"> => {
  if (!isHandled) return { because: "Unhandled" }
  if (code === ErrorCode.userRejected) return { because: "Rejected" }
  return code === ErrorCode.internalError
    ? { because: "Failed" }
    : { because: "Refused", detail: message }
}
