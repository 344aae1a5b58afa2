import { Revisions } from "@effect-mcp/schema"
import { EraMatrix, type Faults } from "@effect-mcp/testing"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { Add, Calculator } from "./calculator.ts"

describe("EraMatrix", () => {
  it("matrix.cells: every revision over every transport that can carry it", () => {
    const single = { ...EraMatrix.memory, name: "single", revisions: Revisions.perRequest }
    assert.deepStrictEqual(
      EraMatrix.make([EraMatrix.memory, single], Revisions.all).map((cell) => cell.name),
      [
        "2026-07-28 over memory",
        "2025-11-25 over memory",
        "2025-06-18 over memory",
        "2025-03-26 over memory",
        "2024-11-05 over memory",
        "2026-07-28 over single"
      ]
    )
  })

  for (const cell of EraMatrix.make([EraMatrix.memory], Revisions.all)) {
    it.effect(`matrix.connect: ${cell.name}`, () =>
      Effect.gen(function* () {
        const seen: Array<string | undefined> = []
        const watch: Faults.Rule = ({ method }) => {
          seen.push(method)
          return undefined
        }
        const client = yield* cell.connect(Calculator, { faults: [watch] })
        assert.strictEqual(client.revision.version, cell.revision.version)
        assert.deepStrictEqual(yield* client.call(Add, { a: 1, b: 2 }), { sum: 3 })
        assert.include(seen, "tools/call")
      })
    )
  }
})
