import { assert, test } from "vitest"

import * as Baseline from "../src/Baseline.ts"
import * as Report from "../src/Report.ts"
import type { Verdict } from "../src/Verdict.ts"

const judged = (scenario: string, verdict: Partial<Verdict>, why = "scored"): Baseline.Judged => ({
  run: { leg: "client", revision: "2025-11-25", scenario, why },
  verdict: { outcome: "passed", passed: 1, total: 1, note: "", ...verdict }
})

const baseline = Baseline.parse(
  "client:\n  2025-11-25:\n    - auth/basic # needs authorization\n    - gone # needs tasks\n    - now # needs tasks\n"
)

const comparison = Baseline.compare(
  [
    judged("initialize", { passed: 3, total: 3 }),
    judged("now", {}),
    judged("sse-retry", { outcome: "failed", passed: 2, total: 3, note: "waited 720 ms" }),
    judged("auth/basic", { outcome: "lacking", passed: 0, total: 7, note: "needs it" }),
    judged("late", { outcome: "unchecked", passed: 0, total: 0, note: "none" }, "pending"),
    judged("later", { outcome: "skipped", passed: 0, total: 0, note: "not yet" }, "extension")
  ],
  baseline
)

test("report.table: scored and all, checks counted, what is known to fail is marked so", () => {
  assert.deepStrictEqual(
    Report.table(comparison)
      .split("\n")
      .map((line) => line.trim().replaceAll(/ {2,}/g, "  ")),
    [
      "client 2025-11-25: 2/4 scored, 2/6 of all, 6 checks passed",
      "ok  initialize  3/3",
      "ok  now  1/1",
      "FAIL  sse-retry  2/3  waited 720 ms",
      "known  auth/basic  0/7  needs it",
      "NONE  late  0/0  [pending]  none",
      "SKIP  later  0/0  [extension]  not yet"
    ]
  )
})

test("report.problems: what fails and may not, stale lines, unknown lines", () => {
  assert.deepStrictEqual(Report.problems(comparison), [
    "client 2025-11-25 sse-retry: failed: waited 720 ms",
    "client 2025-11-25 late: unchecked: none",
    "client 2025-11-25 later: skipped: not yet",
    "client 2025-11-25 now: passes; take it out of the baseline",
    "client 2025-11-25 gone: is in the baseline, and is no run"
  ])
})

test("report.summary: closes as vitest does", () => {
  assert.strictEqual(
    Report.summary(comparison, 1),
    "      Tests  6 failed | 1 passed | 1 skipped (8)"
  )
  const fine = Baseline.compare([judged("initialize", {})], [])
  assert.strictEqual(Report.summary(fine, 0), "      Tests  1 passed (1)")
})
