/** Whether every task ended, once, with what it had to end with. */
import { isDeepStrictEqual } from "node:util"

import type { Errand } from "../Errand.ts"
import type { Line } from "../Outside.ts"
import { type Evidence, points, type Run } from "./Evidence.ts"

/** The last time that a step ran is the one whose outcome was kept. */
const values = (lines: ReadonlyArray<Line>, task: string): ReadonlyArray<string> => {
  const byStep = new Map<number, string>()
  for (const line of lines) if (line.task === task) byStep.set(line.step, line.value)
  return [...byStep].toSorted(([a], [b]) => a - b).map(([, value]) => value)
}

/** An answer that is known to have arrived is not asked for again, so the last one is the one that was taken. */
const answers = ({ questions }: Errand): ReadonlyArray<string | undefined> =>
  [...questions.values()].map(({ sent }) => sent.at(-1))

const result = (errand: Errand, lines: ReadonlyArray<Line>): ReadonlyArray<string> => {
  const { ending, plan, task } = errand
  if (ending === undefined) return [`${task} has not ended`]
  if (ending.status !== "completed") return [`${task} is ${ending.status}`]
  const expected = { task, values: values(lines, task), answers: answers(errand) }
  if (expected.values.length !== plan.steps) return [`${task} left out steps`]
  if (expected.answers.length !== plan.asks.length) return [`${task} left out questions`]
  return isDeepStrictEqual(ending.answer, expected)
    ? []
    : [`${task} came to ${JSON.stringify(ending.answer)} instead of ${JSON.stringify(expected)}`]
}

const changed = ({ ending, later, task }: Errand): ReadonlyArray<string> =>
  isDeepStrictEqual(ending, later) ? [] : [`${task} changed after its end`]

const askedAgain = ({ questions, task }: Errand): ReadonlyArray<string> =>
  [...questions]
    .filter(([, { again }]) => again)
    .map(([message]) => `${task} asked again what was answered: ${message}`)

/** Tasks that were ended more than once, by whomever. */
const twice = (runs: ReadonlyArray<Run>): ReadonlyArray<string> => {
  const ends = runs
    .flatMap(points)
    .filter(({ final, phase, written }) => final === true && phase === "after" && written !== false)
  return [...Map.groupBy(ends, ({ id }) => id)].flatMap(([id, { length }]) =>
    length === 1 ? [] : [`${id} ended ${length} times`]
  )
}

/** What ran has to belong to a task that was followed to its end. */
const strangers = ({ errands, lines }: Evidence): ReadonlyArray<string> => {
  const known = new Set(errands.map(({ task }) => task))
  const unknown = new Set(lines.map(({ task }) => task).filter((task) => !known.has(task)))
  return [...unknown].map((task) => `${task} is nobody's`)
}

export const complaints = (evidence: Evidence): ReadonlyArray<string> => [
  ...evidence.errands.flatMap((errand) => [
    ...result(errand, evidence.lines),
    ...changed(errand),
    ...askedAgain(errand)
  ]),
  ...twice(evidence.runs),
  ...strangers(evidence)
]
