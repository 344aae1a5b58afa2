/** Whether steps ran as often as they may. */
import type { Line } from "../Outside.ts"
import { type Evidence, names, points, type Run } from "./Evidence.ts"

const called = ({ run, step, task }: Line): string => `${task}, step ${step}, run ${run}`

/**
 * Steps come in their order; one comes again only as the first thing that another process does, and only if it
 * was the last one of the process before: it was in flight.
 */
const order = (lines: ReadonlyArray<Line>): ReadonlyArray<string> => {
  const last = new Map<string, Line>()
  return lines.flatMap((line) => {
    const before = last.get(line.task)
    last.set(line.task, line)
    const follows = line.step === (before?.step ?? 0) + 1
    const repeats = line.step === before?.step && line.run > before.run
    return follows || repeats
      ? []
      : [`${called(line)} came after ${before === undefined ? "nothing" : called(before)}`]
  })
}

const byStep = (lines: ReadonlyArray<Line>): ReadonlyMap<string, ReadonlyArray<Line>> =>
  Map.groupBy(lines, ({ step, task }) => `${task}, step ${step}`)

/** How often a step ran that had run before. */
export const repeats = (lines: ReadonlyArray<Line>): number => lines.length - byStep(lines).size

/** A step has one key, and no other step has it. */
const keys = (lines: ReadonlyArray<Line>): ReadonlyArray<string> => {
  const owners = new Map<string, string>()
  return [...byStep(lines)].flatMap(([step, [first, ...others]]) => {
    if (first === undefined) return []
    const owner = owners.get(first.key)
    owners.set(first.key, step)
    return [
      ...others
        .filter(({ key }) => key !== first.key)
        .map((line) => `${called(line)} has a new key`),
      ...(owner === undefined ? [] : [`${step} has the key of ${owner}`])
    ]
  })
}

/** The run in which the outcome of a step was known to be kept, by task and step. */
const recorded = (runs: ReadonlyArray<Run>): ReadonlyMap<string, number> => {
  const nameOf = names(runs)
  const kept = new Map<string, number>()
  for (const run of runs) {
    for (const { id = "", phase, steps = [], written } of points(run)) {
      if (phase !== "after" || written === false) continue
      for (const step of steps) kept.set(`${nameOf.get(id)}, ${step}`, run.run)
    }
  }
  return kept
}

/** What was kept is not done again. */
const records = ({ lines, runs }: Evidence): ReadonlyArray<string> => {
  const kept = recorded(runs)
  return lines.flatMap((line) => {
    const run = kept.get(`${line.task}, step-${line.step}`)
    return run !== undefined && line.run > run
      ? [`${called(line)} was kept in run ${run} already`]
      : []
  })
}

/** A target that honours the key holds one for each step, and nothing else. */
const target = ({ held, lines }: Evidence): ReadonlyArray<string> => {
  const steps = byStep(lines)
  const missing = [...steps].flatMap(([step, [first]]) =>
    first === undefined || held.has(first.key) ? [] : [`the target lacks ${step}`]
  )
  return held.size === steps.size || missing.length > 0
    ? missing
    : [`the target holds ${held.size} for ${steps.size} steps`]
}

export const complaints = (evidence: Evidence): ReadonlyArray<string> => [
  ...order(evidence.lines),
  ...keys(evidence.lines),
  ...records(evidence),
  ...target(evidence)
]
