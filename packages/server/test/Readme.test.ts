import { readFileSync } from "node:fs"

import { JsonSchemaValidator } from "@effect-mcp/protocol"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")

describe("README", () => {
  it.effect(
    "2025-11-25/B-18, 2026-07-28/B-33: names the JSON Schema dialects that arguments are checked by",
    () =>
      Effect.gen(function* () {
        const [named = ""] = /JSON Schema dialects[^.]*\./.exec(readme) ?? []
        const { compile } = yield* JsonSchemaValidator.make
        const dialects = {
          "2020-12": "https://json-schema.org/draft/2020-12/schema",
          "2019-09": "https://json-schema.org/draft/2019-09/schema",
          "draft-07": "http://json-schema.org/draft-07/schema#",
          "draft-06": "http://json-schema.org/draft-06/schema#",
          "draft-04": "http://json-schema.org/draft-04/schema#"
        }
        for (const [name, $schema] of Object.entries(dialects)) {
          assert.strictEqual(compile({ $schema, type: "object" })._tag, "Checker")
          assert.include(named, name)
        }
      })
  )
})
