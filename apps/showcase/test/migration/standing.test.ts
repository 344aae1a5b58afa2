import { assert, it } from "@effect/vitest"

import * as Standing from "../../src/migration/standing.ts"

const stage = (answered: number) => `read, ${Standing.answered(answered, 2)} (1 of 3)`

it("standing.line: files that have got equally far are counted, a single one has its name", () => {
  const busy = new Map([
    ["a.ts", stage(1)],
    ["b.ts", "begun"],
    ["c.ts", "begun"]
  ])
  assert.strictEqual(
    Standing.describe({ done: 4, total: 7, busy }),
    "4 of 7 files done; a.ts read, 1 of 2 answered (1 of 3); 2 files begun"
  )
})

const told = (done: number, answers: number) => {
  const line = Standing.describe({ done, total: 20, busy: new Map([["a.ts", stage(answers)]]) })
  return [Standing.tellsOfFile(line), Standing.tellsOfAnswer(line)]
}

it("standing.read: answers and files are found in a line that tells of some, and in no other", () => {
  assert.deepStrictEqual(
    [told(0, 0), told(0, 1), told(10, 0), told(1, 2)],
    [
      [false, false],
      [false, true],
      [true, false],
      [true, true]
    ]
  )
})

it("standing.quiet: without files at work there is only the count", () => {
  assert.strictEqual(Standing.describe({ done: 0, total: 0, busy: new Map() }), "0 of 0 files done")
})
