import { assert, it } from "@effect/vitest"

import * as Report from "../src/Report.ts"

it("crash.report: reports are cut out of what a pipe brings, the last one only when it is whole", () => {
  const reader = new Report.Reader()
  const up = Report.write({ what: "up", port: 1 })
  const held = Report.write({ what: "held", task: "t" })
  assert.deepStrictEqual(reader.take(up + held.slice(0, 5)), [{ what: "up", port: 1 }])
  assert.deepStrictEqual(reader.take(""), [])
  assert.deepStrictEqual(reader.take(held.slice(5) + up.slice(0, -1)), [
    { what: "held", task: "t" }
  ])
})
