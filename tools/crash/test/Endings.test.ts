import { assert, it } from "@effect/vitest"

import * as Errand from "../src/Errand.ts"
import * as Endings from "../src/judge/Endings.ts"
import type { Evidence } from "../src/judge/Evidence.ts"
import type { Line } from "../src/Outside.ts"
import type { Point } from "../src/Report.ts"
import type { Snapshot } from "../src/wire/Wire.ts"

const line = (step: number, run: number, value: string): Line => ({
  task: "t",
  step,
  run,
  value,
  key: `key-${step}`,
  pid: 1000 + run
})

const lines = [line(1, 1, "a"), line(2, 1, "b"), line(2, 2, "c")]

const ending = (answer: unknown, more: Partial<Snapshot> = {}): Snapshot => ({
  status: "completed",
  lastUpdatedAt: "2026-01-01T00:00:00.000Z",
  answer,
  ...more
})

const right = ending({ task: "t", values: ["a", "c"], answers: ["yes 2"] })

const errand = (more: Partial<Errand.Errand> = {}): Errand.Errand => ({
  ...Errand.make("t", "1", { dialect: "extension", steps: 2, asks: [1] }),
  questions: new Map([["sure?", { sent: ["yes 1", "yes 2"], acknowledged: true, again: false }]]),
  ending: right,
  later: right,
  ...more
})

const evidence = (errands: Array<Errand.Errand>, ...points: ReadonlyArray<Point>): Evidence => ({
  errands,
  lines,
  held: new Map(),
  runs: [{ run: 1, ended: { code: null, signal: "SIGKILL" }, reports: points }]
})

const saved = (phase: Point["phase"], written?: boolean): Point => ({
  what: "point",
  phase,
  place: "save",
  id: "1",
  final: true,
  written
})

it("crash.judge: a task that ended with what was kept and answered last is right", () => {
  assert.deepStrictEqual(
    Endings.complaints(
      evidence([errand()], saved("before"), saved("after", false), saved("after"))
    ),
    []
  )
})

it("crash.judge: a task that did not end, or not well, is found", () => {
  const stuck = errand({ ending: undefined, later: undefined })
  const failed = ending(undefined, { status: "failed" })
  assert.deepStrictEqual(Endings.complaints(evidence([stuck])), ["t has not ended"])
  assert.deepStrictEqual(
    Endings.complaints(evidence([errand({ ending: failed, later: failed })])),
    ["t is failed"]
  )
})

it("crash.judge: the outcome of a run that was not kept is found", () => {
  const wrong = ending({ task: "t", values: ["a", "b"], answers: ["yes 2"] })
  const [complaint] = Endings.complaints(evidence([errand({ ending: wrong, later: wrong })]))
  assert.include(complaint, "t came to")
})

it("crash.judge: an answer that was taken although a later one was asked for is found", () => {
  const wrong = ending({ task: "t", values: ["a", "c"], answers: ["yes 1"] })
  const [complaint] = Endings.complaints(evidence([errand({ ending: wrong, later: wrong })]))
  assert.include(complaint, "t came to")
})

it("crash.judge: steps and questions that were left out are found", () => {
  const steps = errand({ plan: { dialect: "core", steps: 3, asks: [1] } })
  const questions = errand({ questions: new Map() })
  assert.deepStrictEqual(Endings.complaints(evidence([steps])), ["t left out steps"])
  assert.deepStrictEqual(Endings.complaints(evidence([questions])), ["t left out questions"])
})

it("crash.judge: a question that came again after its answer was taken is found", () => {
  const again = errand({
    questions: new Map([["sure?", { sent: ["yes 2"], acknowledged: true, again: true }]])
  })
  assert.deepStrictEqual(Endings.complaints(evidence([again])), [
    "t asked again what was answered: sure?"
  ])
})

it("crash.judge: a task that changed after its end is found", () => {
  const later = { ...right, lastUpdatedAt: "2026-01-01T00:00:01.000Z" }
  assert.deepStrictEqual(Endings.complaints(evidence([errand({ later })])), [
    "t changed after its end"
  ])
})

it("crash.judge: a task that was ended twice is found", () => {
  assert.deepStrictEqual(Endings.complaints(evidence([errand()], saved("after"), saved("after"))), [
    "1 ended 2 times"
  ])
})

it("crash.judge: steps of a task that nobody followed are found", () => {
  assert.deepStrictEqual(Endings.complaints(evidence([])), ["t is nobody's"])
})
