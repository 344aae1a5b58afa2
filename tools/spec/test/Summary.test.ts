import { readFileSync, writeFileSync } from "node:fs"

import { assert, test } from "vitest"

import * as Requirement from "../src/Requirement.ts"
import * as Summary from "../src/Summary.ts"

test("summary.readme: the table is what the manifest says (UPDATE=1 rewrites it)", () => {
  const file = new URL("../README.md", import.meta.url)
  const document = readFileSync(file, "utf8")
  const current = Summary.insert(document, Summary.table(Requirement.all()))
  if (process.env["UPDATE"] === "1") writeFileSync(file, current)
  else assert.strictEqual(document, current)
})

test("summary.table: a line a section, then the sum", () => {
  const row = { level: "MUST", package: "p", page: "p", side: "both", text: "t" }
  const requirements: ReadonlyArray<Requirement.Requirement> = [
    { ...row, id: "r/A-01", status: "implemented" },
    { ...row, id: "r/A-02", status: "planned" },
    { ...row, id: "r/B-01", status: "outside" }
  ]
  assert.strictEqual(
    Summary.table(requirements),
    [
      "| section | implemented | planned | outside |",
      "| ------- | ----------: | ------: | ------: |",
      "| `r/A`   |           1 |       1 |       0 |",
      "| `r/B`   |           0 |       0 |       1 |",
      "| **all** |           1 |       1 |       1 |"
    ].join("\n")
  )
})
