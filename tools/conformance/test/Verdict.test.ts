import { join } from "node:path"

import { assert, test } from "vitest"

import * as Results from "../src/Results.ts"
import * as Verdict from "../src/Verdict.ts"

const recorded = join(import.meta.dirname, "recorded")
const server = Results.read(join(recorded, "server"))
const client = Results.read(join(recorded, "client"))

test("conformance.verdict: passed, with its checks counted", () => {
  assert.deepStrictEqual(Verdict.judge(server.get("ping")), {
    outcome: "passed",
    passed: 2,
    total: 2,
    note: ""
  })
})

test("conformance.verdict: a check that failed is named", () => {
  assert.deepStrictEqual(Verdict.judge(server.get("tools-call-with-progress")), {
    outcome: "failed",
    passed: 1,
    total: 2,
    note: "tools-call-with-progress: Failed: Internal error"
  })
})

test("conformance.verdict: what the suite skips is no pass, and it says why", () => {
  const { note, ...verdict } = Verdict.judge(server.get("tasks-status-notifications"))
  assert.deepStrictEqual(verdict, { outcome: "skipped", passed: 0, total: 0 })
  assert.match(note, /^Skipped: SEP-2663 delivers notifications\/tasks via/)
})

test("conformance.verdict: no check that says anything is not a pass", () => {
  const check = { id: "sends-id", status: "INFO" } as const
  for (const checks of [[], [check]]) {
    assert.deepStrictEqual(Verdict.judge({ checks, output: "" }), {
      outcome: "unchecked",
      passed: 0,
      total: 0,
      note: "no check of its own"
    })
  }
})

test("conformance.verdict: one check skipped beside one that failed, and beside one that held", () => {
  const skipped = { id: "may-send-id", status: "SKIPPED" } as const
  const judged = (status: "FAILURE" | "SUCCESS", id: string) =>
    Verdict.judge({ checks: [skipped, { id, status }], output: "" }).outcome
  assert.strictEqual(judged("FAILURE", "sends-id"), "failed")
  assert.strictEqual(judged("SUCCESS", "sends-id"), "passed")
  assert.strictEqual(judged("SUCCESS", "wire-schema-valid"), "skipped")
})

test("conformance.verdict: that messages fit the schema is no check of its own", () => {
  const checks = server.get("ping")?.checks.filter(({ id }) => id === "wire-schema-valid") ?? []
  assert.strictEqual(Verdict.judge({ checks, output: "" }).outcome, "unchecked")
})

test("conformance.verdict: a warning is a failure", () => {
  const check = { id: "sends-id", status: "WARNING", errorMessage: "It is\n missing" } as const
  assert.deepStrictEqual(Verdict.judge({ checks: [check], output: "" }), {
    outcome: "failed",
    passed: 0,
    total: 1,
    note: "warning sends-id: It is missing"
  })
})

test("conformance.verdict: what the fixture says it lacks is lacking", () => {
  assert.deepStrictEqual(Verdict.judge(client.get("auth/metadata-default"), "failed"), {
    outcome: "lacking",
    passed: 0,
    total: 7,
    note: "needs authorization, which this client does not have"
  })
})

test("conformance.verdict: it is lacking even if all checks held", () => {
  const checks = server.get("ping")?.checks ?? []
  const output = client.get("auth/metadata-default")?.output ?? ""
  assert.strictEqual(Verdict.judge({ checks, output }).outcome, "lacking")
})

test("conformance.verdict: a client that failed, though all checks held", () => {
  const result = { checks: server.get("ping")?.checks ?? [], output: "Error: gave up\n" }
  assert.deepStrictEqual(Verdict.judge(result, "failed"), {
    outcome: "broken",
    passed: 2,
    total: 2,
    note: "the client failed; Error: gave up"
  })
})

test("conformance.verdict: no result at all", () => {
  assert.strictEqual(Verdict.judge(undefined).outcome, "broken")
})

test("conformance.timing: the measured delay is told, also where it was right", () => {
  assert.strictEqual(
    Verdict.judge(client.get("sse-retry")).note,
    "waited 506 ms of 500 (at least 450)"
  )
})
