/**
 * A question of the codemod, put to the person at the other end.
 *
 * @since 0.1.0
 */
import { Elicitation } from "@effect-mcp/server"
import { Effect, Schema } from "effect"

import type { Question } from "../codemod/index.ts"
import type { Decision } from "./definitions.ts"

const choice = ({ options, ...question }: Question.Question) =>
  Schema.Struct({
    answer: Schema.Union(
      options.map(({ label, value }) => Schema.Literal(value).annotate({ title: label }))
    ).annotate({ default: question.default })
  })

/** What the person reads; no two questions of a folder have the same. */
export const wording = ({ place, snippet, text }: Question.Question): string =>
  `${place.file}:${place.line}  ${snippet.trim()}\n${text}`

const byDefault = (question: Question.Question, because: string): Decision => ({
  question,
  answer: question.default,
  because
})

/** Asks the person; a client that cannot be asked, and one that will not answer, get the default. */
export const decide = (question: Question.Question) =>
  Elicitation.form({
    key: question.id,
    message: wording(question),
    schema: choice(question)
  }).pipe(
    Effect.map(({ answer }): Decision => ({ question, answer })),
    Effect.catchTags({
      Unsupported: () => Effect.succeed(byDefault(question, "the client cannot be asked")),
      Declined: () => Effect.succeed(byDefault(question, "the question was declined")),
      Cancelled: () => Effect.succeed(byDefault(question, "the question was dismissed"))
    })
  )

/** The answers of some decisions, as the codemod takes them. */
export const answers = (decisions: ReadonlyArray<Decision>): Readonly<Record<string, string>> =>
  Object.fromEntries(decisions.map(({ answer, question }) => [question.id, answer]))
