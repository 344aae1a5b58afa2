import { readFileSync } from "node:fs"

import { assert, describe, it } from "@effect/vitest"

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")

describe("README", () => {
  it("2026-07-28/S-20: who carries frames over another stream is told set-up, framing and cancellation", () => {
    const [, section = ""] = readme.split("\n## Other streams\n")
    for (const subject of ["**Set-up.**", "**Framing.**", "**Cancellation.**"]) {
      assert.include(section, subject)
    }
  })
})
