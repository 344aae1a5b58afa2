/**
 * What the task of a file asks, asked of the person at the other end of the folder's task, in the same words. Each
 * question is put once, and stays: that a file's task is looked at anew does not take it back.
 *
 * @since 0.1.0
 */
import type { ElicitationHandler } from "@effect-mcp/client"
import { Effect, Fiber } from "effect"

import type { Question } from "../codemod/index.ts"
import { decide, wording } from "./decisions.ts"
import type { Decision } from "./definitions.ts"

type Deciding = Fiber.Fiber<Decision, Effect.Error<ReturnType<typeof decide>>>

const answerOf = ({ answer, because }: Decision): ElicitationHandler.FormAnswer =>
  because === undefined ? { action: "accept", content: { answer } } : { action: "decline" }

const turnedAway: ElicitationHandler.FormAnswer = { action: "cancel" }

/** Hands these questions on, until the scope closes. `settled` is what came of them. */
export const make = Effect.fnUntraced(function* (questions: ReadonlyArray<Question.Question>) {
  const scope = yield* Effect.scope
  const put = new Map<string, Deciding>()
  const settled = new Map<string, Decision>()

  const decided = Effect.fnUntraced(function* (question: Question.Question) {
    const fiber = put.get(question.id) ?? (yield* Effect.forkIn(decide(question), scope))
    put.set(question.id, fiber)
    const decision = yield* Fiber.join(fiber)
    settled.set(question.id, decision)
    return decision
  })

  const ask = ({ message }: ElicitationHandler.FormRequest) => {
    const question = questions.find((question) => wording(question) === message)
    return question === undefined
      ? Effect.succeed(turnedAway)
      : Effect.orElseSucceed(Effect.map(decided(question), answerOf), () => turnedAway)
  }
  return { ask, settled }
})
