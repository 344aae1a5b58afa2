import { join } from "node:path"

import { assert, describe, test } from "vitest"

import * as Size from "../src/Size.ts"
import * as Source from "../src/Source.ts"
import * as Workspace from "../src/Workspace.ts"

const sources = Workspace.packages()
  .flatMap(({ folder }) => Workspace.files(join(folder, "src")))
  .filter(Size.isWritten)
  .map(Source.read)
const lengths = sources.map(Source.lines)

describe("packages/*/src", () => {
  test("size.median: half of the files are shorter than 150 lines", () => {
    assert.isBelow(Size.percentile(lengths, 0.5), 150)
  })

  test("size.p90: nine in ten files have at most 300 lines", () => {
    const longest = sources
      .toSorted((a, b) => Source.lines(b) - Source.lines(a))
      .slice(0, 5)
      .map((source) => `${source.name} ${Source.lines(source)}`)
    assert.isAtMost(Size.percentile(lengths, 0.9), 300, longest.join(", "))
  })

  test("size.functions: no function is over 80 lines", () => {
    const long = sources.flatMap(Size.functions).filter(({ lines }) => lines > 80)
    assert.deepStrictEqual(
      long.map(({ at, lines }) => `${at} has ${lines} lines`),
      []
    )
  })
})

test("size.percentile: by rank", () => {
  const ten = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
  assert.deepStrictEqual(
    [0.5, 0.9, 1].map((share) => Size.percentile(ten, share)),
    [5, 9, 10]
  )
  assert.strictEqual(Size.percentile([], 0.9), 0)
})

test("size.written: generated files do not count", () => {
  const paths = [
    "/p/src/Tool.ts",
    "/p/src/index.ts",
    "/p/src/generated/Table.ts",
    "/p/src/node/index.ts"
  ]
  assert.deepStrictEqual(paths.filter(Size.isWritten), ["/p/src/Tool.ts", "/p/src/node/index.ts"])
})

test("size.spans: functions of every form, nested ones too", () => {
  const text = "const a = () => {\n  function b() {\n  }\n}\nclass C {\n  d() {\n  }\n}\n"
  assert.deepStrictEqual(Size.functions(Source.parse("a.ts", text)), [
    { at: "a.ts:1", lines: 4 },
    { at: "a.ts:2", lines: 2 },
    { at: "a.ts:6", lines: 2 }
  ])
})
