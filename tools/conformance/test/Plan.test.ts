import { assert, test } from "vitest"

import * as Plan from "../src/Plan.ts"

const older: Plan.RequirementSet = {
  revision: "2025-11-25",
  scored: { server: ["ping"], client: [] },
  notScored: [{ leg: "server", scenario: "server-sse-polling", reason: "pending" }]
}

const newer: Plan.RequirementSet = {
  revision: "2026-07-28",
  scored: { server: ["caching"], client: ["tools_call"] },
  notScored: []
}

const listed: ReadonlyArray<Plan.Listed> = [
  { leg: "server", scenario: "ping", revisions: ["2025-11-25"] },
  { leg: "server", scenario: "server-sse-polling", revisions: ["2025-11-25"] },
  { leg: "server", scenario: "caching", revisions: ["2026-07-28"] },
  { leg: "client", scenario: "tools_call", revisions: ["2025-11-25", "2026-07-28"] }
]

test("conformance.plan: each set whole, scored or not", () => {
  assert.deepStrictEqual(
    Plan.make([older, newer], listed).map((run) => Object.values(run).join(" ")),
    [
      "server 2025-11-25 ping scored",
      "server 2025-11-25 server-sse-polling pending",
      "server 2026-07-28 caching scored",
      "client 2026-07-28 tools_call scored"
    ]
  )
})

test("conformance.plan: what no set names is run too, extensions in the newest revision", () => {
  const more: ReadonlyArray<Plan.Listed> = [
    ...listed,
    { leg: "server", scenario: "skills", revisions: [] },
    { leg: "client", scenario: "auth/old", revisions: ["2025-03-26"] },
    // The same name on the other side is another scenario.
    { leg: "client", scenario: "ping", revisions: ["2025-06-18", "2025-11-25"] }
  ]
  assert.deepStrictEqual(Plan.make([older, newer], more).slice(4), [
    { leg: "server", revision: "2026-07-28", scenario: "skills", why: "in no set" },
    { leg: "client", revision: "2025-03-26", scenario: "auth/old", why: "in no set" },
    { leg: "client", revision: "2025-06-18", scenario: "ping", why: "in no set" }
  ])
})

test("conformance.plan: a required scenario that the suite has not is an error", () => {
  assert.throws(
    () => Plan.make([older, newer], listed.slice(1)),
    "The suite requires ping (server) and does not have it"
  )
})
