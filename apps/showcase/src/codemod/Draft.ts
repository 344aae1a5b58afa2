/**
 * The migration of one file while it is being worked out: edits, open questions, things left to do by hand.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"
import { MagicString } from "magic-string"

import type { Effect4 } from "./Effect4.ts"
import { type Answers, answerTo, type Question } from "./Question.ts"
import { analyzeScopes, type Scopes } from "./Scopes.ts"
import { place, Place, type Source } from "./Source.ts"

/** Something the rules cannot do: where, which name, and what to look at. */
export const FollowUp = Schema.Struct({ place: Place, name: Schema.String, note: Schema.String })
export interface FollowUp extends Schema.Schema.Type<typeof FollowUp> {}

/** What kind of thing an edit changed. */
export const Kind = Schema.Literals(["import", "name", "shape"])
export type Kind = typeof Kind.Type

/** One file in the making. Its functions are the only things that write to it. */
export interface Draft {
  readonly source: Source
  readonly scopes: Scopes
  readonly effect4: Effect4
  readonly answers: Answers
  readonly output: MagicString
  readonly written: Set<number>
  readonly changes: Map<Kind, number>
  readonly questions: Map<string, Question>
  readonly followUps: Map<string, FollowUp>
  /** Edits that move text which other edits change; done last, innermost first. */
  readonly moves: Array<Move>
}

interface Move {
  readonly size: number
  readonly run: () => void
}

/** A part of the source text. */
export interface Span {
  readonly start: number
  readonly end: number
}

export const make = (source: Source, effect4: Effect4, answers: Answers): Draft => ({
  source,
  scopes: analyzeScopes(source),
  effect4,
  answers,
  output: new MagicString(source.text),
  written: new Set(),
  changes: new Map(),
  questions: new Map(),
  followUps: new Map(),
  moves: []
})

/** The answer in force; the question is recorded either way. */
export const ask = (draft: Draft, question: Question): string => {
  if (!draft.questions.has(question.id)) draft.questions.set(question.id, question)
  return answerTo(question, draft.answers)
}

/** Leaves something to a person. The same remark about the same place is made once. */
export const leave = (draft: Draft, offset: number, name: string, note: string): void => {
  const id = `${offset}:${name}`
  if (draft.followUps.has(id)) return
  draft.followUps.set(id, { place: place(draft.source, offset), name, note })
}

/** Writes `text` over a span, once; the same text counts as no change. */
export const overwrite = (draft: Draft, { end, start }: Span, text: string, kind: Kind): void => {
  if (draft.written.has(start) || draft.source.text.slice(start, end) === text) return
  draft.written.add(start)
  draft.output.overwrite(start, end, text)
  count(draft, kind)
}

/** Puts text around a span; it stays with the span when that is moved. */
export const surround = (draft: Draft, { end, start }: Span, before: string, after: string) => {
  draft.output.prependRight(start, before)
  draft.output.appendLeft(end, after)
}

export const remove = (draft: Draft, { end, start }: Span): void => {
  if (end > start) draft.output.remove(start, end)
}

/** Rebuilds a span out of parts of itself, after every other edit inside those parts. */
export const rebuild = (
  draft: Draft,
  span: Span,
  parts: ReadonlyArray<Span>,
  join: (texts: Array<string>) => string
) => {
  const run = () => {
    const texts = parts.map((part) => draft.output.slice(part.start, part.end))
    draft.output.overwrite(span.start, span.end, join(texts))
  }
  draft.moves.push({ size: span.end - span.start, run })
}

export const count = (draft: Draft, kind: Kind): void => {
  draft.changes.set(kind, (draft.changes.get(kind) ?? 0) + 1)
}

/** The finished text. */
export const finish = (draft: Draft): string => {
  for (const move of draft.moves.toSorted((a, b) => a.size - b.size)) move.run()
  return draft.output.toString()
}
