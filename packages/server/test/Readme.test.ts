import { readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { program } from "./readme.ts"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

describe("README", () => {
  it.effect("readme.program: runs, and answers", () =>
    Effect.gen(function* () {
      const answer = yield* program
      assert.include(answer, `"structuredContent":{"sum":3}`)
    })
  )

  it("readme.code: is the program that runs", () => {
    assert.include(read("../README.md"), read("./readme.ts"))
  })
})
