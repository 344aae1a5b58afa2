/**
 * Calls that a server refuses until the user has visited a page: the user is asked, the page opened, and the call
 * made again once they are done. Only with an elicitation handler that can wait (`waiting`); else the error is the
 * caller's.
 *
 * @spec 2025-11-25/client/elicitation#url-mode-with-elicitation-required-error-flow
 * @since 0.1.0
 */
import type { Elicitation } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import type { ClientError } from "../ClientError.ts"
import type { Answers, Asker } from "./answers.ts"

/**
 * Makes the call, and makes it again after the pages it was refused for. A page that is refused too, by the user or
 * by us, ends it with the error that asked for it.
 *
 * @since 0.1.0
 */
export const visiting = <A>(
  call: Effect.Effect<A, ClientError>,
  answers: Answers,
  asker: Asker,
  maxRounds: number
): Effect.Effect<A, ClientError> => {
  if (answers.elicitation?.url?.waiting === undefined) return call
  const again = (error: ClientError) => {
    const { reason } = error
    if (reason._tag !== "UrlElicitationRequired" || maxRounds <= 1) return Effect.fail(error)
    return Effect.flatMap(visitAll(reason.elicitations, answers, asker), (done) =>
      done ? visiting(call, answers, asker, maxRounds - 1) : Effect.fail(error)
    )
  }
  return call.pipe(Effect.catch(again))
}

const visitAll = Effect.fnUntraced(function* (
  pages: ReadonlyArray<Elicitation.ElicitRequestURLParams>,
  answers: Answers,
  asker: Asker
) {
  for (const params of pages) {
    const question = { method: "elicitation/create" as const, params }
    const answer = yield* Effect.option(answers.answer(question, { ...asker, waits: true }))
    if (answer._tag === "None" || !("action" in answer.value)) return false
    if (answer.value.action !== "accept") return false
  }
  return true
})
