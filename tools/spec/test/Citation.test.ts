import * as Source from "@effect-mcp/tools-arch/Source"
import { assert, test } from "vitest"

import * as Citation from "../src/Citation.ts"

const find = (text: string) => Citation.find(Source.parse("a.test.ts", text))
const ids = (text: string) => find(text).citations.map(({ id }) => id)

test("citation.forms: every way to declare a test", () => {
  const declarations = [
    'it("2025-11-25/B-01: a", () => {})',
    'it.effect("2025-11-25/B-02, 2026-07-28/B-02: a", () => e)',
    'it.prop("interop/IS-03: a", [x], () => {})',
    "it.effect.each(cases)(`2025-11-25/B-04: a ${x}`, function*() {})",
    'describe("extensions/TX-05: a", () => { it("2025-11-25/B-06: b", { timeout: 1 }, () => {}) })',
    'everyRevision("2025-11-25/B-07: a", (peer) => peer)'
  ]
  assert.deepStrictEqual(ids(declarations.join("\n")), [
    "2025-11-25/B-01",
    "2025-11-25/B-02",
    "2026-07-28/B-02",
    "interop/IS-03",
    "2025-11-25/B-04",
    "extensions/TX-05",
    "2025-11-25/B-06",
    "2025-11-25/B-07"
  ])
})

test("citation.inert: what does not run cites nothing", () => {
  const declarations = [
    'it.skip("2025-11-25/B-01: a", () => {})',
    'it.effect.fails("2025-11-25/B-02: a", () => {})',
    'describe.skip("x", () => { it("2025-11-25/B-03: a", () => {}) })',
    'it.todo("2025-11-25/B-04: a")',
    'console.log("2025-11-25/B-05: a")'
  ]
  assert.deepStrictEqual(ids(declarations.join("\n")), [])
})

test("citation.malformed: an id without its revision, its colon or its literal text", () => {
  const declarations = [
    'it("B-01: a", () => {})',
    'it("2025-11-25/B-02 a", () => {})',
    'it("2025-11-25/B-03; 2025-11-25/B-04: a", () => {})',
    "it(`${revision}/B-05: a`, () => {})",
    'it("parses ISO-8859 and UTF-8", () => {})'
  ]
  assert.deepStrictEqual(find(declarations.join("\n")).malformed, [
    'a.test.ts:1: "B-01: a"',
    'a.test.ts:2: "2025-11-25/B-02 a"',
    'a.test.ts:3: "2025-11-25/B-03; 2025-11-25/B-04: a"',
    'a.test.ts:4: "${…}/B-05: a"'
  ])
})
