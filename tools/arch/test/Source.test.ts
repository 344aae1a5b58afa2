import { assert, test } from "vitest"

import * as Source from "../src/Source.ts"

const parse = (text: string) => Source.parse("a.ts", text)

test("source.imports: statements, re-exports, dynamic imports and import types", () => {
  const text = [
    'import a from "1"',
    'import type { B } from "2"',
    'export { c } from "3"',
    'export * as D from "4"',
    'const e = () => import("5")',
    'type F = import("6").F',
    '// import "7"',
    "const s = 'import \"8\"'"
  ]
  assert.deepStrictEqual(
    Source.imports(parse(text.join("\n"))).map(({ specifier }) => specifier),
    ["1", "2", "3", "4", "5", "6"]
  )
})

test("source.exports: every kind of declaration, with the docstring right above it", () => {
  const text = [
    "/** one */",
    "export const a = 1, b = 2",
    "/** not above c */",
    "",
    "// between",
    "export function c() {}",
    "export class D {}",
    "/** two */",
    "export interface E {}",
    "export type F = 1",
    "const g = 1",
    "export { g as h }",
    "export default g"
  ]
  assert.deepStrictEqual(
    Source.exports(parse(text.join("\n"))).map(({ docstring, name }) => [name, docstring]),
    [
      ["a", "* one "],
      ["b", "* one "],
      ["c", undefined],
      ["D", undefined],
      ["E", "* two "],
      ["F", undefined],
      ["h", undefined]
    ]
  )
})

test("source.parse: a syntax error names the file", () => {
  assert.throws(() => parse("const = 1"), /^a\.ts: /)
})
