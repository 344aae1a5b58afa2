/**
 * What holds for extensions as such: their ids, and what is written about them.
 */
import { readFileSync } from "node:fs"

import { Extension } from "@effect-mcp/protocol"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"

const page = (path: string): string =>
  readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8")

const exitOf = (id: string) =>
  Effect.exit(Effect.scoped(Layer.build(Extension.layer({ id, settings: {} }))))

describe("the id of an extension", () => {
  it.effect("extensions/X-01: has a prefix, which is labels with dots between", () =>
    Effect.gen(function* () {
      for (const id of ["audit", "/audit", "-com/audit", "1com/audit", "a..b/c", "a b/c"]) {
        assert.strictEqual((yield* exitOf(id))._tag, "Failure", id)
      }
      for (const id of ["com.example/audit", "example/audit-v2", "io.modelcontextprotocol/tasks"]) {
        assert.strictEqual((yield* exitOf(id))._tag, "Success", id)
      }
    })
  )
})

describe("what is written about tasks", () => {
  it("2026-07-28/V-11, extensions/X-10: what becomes of tasks where the other side has none", () => {
    const readme = page("packages/tasks/README.md")
    for (const word of ["io.modelcontextprotocol/tasks", "-32021", "-32601", "2025-06-18"]) {
      assert.include(readme, word)
    }
  })

  it("2025-11-25/TK-62, 2025-11-25/TK-64: what nobody in particular can do, and the limits", () => {
    const readme = page("packages/tasks/README.md")
    for (const word of ["anonymous", "maxTtl", "maxRunning", "maxKept", "pollsPerSecond"]) {
      assert.include(readme, word)
    }
  })

  it("extensions/X-13: which extensions there are", () => {
    assert.include(page("docs/extensions.md"), "io.modelcontextprotocol/tasks")
    assert.include(page("README.md"), "packages/tasks")
  })
})
