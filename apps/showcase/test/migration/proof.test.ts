import { assert, it } from "@effect/vitest"

import * as Proof from "../../src/migration/proof.ts"
import * as StepLog from "../../src/stepLog.ts"

const [before, after] = [11, 12]

const question = {
  id: "key:a.ts:3:1",
  text: "Which key?",
  place: { file: "a.ts", line: 3, column: 1 },
  snippet: "x",
  options: [{ value: "k", label: "k" }],
  default: "k"
}

const evidence: Proof.Evidence = {
  log: [
    { pid: before, what: "a.ts", step: "look" },
    { pid: before, what: "b.ts", step: "rewrite" },
    { pid: after, what: "b.ts", step: "rewrite" },
    { pid: after, what: "a.ts", step: "rewrite" }
  ],
  killed: before,
  person: { answered: new Set(["Which key?"]), repeated: [] },
  decisions: [{ question, answer: "k" }]
}

it("proof.good: a step that was cut by the kill may run again in the next process", () => {
  assert.deepStrictEqual(Proof.problems(evidence), [])
  assert.strictEqual(
    Proof.describe(evidence),
    "3 steps, 2 before the kill, 2 by process 12; cut short, and done again: b.ts: rewrite"
  )
})

it("proof.lost: what had an answer is not looked at again", () => {
  const log = [...evidence.log, { pid: after, what: "a.ts", step: "look" }]
  assert.deepStrictEqual(Proof.problems({ ...evidence, log }), ["a.ts was looked at again"])
})

it("proof.twice: one process does a step once", () => {
  const log = [...evidence.log, { pid: after, what: "a.ts", step: "rewrite" }]
  assert.deepStrictEqual(Proof.problems({ ...evidence, log }), [
    `one process ran "a.ts: rewrite" more than once`
  ])
})

it("proof.asked: an answer is asked for once", () => {
  const person = { answered: new Set(["Which key?"]), repeated: ["Which key?"] }
  assert.deepStrictEqual(Proof.problems({ ...evidence, person }), ["asked again: Which key?"])
})

it("proof.idle: a kill that shows nothing is no proof", () => {
  const log = evidence.log.filter(({ pid }) => pid === before)
  assert.deepStrictEqual(Proof.problems({ ...evidence, log }), [
    "the kill came too early or too late to show anything"
  ])
})

it("steps.tally: steps, runs by process, and what ran again", () => {
  assert.deepStrictEqual(StepLog.tally(evidence.log), {
    steps: 3,
    runs: new Map([
      [before, 2],
      [after, 2]
    ]),
    again: ["b.ts: rewrite"]
  })
})
