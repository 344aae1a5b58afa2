import { assert, it } from "@effect/vitest"

import type { Evidence } from "../src/judge/Evidence.ts"
import * as Steps from "../src/judge/Steps.ts"
import type { Line } from "../src/Outside.ts"
import type { Report } from "../src/Report.ts"

let values = 0

const line = (step: number, run: number, more: Partial<Line> = {}): Line => ({
  task: "t",
  step,
  run,
  key: `key-${step}`,
  value: `value-${++values}`,
  pid: 1000 + run,
  ...more
})

const killed = { code: null, signal: "SIGKILL" } as const

const heldOf = (lines: ReadonlyArray<Line>) => new Map(lines.map((line) => [line.key, line]))

const evidence = (
  lines: ReadonlyArray<Line>,
  more: Partial<Pick<Evidence, "held" | "runs">> = {}
): Evidence => ({
  lines,
  held: heldOf(lines),
  runs: [],
  errands: [],
  ...more
})

const created: Report = { what: "point", phase: "before", place: "create", id: "1", task: "t" }

const appended = (phase: "before" | "after", written?: boolean): Report => ({
  what: "point",
  phase,
  place: "append",
  id: "1",
  steps: ["step-2"],
  written
})

const run = (run: number, ...reports: ReadonlyArray<Report>) => ({ run, ended: killed, reports })

it("crash.judge: steps that ran in their order are no cause for complaint", () => {
  assert.deepStrictEqual(Steps.complaints(evidence([line(1, 1), line(2, 1), line(3, 2)])), [])
})

it("crash.judge: the step in flight may come again in the next process, and the one after", () => {
  const lines = [line(1, 1), line(2, 1), line(2, 2), line(2, 4), line(3, 4)]
  assert.deepStrictEqual(Steps.complaints(evidence(lines)), [])
  assert.strictEqual(Steps.repeats(lines), 2)
})

it("crash.judge: a step that comes twice in one process is found", () => {
  assert.deepStrictEqual(Steps.complaints(evidence([line(1, 1), line(2, 1), line(2, 1)])), [
    "t, step 2, run 1 came after t, step 2, run 1"
  ])
})

it("crash.judge: a step that comes again after the one behind it is found", () => {
  assert.deepStrictEqual(
    Steps.complaints(evidence([line(1, 1), line(2, 1), line(1, 2), line(2, 2)])),
    ["t, step 1, run 2 came after t, step 2, run 1"]
  )
})

it("crash.judge: a step that was left out is found", () => {
  assert.deepStrictEqual(Steps.complaints(evidence([line(1, 1), line(3, 1)])), [
    "t, step 3, run 1 came after t, step 1, run 1"
  ])
  assert.deepStrictEqual(Steps.complaints(evidence([line(2, 1)])), [
    "t, step 2, run 1 came after nothing"
  ])
})

it("crash.judge: a step that comes again although it was kept is found", () => {
  const lines = [line(1, 1), line(2, 1), line(2, 2)]
  const kept = [run(1, created, appended("before"), appended("after", true))]
  assert.deepStrictEqual(Steps.complaints(evidence(lines, { runs: kept })), [
    "t, step 2, run 2 was kept in run 1 already"
  ])
})

it("crash.judge: a step that was not kept, or of which that is not known, may come again", () => {
  const lines = [line(1, 1), line(2, 1), line(2, 2)]
  for (const runs of [
    [run(1, created, appended("before"))],
    [run(1, created, appended("before"), appended("after", false))],
    [run(1, created), run(2, appended("after", true))]
  ]) {
    assert.deepStrictEqual(Steps.complaints(evidence(lines, { runs })), [])
  }
})

it("crash.judge: a second run with another key is found", () => {
  assert.deepStrictEqual(
    Steps.complaints(
      evidence([line(1, 1), line(1, 2, { key: "other" })], {
        held: new Map([["key-1", line(1, 1)]])
      })
    ),
    ["t, step 1, run 2 has a new key"]
  )
})

it("crash.judge: two steps with one key are found", () => {
  const lines = [line(1, 1), line(1, 1, { task: "u" })]
  assert.deepStrictEqual(Steps.complaints(evidence(lines)), [
    "u, step 1 has the key of t, step 1",
    "the target holds 1 for 2 steps"
  ])
})

it("crash.judge: a target that lacks a step, or holds too much, is found", () => {
  const lines = [line(1, 1), line(2, 1)]
  const first = lines.slice(0, 1)
  assert.deepStrictEqual(Steps.complaints(evidence(lines, { held: heldOf(first) })), [
    "the target lacks t, step 2"
  ])
  assert.deepStrictEqual(Steps.complaints(evidence(first, { held: heldOf(lines) })), [
    "the target holds 2 for 1 steps"
  ])
})
