import { join } from "node:path"

import { assert, test } from "vitest"

import * as Results from "../src/Results.ts"

const recorded = join(import.meta.dirname, "recorded")

test("conformance.folders: a scenario's name is what stands before the time", () => {
  assert.strictEqual(Results.scenarioOf("server-ping-2026-11-22T23-02-56-119Z"), "ping")
  assert.strictEqual(
    Results.scenarioOf("server-server-sse-polling-2026-11-22T23-02-56-119Z"),
    "server-sse-polling"
  )
  assert.strictEqual(
    Results.scenarioOf("auth/2025-03-26-oauth-metadata-backcompat-2026-11-22T23-02-56-119Z"),
    "auth/2025-03-26-oauth-metadata-backcompat"
  )
  assert.isUndefined(Results.scenarioOf("notes"))
})

test("conformance.results: of a server, one for each scenario that came to an end", () => {
  const results = Results.read(join(recorded, "server"))
  assert.deepStrictEqual([...results.keys()].toSorted(), [
    "ping",
    "tasks-status-notifications",
    "tools-call-with-progress"
  ])
  assert.deepStrictEqual(
    results.get("ping")?.checks.map(({ id, status }) => `${id} ${status}`),
    ["ping SUCCESS", "wire-schema-valid SUCCESS"]
  )
})

test("conformance.results: of a client, with what it printed", () => {
  const result = Results.read(join(recorded, "client")).get("auth/metadata-default")
  assert.isTrue(result?.output.includes("needs authorization"))
})
