/**
 * Whether what was done before the server was killed counted afterwards: by the log of steps, which is no part of the
 * tasks, and by what the person was asked.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

import { type Line, tally } from "../stepLog.ts"
import type { Decision } from "./definitions.ts"
import type { Person } from "./person.ts"

/** Something was lost, or done once too often. */
export class NotDurable extends Schema.TaggedError<NotDurable>()("NotDurable", {
  problems: Schema.Array(Schema.String)
}) {
  override get message() {
    return this.problems.join("\n")
  }
}

/** What is known at the end of a run. */
export interface Evidence {
  readonly log: ReadonlyArray<Line>
  /** The process that was killed, if one was. */
  readonly killed: number | undefined
  readonly person: Pick<Person, "answered" | "repeated">
  readonly decisions: ReadonlyArray<Decision>
}

/** What is wrong; nothing if all is well. */
export const problems = ({ decisions, killed, log, person }: Evidence): ReadonlyArray<string> => {
  const byStep = Map.groupBy(log, ({ step, what }) => `${what}: ${step}`)
  const twiceHere = Array.from(byStep).flatMap(([step, runs]) =>
    new Set(runs.map(({ pid }) => pid)).size < runs.length
      ? [`one process ran "${step}" more than once`]
      : []
  )
  // The questions of a file come after it was looked at; that one was answered shows that this was kept.
  const lookedAgain = decisions
    .filter(({ because }) => because === undefined)
    .flatMap(({ question: { place } }) => {
      const looks = log.filter(({ step, what }) => what === place.file && step === "look")
      const before = looks.filter(({ pid }) => pid === killed)
      return before.length > 0 && looks.length > before.length
        ? [`${place.file} was looked at again`]
        : []
    })
  const processes = tally(log).runs
  const idle =
    killed !== undefined && (!processes.has(killed) || processes.size < 2)
      ? ["the kill came too early or too late to show anything"]
      : []
  const repeated = person.repeated.map((message) => `asked again: ${message}`)
  return [...twiceHere, ...new Set(lookedAgain), ...idle, ...repeated]
}

/** For people: who did what. */
export const describe = ({ killed, log }: Evidence): string => {
  const { again, runs, steps } = tally(log)
  const shares = Array.from(runs, ([pid, count]) =>
    pid === killed ? `${count} before the kill` : `${count} by process ${pid}`
  )
  const twice =
    again.length === 0 ? "none ran twice" : `cut short, and done again: ${again.join(", ")}`
  return `${steps} steps, ${shares.join(", ")}; ${twice}`
}
