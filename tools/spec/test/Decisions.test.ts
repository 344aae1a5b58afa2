import { assert, test } from "vitest"

import * as Decisions from "../src/Decisions.ts"
import type { Row } from "../src/Requirement.ts"

const row = (id: string, side = "server"): Row => ({
  id,
  level: "MUST",
  page: "p",
  side,
  text: "t"
})

const decisions: Decisions.Decisions = {
  owners: { "r/A": { client: "client", "*": "server" }, "r/B": "protocol" },
  ownedBy: { schema: ["r/A-02"] },
  implemented: { reason: "Held already, though the section is not.", ids: ["r/B-02"] },
  planned: {
    sections: { "r/B": "later" },
    rows: [{ owner: "auth", reason: "A header.", ids: ["r/A-03"] }]
  },
  outside: [{ reason: "Only a screen can hold this, and no package has one.", ids: ["r/A-04"] }]
}

test("decisions.owner: a section's, by side, unless the row is moved", () => {
  const rows = [row("r/A-01"), row("r/A-01", "client"), row("r/A-02", "client")]
  assert.deepStrictEqual(
    Decisions.decide(decisions, rows).map((decided) => decided.package),
    ["server", "client", "schema"]
  )
})

test("decisions.status: implemented unless listed", () => {
  const rows = [row("r/A-01"), row("r/A-03"), row("r/A-04"), row("r/B-01"), row("r/B-02")]
  assert.deepStrictEqual(
    Decisions.decide(decisions, rows).map((decided) => [
      decided.status,
      decided.package,
      decided.reason
    ]),
    [
      ["implemented", "server", undefined],
      ["planned", "auth", "A header."],
      ["outside", "server", "Only a screen can hold this, and no package has one."],
      ["planned", "protocol", "later"],
      ["implemented", "protocol", undefined]
    ]
  )
})

test("decisions.owner: a section nobody owns throws", () => {
  assert.throws(() => Decisions.decide(decisions, [row("r/C-01")]), "r/C-01 has no owner")
})

test("decisions.faults: unknown ids, two statuses and reasons that are none", () => {
  const faulty = { ...decisions, outside: [{ reason: "UI", ids: ["r/A-03", "r/Z-01"] }] }
  const rows = ["r/A-02", "r/A-03", "r/A-04", "r/B-02"].map((id) => row(id))
  assert.deepStrictEqual(Decisions.faults(decisions, rows), [])
  assert.deepStrictEqual(Decisions.faults(faulty, rows), [
    "r/Z-01 is not a requirement",
    "r/A-03 has two statuses",
    '"UI" is no reason'
  ])
})
