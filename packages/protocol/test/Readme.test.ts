import { readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

describe("README", () => {
  it("readme.program: it is the file that runs here", () => {
    assert.include(read("../README.md"), read("readme/program.ts"))
  })

  it.effect("readme.runs: it prints what it says", () =>
    Effect.gen(function* () {
      const { main } = yield* Effect.promise(() => import("./readme/program.ts"))
      assert.deepStrictEqual<unknown>(yield* main, {
        _tag: "Result",
        id: 1,
        result: {
          resultType: "complete",
          _meta: { "io.modelcontextprotocol/serverInfo": { name: "shouter", version: "1.0.0" } },
          said: "HELLO",
          in: "2026-07-28"
        }
      })
    })
  )
})
