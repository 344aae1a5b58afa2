/**
 * What became of one run. Checks count, not ticks: a scenario without a check of its own has shown nothing.
 *
 * @since 0.1.0
 */
import type { Check, Result } from "./Results.ts"

/**
 * `failed`: a check failed or warned. `unchecked`: nothing was checked. `skipped`: nothing was, and the suite says so
 * itself. `lacking`: the fixture says that it has not what this needs. `broken`: there is no result, or the fixture
 * ended with an error.
 */
export type Outcome = "passed" | "failed" | "unchecked" | "skipped" | "lacking" | "broken"

/** An outcome, and how it came about. */
export interface Verdict {
  readonly outcome: Outcome
  /** Checks that held, of those that said anything. */
  readonly passed: number
  readonly total: number
  /** Why it did not pass, or what was measured. */
  readonly note: string
}

const speaks = ({ status }: Check): boolean => status !== "INFO" && status !== "SKIPPED"
const isSkipped = ({ status }: Check): boolean => status === "SKIPPED"
const held = ({ status }: Check): boolean => status === "SUCCESS"

/** That messages fit the schema is checked in every scenario, also where nothing else is. */
const isOwn = ({ id }: Check): boolean => !id.startsWith("wire-schema")

const lacks = /needs [\w -]+, which this client does not have/

const line = (text: string): string => {
  const one = text.replaceAll(/\s+/g, " ").trim()
  return one.length > 200 ? `${one.slice(0, 199)}…` : one
}

const told = ({ errorMessage, id, status }: Check): string =>
  line(`${status === "WARNING" ? "warning " : ""}${id}: ${errorMessage ?? "failed"}`)

/** How long a client waited, where that was measured, what it was told, and the least that counts as that. */
const delay = (checks: ReadonlyArray<Check>): string => {
  const measured = checks.find(({ details }) => typeof details?.["actualDelayMs"] === "number")
  if (measured?.details === undefined) return ""
  const { actualDelayMs, expectedRetryMs, minAcceptableMs } = measured.details
  return `waited ${String(actualDelayMs)} ms of ${String(expectedRetryMs)} (at least ${String(minAcceptableMs)})`
}

const joined = (...notes: ReadonlyArray<string>): string =>
  notes.filter((note) => note !== "").join("; ")

/**
 * Judges a run. `fixture` is whether the fixture under test ended as the scenario allows, where that is known.
 *
 * @since 0.1.0
 */
export const judge = (result: Result | undefined, fixture: "fine" | "failed" = "fine"): Verdict => {
  if (result === undefined) return { outcome: "broken", passed: 0, total: 0, note: "no result" }
  const said = result.checks.filter(speaks)
  const wrong = said.filter((check) => !held(check))
  const counts = { passed: said.length - wrong.length, total: said.length }
  const measured = delay(result.checks)
  const lacking = lacks.exec(result.output)?.[0]
  if (lacking !== undefined) return { outcome: "lacking", ...counts, note: lacking }
  if (wrong.length > 0) {
    return { outcome: "failed", ...counts, note: joined(measured, ...wrong.map(told)) }
  }
  if (fixture === "failed") {
    return { outcome: "broken", ...counts, note: joined("the client failed", line(result.output)) }
  }
  if (said.some(isOwn)) return { outcome: "passed", ...counts, note: measured }
  const skipped = result.checks.find(isSkipped)
  return skipped === undefined
    ? { outcome: "unchecked", ...counts, note: "no check of its own" }
    : { outcome: "skipped", ...counts, note: line(skipped.errorMessage ?? "") }
}
