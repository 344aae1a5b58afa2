import { readFileSync } from "node:fs"

import { assert, describe, test } from "vitest"

import * as Baseline from "../src/Baseline.ts"
import * as Plan from "../src/Plan.ts"
import * as Suite from "../src/Suite.ts"
import type { Outcome } from "../src/Verdict.ts"

const text = `
server:
  2026-07-28:
    - tasks-lifecycle # needs tasks
    - tasks-status-notifications: skipped # until the suite listens
client:
  2025-11-25:
    - auth/metadata-default # needs authorization
`

const judged = (leg: Plan.Leg, revision: string, scenario: string, outcome: Outcome) => ({
  run: { leg, revision, scenario, why: "scored" },
  verdict: { outcome, passed: 0, total: 0, note: "" }
})

const tasks = (outcome: Outcome) => judged("server", "2026-07-28", "tasks-lifecycle", outcome)
const told = (outcome: Outcome) =>
  judged("server", "2026-07-28", "tasks-status-notifications", outcome)
const auth = (outcome: Outcome) => judged("client", "2025-11-25", "auth/metadata-default", outcome)

describe("the file", () => {
  test("baseline.lines: by side and revision", () => {
    assert.deepStrictEqual(Baseline.parse(text).map(Baseline.nameOf), [
      "server 2026-07-28 tasks-lifecycle",
      "server 2026-07-28 tasks-status-notifications",
      "client 2025-11-25 auth/metadata-default"
    ])
    assert.deepStrictEqual(
      Baseline.parse(text).map(({ allows }) => allows),
      ["anything", "skipped", "anything"]
    )
  })

  test("baseline.empty: no line at all", () => {
    assert.deepStrictEqual(Baseline.parse("server:\n\nclient:\n"), [])
    assert.deepStrictEqual(Baseline.parse(""), [])
  })

  test("baseline.comment: a line says what it waits for", () => {
    assert.throws(
      () => Baseline.parse("client:\n  2025-11-25:\n    - sse-retry\n"),
      "baseline: client 2025-11-25 sse-retry has no comment that says what it waits for"
    )
    assert.throws(
      () => Baseline.parse("client:\n  2025-11-25:\n    - sse-retry: skipped\n"),
      "baseline: client 2025-11-25 sse-retry has no comment that says what it waits for"
    )
  })

  test("baseline.twice: a line is there once", () => {
    assert.throws(
      () => Baseline.parse("client:\n  2025-11-25:\n    - a # x\n    - a: skipped # x\n"),
      "baseline: client 2025-11-25 a is there twice"
    )
  })

  test("baseline.shape: what is no side, no list or no name", () => {
    assert.throws(() => Baseline.parse("clients:\n"), 'baseline: there is no side "clients"')
    assert.throws(
      () => Baseline.parse("client:\n  2025-11-25: a # x\n"),
      "baseline: client 2025-11-25 must be a list"
    )
    for (const item of ["1", "a: failed", "a: [skipped]", "{ a: skipped, b: skipped }", "[a]"]) {
      assert.throws(
        () => Baseline.parse(`client:\n  2025-11-25:\n    - ${item} # x\n`),
        "baseline: client 2025-11-25 holds something that is no name"
      )
    }
  })
})

describe("what happened", () => {
  const baseline = Baseline.parse(text)

  test("baseline.expected: a run that may fail, in its revision and on its side only", () => {
    const other = judged("client", "2026-07-28", "auth/metadata-default", "lacking")
    const { rows, stale, unknown } = Baseline.compare(
      [tasks("failed"), told("skipped"), auth("lacking"), other],
      baseline
    )
    assert.deepStrictEqual(
      rows.map(({ expected }) => expected),
      [true, true, true, false]
    )
    assert.deepStrictEqual([stale, unknown], [[], []])
  })

  test("baseline.skipped: what is to be skipped may not fail, nor check nothing", () => {
    for (const outcome of ["failed", "unchecked", "lacking", "broken"] as const) {
      const { rows } = Baseline.compare([told(outcome)], baseline)
      assert.isFalse(rows[0]?.expected)
    }
  })

  test("baseline.stale: a line whose run passes", () => {
    const { stale } = Baseline.compare(
      [tasks("passed"), told("passed"), auth("unchecked")],
      baseline
    )
    assert.deepStrictEqual(stale.map(Baseline.nameOf), [
      "server 2026-07-28 tasks-lifecycle",
      "server 2026-07-28 tasks-status-notifications"
    ])
  })

  test("baseline.unknown: a line that is no run", () => {
    const { unknown } = Baseline.compare([tasks("failed"), told("skipped")], baseline)
    assert.deepStrictEqual(unknown.map(Baseline.nameOf), [
      "client 2025-11-25 auth/metadata-default"
    ])
  })
})

test("baseline.kept: every line of ours is a run, and needs authorization or is skipped", async () => {
  const file = new URL("../conformance-baseline.yaml", import.meta.url)
  const lines = Baseline.parse(readFileSync(file, "utf8"))
  const runs = new Set(Plan.make(Suite.sets(), await Suite.list()).map(Baseline.nameOf))
  assert.deepStrictEqual(
    lines.filter((line) => !runs.has(Baseline.nameOf(line))),
    []
  )
  assert.deepStrictEqual(
    lines.filter(({ allows, scenario }) => allows === "anything" && !scenario.startsWith("auth/")),
    []
  )
  assert.deepStrictEqual(lines.filter(({ allows }) => allows === "skipped").map(Baseline.nameOf), [
    "server 2026-07-28 tasks-status-notifications"
  ])
})
