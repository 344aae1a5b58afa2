/**
 * What happened, for people, and the closing line that other runners read.
 *
 * @since 0.1.0
 */
import { type Comparison, nameOf, type Row } from "./Baseline.ts"
import { scored } from "./Plan.ts"

const marks = {
  passed: "ok",
  failed: "FAIL",
  unchecked: "NONE",
  skipped: "SKIP",
  lacking: "LACK",
  broken: "BROKE"
}

const markOf = ({ expected, verdict }: Row): string =>
  expected && verdict.outcome !== "passed" ? "known" : marks[verdict.outcome]

/** The whole of it is among the problems, unless it is known. */
const short = (note: string): string => (note.length > 120 ? `${note.slice(0, 119)}…` : note)

const rowText = (row: Row): string => {
  const { run, verdict } = row
  const checks = `${verdict.passed}/${verdict.total}`
  const why = run.why === scored ? "" : `[${run.why}]`
  const cells = [markOf(row).padEnd(5), run.scenario.padEnd(46), checks.padStart(5), why]
  return `  ${[...cells, short(verdict.note)].filter((cell) => cell !== "").join("  ")}`
}

const groupOf = ({ run }: Row): string => `${run.leg} ${run.revision}`

const passed = (rows: ReadonlyArray<Row>): string =>
  `${rows.filter(({ verdict }) => verdict.outcome === "passed").length}/${rows.length}`

/** A line on how many of those that count passed: `30/30 scored`. */
const score = (rows: ReadonlyArray<Row>): string => {
  const counted = rows.filter(({ run }) => run.why === scored)
  const checks = rows.reduce((sum, { verdict }) => sum + verdict.passed, 0)
  return `${passed(counted)} scored, ${passed(rows)} of all, ${checks} checks passed`
}

/** One table for each side and revision. */
export const table = ({ rows }: Comparison): string =>
  [...Map.groupBy(rows, groupOf)]
    .map(([group, some]) => [`${group}: ${score(some)}`, ...some.map(rowText)].join("\n"))
    .join("\n\n")

/** What must not be, one a line: runs that fail and may not, and lines of the baseline that are wrong. */
export const problems = ({ rows, stale, unknown }: Comparison): ReadonlyArray<string> => [
  ...rows
    .filter(({ expected, verdict }) => !expected && verdict.outcome !== "passed")
    .map(({ run, verdict }) => `${nameOf(run)}: ${verdict.outcome}: ${verdict.note}`),
  ...stale.map((line) => `${nameOf(line)}: passes; take it out of the baseline`),
  ...unknown.map((line) => `${nameOf(line)}: is in the baseline, and is no run`)
]

/** In the form in which vitest closes. What is known to fail is skipped. */
export const summary = (comparison: Comparison, further: number): string => {
  const { rows, stale } = comparison
  const failed = problems(comparison).length + further
  const known = rows.filter(({ expected, verdict }) => expected && verdict.outcome !== "passed")
  const good = rows.filter(({ verdict }) => verdict.outcome === "passed").length - stale.length
  const counts = [
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${good} passed`,
    ...(known.length > 0 ? [`${known.length} skipped`] : [])
  ]
  return `      Tests  ${counts.join(" | ")} (${failed + good + known.length})`
}
