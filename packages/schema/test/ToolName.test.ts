import { ToolName } from "@effect-mcp/schema"
import { assert, describe, it } from "@effect/vitest"

describe("tool names", () => {
  it.each(["a", "getUser", "DATA_EXPORT_v2", "admin.tools.list", "x-y", "a".repeat(128)])(
    "2025-11-25/SV-07, 2026-07-28/SV-13: %s keeps the rule",
    (name) => {
      assert.deepStrictEqual(ToolName.check(name), { valid: true, warnings: [] })
    }
  )

  it.each(["", "a".repeat(129), "a b", "a,b", "a/b", "é", "a\n"])(
    "2025-11-25/SV-08, 2026-07-28/SV-13: %j gets one warning and stays as it is",
    (name) => {
      const verdict = ToolName.check(name)
      assert.isFalse(verdict.valid)
      assert.strictEqual(verdict.warnings.length, 1)
    }
  )
})
