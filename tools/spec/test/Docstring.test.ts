import * as Source from "@effect-mcp/tools-arch/Source"
import { assert, test } from "vitest"

import * as Docstring from "../src/Docstring.ts"

const anchors: Docstring.Anchors = { "2025-11-25": { "server/tools": ["calling-tools"] } }

const check = (reference: string) => Docstring.unresolved(anchors, reference)

test("docstring.spec: resolves by revision, page and heading", () => {
  assert.strictEqual(check("2025-11-25/server/tools#calling-tools"), undefined)
  assert.strictEqual(
    check("2025-11-24/server/tools#calling-tools"),
    "2025-11-24/server/tools#calling-tools: no such revision"
  )
  assert.strictEqual(
    check("2025-11-25/server/tool#calling-tools"),
    "2025-11-25/server/tool#calling-tools: no such page"
  )
  assert.strictEqual(
    check("2025-11-25/server/tools#calling"),
    "2025-11-25/server/tools#calling: no such heading; there are calling-tools"
  )
  assert.strictEqual(check("2025-11-25/server/tools"), "2025-11-25/server/tools: names no heading")
})

test("docstring.references: every tag of every comment", () => {
  const source = Source.parse(
    "a.ts",
    "/**\n * @spec 1/a#b, 1/c#d\n */\n// @spec 1/e#f\nconst x = '@spec no'"
  )
  assert.deepStrictEqual(Docstring.references(source), [
    { at: "a.ts:2", reference: "1/a#b" },
    { at: "a.ts:2", reference: "1/c#d" },
    { at: "a.ts:4", reference: "1/e#f" }
  ])
})

test("docstring.since: an export with a docstring says since when", () => {
  const source = Source.parse(
    "a.ts",
    [
      "/** Dated. @since 0.1.0 */",
      "export const a = 1",
      "/** Not dated. */",
      "export interface B {}",
      "/** Apart. */",
      "",
      "const c = 1",
      "export class D {}"
    ].join("\n")
  )
  assert.deepStrictEqual(Docstring.undated(source), ["a.ts:4: B has no @since"])
})
