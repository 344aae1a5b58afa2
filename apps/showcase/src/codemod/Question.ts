/**
 * Decisions that the source leaves open and a person has to take.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

import { lineAt, place, Place, type Source } from "./Source.ts"

/** One open decision, with the place that raised it. */
export const Question = Schema.Struct({
  /** Stable while the source stays as it is. */
  id: Schema.String,
  text: Schema.String,
  place: Place,
  /** The line of the source in question. */
  snippet: Schema.String,
  options: Schema.Array(Schema.Struct({ value: Schema.String, label: Schema.String })),
  /** The value taken when nobody answers. */
  default: Schema.String
})
export interface Question extends Schema.Schema.Type<typeof Question> {}

/** Answers by question id. What is missing is taken from the question's default. */
export type Answers = Readonly<Record<string, string>>

/** An answer that is none of the question's options. */
export class BadAnswer extends Schema.TaggedError<BadAnswer>()("BadAnswer", {
  question: Question,
  answer: Schema.String
}) {
  override get message() {
    const options = this.question.options.map((option) => option.value).join(", ")
    return `"${this.answer}" does not answer ${this.question.id}: one of ${options}`
  }
}

/** The answer in force for a question. */
export const answerTo = (question: Question, answers: Answers): string =>
  answers[question.id] ?? question.default

/** Whether a question's answer, if there is one, is among its options. */
export const check = (question: Question, answers: Answers): BadAnswer | undefined => {
  const answer = answers[question.id]
  if (answer === undefined || question.options.some(({ value }) => value === answer)) {
    return undefined
  }
  return new BadAnswer({ question, answer })
}

/** Whether it is asked once for the whole run, and not for each place. */
export const isShared = ({ id }: Question): boolean => !id.includes(":")

/** Asked once for the whole run: what to call an import whose module has another name now. */
export const names = (source: Source, offset: number, from: string, to: string): Question => ({
  id: "names",
  text: `${from} is ${to} in Effect 4. Rename it where it is used, here and for other modules like it?`,
  ...at(source, offset),
  options: [
    { value: "rename", label: `write ${to} everywhere` },
    { value: "alias", label: `keep ${from} as an alias in the import` }
  ],
  default: "rename"
})

/** Asked once for the whole run: `Either` became two things. */
export const either = (source: Source, offset: number, member: string): Question => ({
  id: "either",
  text: `${member} returned an Either. Effect 4 has one that returns a Result and one that returns an Exit.`,
  ...at(source, offset),
  options: [
    { value: "result", label: "Result, which is what Either is called now" },
    { value: "exit", label: "Exit, which an Effect can be made of" }
  ],
  default: "result"
})

/** Asked for each place: Effect 3 and Effect 4 both have the name, with different meanings. */
export const meaning = (source: Source, offset: number, member: string, to: string): Question => ({
  id: `meaning:${locate(source, offset)}`,
  text: `${member} exists in Effect 3 and, with another meaning, in Effect 4. Which one is meant here?`,
  ...at(source, offset),
  options: [
    { value: "keep", label: "Effect 4's: leave it" },
    { value: "migrate", label: `Effect 3's: write ${to}` }
  ],
  default: "keep"
})

/** Asked for each place: a value shared between copies of a package. */
export const shared = (source: Source, offset: number): Question => ({
  id: `shared:${locate(source, offset)}`,
  text:
    "globalValue is gone. It gave every loaded copy of the package the same value; " +
    "a constant of the module does so only when the package is loaded once.",
  ...at(source, offset),
  options: [
    { value: "constant", label: "make it a constant of the module" },
    { value: "keep", label: "leave it, to be solved by hand" }
  ],
  default: "constant"
})

/** Asked for each place: a fiber-local value needs a key in Effect 4. */
export const key = (source: Source, offset: number, keys: ReadonlyArray<string>): Question => ({
  id: `key:${locate(source, offset)}`,
  text: "A FiberRef becomes a Context.Reference, and that is found by its key. Which key?",
  ...at(source, offset),
  options: [
    ...keys.map((value) => ({ value, label: `"${value}"` })),
    { value: "keep", label: "leave it, to be solved by hand" }
  ],
  default: keys[0] ?? "keep"
})

/** Asked for each place: a default did two things in Effect 3. */
export const fallback = (source: Source, offset: number): Question => ({
  id: `default:${locate(source, offset)}`,
  text: "This default filled the field in when decoding and when constructing. Effect 4 has one for each.",
  ...at(source, offset),
  options: [
    { value: "both", label: "keep both" },
    { value: "decoding", label: "only when decoding" }
  ],
  default: "both"
})

/** Asked for each place: a filter by a function whose type is not written here. */
export const filter = (source: Source, offset: number): Question => ({
  id: `filter:${locate(source, offset)}`,
  text: "Schema.filter took predicates and type guards alike. Which is this?",
  ...at(source, offset),
  options: [
    { value: "predicate", label: "a predicate: Schema.check(Schema.makeFilter(…))" },
    { value: "guard", label: "a type guard: Schema.refine(…)" }
  ],
  default: "predicate"
})

const at = (source: Source, offset: number) => ({
  place: place(source, offset),
  snippet: lineAt(source, offset)
})

const locate = (source: Source, offset: number): string => {
  const { column, file, line } = place(source, offset)
  return `${file}:${line}:${column}`
}
