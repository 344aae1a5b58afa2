import { assert, test } from "vitest"

import * as Gate from "../src/Gate.ts"
import type { Requirement, Status } from "../src/Requirement.ts"

const requirement = (id: string, status: Status): Requirement => ({
  id,
  level: "MUST",
  package: "server",
  page: "p",
  side: "server",
  status,
  text: "t"
})

const requirements = [
  requirement("r/A-01", "implemented"),
  requirement("r/A-02", "implemented"),
  requirement("r/A-03", "planned"),
  requirement("r/A-04", "outside")
]
const citing = (...ids: ReadonlyArray<string>) => ids.map((id) => ({ at: "a.test.ts:1", id }))

test("gate.unknown: a cited id that is not there, or outside", () => {
  const citations = citing("r/A-01", "r/A-03", "r/A-04", "r/A-05")
  assert.deepStrictEqual(Gate.unknown({ citations, pending: [], requirements }), [
    'a.test.ts:1: r/A-04 is "outside"; decide again or do not cite it',
    "a.test.ts:1: r/A-05 is not a requirement"
  ])
})

test("gate.uncited: an implemented id that no test cites and that is not pending", () => {
  assert.deepStrictEqual(Gate.uncited({ citations: citing("r/A-01"), pending: [], requirements }), [
    "r/A-02 (server): t"
  ])
  assert.deepStrictEqual(
    Gate.uncited({ citations: citing("r/A-01"), pending: ["r/A-02"], requirements }),
    []
  )
})

test("gate.stale: the pending list only shrinks", () => {
  const pending = ["r/A-01", "r/A-02", "r/A-03", "r/A-09"]
  assert.deepStrictEqual(Gate.stale({ citations: citing("r/A-01"), pending, requirements }), [
    "r/A-01 is pending and cited",
    "r/A-03 is pending and not implemented",
    "r/A-09 is pending and not implemented"
  ])
})
