/**
 * The runs that may fail, by revision, each with a comment that says what would end that.
 *
 * @since 0.1.0
 */
import { isMap, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from "yaml"

import type { Leg, Run } from "./Plan.ts"
import type { Verdict } from "./Verdict.ts"

/** One line of the file. */
export interface Line {
  readonly leg: Leg
  readonly revision: string
  readonly scenario: string
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
export const nameOf = ({ leg, revision, scenario }: Line): string =>
  `${leg} ${revision} ${scenario}`

const entries = (node: unknown, at: string): ReadonlyArray<readonly [string, unknown]> => {
  if (node === null || (isScalar(node) && node.value === null)) return []
  if (!isMap(node)) throw new Error(`baseline: ${at} must be a map`)
  return (node as YAMLMap<Scalar<string>>).items.map(({ key, value }) => [key.value, value])
}

const lines = (leg: Leg, revision: string, node: unknown): ReadonlyArray<Line> => {
  if (!isSeq(node)) throw new Error(`baseline: ${leg} ${revision} must be a list`)
  return node.items.map((item) => {
    if (!isScalar(item) || typeof item.value !== "string") {
      throw new Error(`baseline: ${leg} ${revision} holds something that is no name`)
    }
    const line = { leg, revision, scenario: item.value }
    if ((item.comment ?? "").trim() === "") {
      throw new Error(`baseline: ${nameOf(line)} has no comment that says what it waits for`)
    }
    return line
  })
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
  const expected = new Set(baseline.map(nameOf))
  const outcomes = new Map(judged.map(({ run, verdict }) => [nameOf(run), verdict.outcome]))
  return {
    rows: judged.map(({ run, verdict }) => ({ run, verdict, expected: expected.has(nameOf(run)) })),
    stale: baseline.filter((line) => outcomes.get(nameOf(line)) === "passed"),
    unknown: baseline.filter((line) => !outcomes.has(nameOf(line)))
  }
}
