import { Logging } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

const through = (minimum: Logging.LoggingLevel) =>
  Logging.levels.filter((level) => Logging.atLeast(level, minimum))

describe("levels", () => {
  it("2025-11-25/SV-47, 2026-07-28/SV-62: a level lets itself and all that are worse through", () => {
    assert.deepStrictEqual(through("debug"), [
      "debug",
      "info",
      "notice",
      "warning",
      "error",
      "critical",
      "alert",
      "emergency"
    ])
    assert.deepStrictEqual(through("error"), ["error", "critical", "alert", "emergency"])
    assert.deepStrictEqual(through("emergency"), ["emergency"])
  })
})
