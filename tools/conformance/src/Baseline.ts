/**
 * The runs that need not pass, by revision, each with a comment that says what would end that.
 *
 * @since 0.1.0
 */
import { isMap, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from "yaml"

import type { Leg, Run } from "./Plan.ts"
import type { Verdict } from "./Verdict.ts"

/** Which run a line is about. */
export interface Named {
  readonly leg: Leg
  readonly revision: string
  readonly scenario: string
}

/** One line of the file. */
export interface Line extends Named {
  /** What may become of the run: anything but to pass, or only that the suite skips it. */
  readonly allows: "anything" | "skipped"
}

/** A run, and what became of it. */
export interface Judged {
  readonly run: Run
  readonly verdict: Verdict
}

/** How a run stands to the file. */
export interface Row extends Judged {
  readonly expected: boolean
}

/** The runs, and the lines that are not what they say: `stale` ones pass now, `unknown` ones are no runs. */
export interface Comparison {
  readonly rows: ReadonlyArray<Row>
  readonly stale: ReadonlyArray<Line>
  readonly unknown: ReadonlyArray<Line>
}

/** The name of a line or a run, for people. */
export const nameOf = ({ leg, revision, scenario }: Named): string =>
  `${leg} ${revision} ${scenario}`

const entries = (node: unknown, at: string): ReadonlyArray<readonly [string, unknown]> => {
  if (node === null || (isScalar(node) && node.value === null)) return []
  if (!isMap(node)) throw new Error(`baseline: ${at} must be a map`)
  return (node as YAMLMap<Scalar<string>>).items.map(({ key, value }) => [key.value, value])
}

const lines = (leg: Leg, revision: string, node: unknown): ReadonlyArray<Line> => {
  if (!isSeq(node)) throw new Error(`baseline: ${leg} ${revision} must be a list`)
  return node.items.map((item) => {
    const { allows, comment, scenario } = read(item, `${leg} ${revision}`)
    const line = { leg, revision, scenario, allows }
    if (comment.trim() === "") {
      throw new Error(`baseline: ${nameOf(line)} has no comment that says what it waits for`)
    }
    return line
  })
}

interface Item extends Pick<Line, "scenario" | "allows"> {
  readonly comment: string
}

/** `scenario # comment`, or `scenario: skipped # comment`. */
const read = (item: unknown, at: string): Item => {
  if (isScalar(item) && typeof item.value === "string") {
    return { scenario: item.value, allows: "anything", comment: item.comment ?? "" }
  }
  const [pair, ...others] = isMap(item) ? entries(item, at) : []
  const value = pair?.[1]
  if (pair === undefined || others.length > 0 || !isScalar(value) || value.value !== "skipped") {
    throw new Error(`baseline: ${at} holds something that is no name`)
  }
  return { scenario: pair[0], allows: "skipped", comment: value.comment ?? "" }
}

const isLeg = (name: string): name is Leg => name === "server" || name === "client"

/** Reads the file. A line twice, a line without a comment and an unknown side are errors. */
export const parse = (text: string): ReadonlyArray<Line> => {
  const document = parseDocument(text)
  const [problem] = document.errors
  if (problem !== undefined) throw problem
  const all = entries(document.contents, "the file").flatMap(([leg, revisions]) => {
    if (!isLeg(leg)) throw new Error(`baseline: there is no side "${leg}"`)
    return entries(revisions, leg).flatMap(([revision, node]) => lines(leg, revision, node))
  })
  const twice = all.find(
    (line, at) => all.findIndex((other) => nameOf(other) === nameOf(line)) < at
  )
  if (twice !== undefined) throw new Error(`baseline: ${nameOf(twice)} is there twice`)
  return all
}

/** Holds what happened against the file. */
export const compare = (
  judged: ReadonlyArray<Judged>,
  baseline: ReadonlyArray<Line>
): Comparison => {
  const allowed = new Map(baseline.map((line) => [nameOf(line), line.allows]))
  const isExpected = ({ run, verdict }: Judged): boolean => {
    const allows = allowed.get(nameOf(run))
    return allows === "anything" || (allows === "skipped" && verdict.outcome === "skipped")
  }
  const outcomes = new Map(judged.map(({ run, verdict }) => [nameOf(run), verdict.outcome]))
  return {
    rows: judged.map((one) => ({ ...one, expected: isExpected(one) })),
    stale: baseline.filter((line) => outcomes.get(nameOf(line)) === "passed"),
    unknown: baseline.filter((line) => !outcomes.has(nameOf(line)))
  }
}
