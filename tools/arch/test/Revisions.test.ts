import { join } from "node:path"

import { assert, test } from "vitest"

import * as Revisions from "../src/Revisions.ts"
import * as Source from "../src/Source.ts"
import * as Workspace from "../src/Workspace.ts"

const others = Workspace.packages().filter(({ path }) => path !== "packages/schema")
const read = (...folders: ReadonlyArray<string>) =>
  others
    .flatMap(({ folder }) => folders.flatMap((name) => Workspace.files(join(folder, name))))
    .map(Source.read)

test("revisions.compared: outside schema no code compares a version; read the revision's data", () => {
  assert.deepStrictEqual(read("src", "test").flatMap(Revisions.comparisons), [])
})

test("revisions.named: outside schema and the edge of programs no code names a revision", () => {
  assert.deepStrictEqual(read("src").flatMap(Revisions.names), [])
})

test("revisions.comparisons: what counts as one", () => {
  const text = [
    'a >= "2026-07-28"',
    '"2025-11-25" === b',
    "session.version !== other",
    "a < peer?.protocolVersion",
    'switch (a) { case "2025-03-26": break }',
    "a.version === undefined",
    'a.jsonrpc === "2.0"',
    'f("2026-07-28")',
    "a.versions.length > 1"
  ]
  assert.deepStrictEqual(Revisions.comparisons(Source.parse("a.ts", text.join("\n"))), [
    "a.ts:1",
    "a.ts:2",
    "a.ts:3",
    "a.ts:4",
    "a.ts:5"
  ])
})

test("revisions.names: what counts as one", () => {
  const text = "f(v2026_07_28.tools)\nconst v2_0 = 1\n// v2026_07_28"
  assert.deepStrictEqual(Revisions.names(Source.parse("a.ts", text)), ["a.ts:1: v2026_07_28"])
})
