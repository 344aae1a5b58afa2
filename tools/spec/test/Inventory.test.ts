import { assert, test } from "vitest"

import * as Inventory from "../src/Inventory.ts"

test("inventory.row: a list item becomes a row with a qualified id", () => {
  const markdown = [
    "# Inventory",
    "- **SV-13** [server] MUST NOT: Do (this) `or` that. _(server/tools#errors)_",
    "- no row"
  ].join("\n")
  assert.deepStrictEqual(Inventory.parse("2025-11-25", markdown), [
    {
      id: "2025-11-25/SV-13",
      level: "MUST NOT",
      page: "server/tools#errors",
      side: "server",
      text: "Do (this) `or` that."
    }
  ])
})

test("inventory.malformed: an item that only looks like a row is not passed over", () => {
  assert.throws(
    () => Inventory.parse("interop", "- **IS-01** MUST: no side _(x)_"),
    "Not a requirement: - **IS-01** MUST: no side _(x)_"
  )
})
