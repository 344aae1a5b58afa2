import { assert, test } from "vitest"

import * as Suite from "../src/Suite.ts"

const printed = `Server scenarios (test against a server):
  - ping [2025-06-18,2025-11-25]
  - sep-2640-skills-directory [extension]

Client scenarios (test against a client):
  - auth/metadata-default [2025-11-25,2026-07-28]

Authorization server scenarios (test against an authorization server):
  - authorization-code-grant [2025-11-25]
`

test("conformance.list: scenarios by side, without those for authorization servers", () => {
  assert.deepStrictEqual(Suite.parseList(printed), [
    { leg: "server", scenario: "ping", revisions: ["2025-06-18", "2025-11-25"] },
    { leg: "server", scenario: "sep-2640-skills-directory", revisions: [] },
    { leg: "client", scenario: "auth/metadata-default", revisions: ["2025-11-25", "2026-07-28"] }
  ])
})

const file = `
server:
  - ping
client:
  - sse-retry
not_scored:
  - scenario: tasks-lifecycle
    leg: server
    reason: extension
    note: >-
      run for visibility
`

test("conformance.sets: what is scored, and why the rest is not", () => {
  assert.deepStrictEqual(Suite.parseSet("2025-11-25", file), {
    revision: "2025-11-25",
    scored: { server: ["ping"], client: ["sse-retry"] },
    notScored: [{ leg: "server", scenario: "tasks-lifecycle", reason: "extension" }]
  })
})

test("conformance.installed: the suite that is installed requires 30, 18, 37 and 32 scenarios", () => {
  assert.deepStrictEqual(
    Suite.sets().map(({ revision, scored }) => [
      revision,
      scored.server.length,
      scored.client.length
    ]),
    [
      ["2025-11-25", 30, 18],
      ["2026-07-28", 37, 32]
    ]
  )
})
