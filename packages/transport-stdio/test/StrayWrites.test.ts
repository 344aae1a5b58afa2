import { PassThrough } from "node:stream"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import * as StrayWrites from "../src/internal/strayWrites.ts"

describe("StrayWrites", () => {
  it.effect(
    "stray.divert: others write to the diagnostics, the one that diverted to the output",
    () =>
      Effect.gen(function* () {
        const output = new PassThrough({ encoding: "utf8" })
        const diagnostics = new PassThrough({ encoding: "utf8" })
        const write = yield* StrayWrites.divert(output, diagnostics)
        output.write("stray")
        write("message")
        const again = yield* StrayWrites.divert(output, diagnostics)
        again(" and another")
        assert.strictEqual(output.read(), "message and another")
        assert.strictEqual(diagnostics.read(), "stray")
      })
  )
})
