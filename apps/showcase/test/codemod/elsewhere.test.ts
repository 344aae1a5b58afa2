import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import { layer, leftovers, lines, migrated } from "./Migrating.ts"

const becomes = (before: string, after: string) =>
  Effect.gen(function* () {
    assert.strictEqual(yield* migrated(lines(before)), lines(after))
  })

it.layer(layer)("elsewhere", (it) => {
  it.effect("exports.namespace: a re-exported module keeps the name it is exported under", () =>
    becomes(`export * as S from "@effect/schema/Schema"`, `export * as S from "effect/Schema"`)
  )

  it.effect("exports.names: re-exported names keep the names they are exported under", () =>
    Effect.gen(function* () {
      yield* becomes(
        `export { Either, Option as O } from "effect"`,
        `export { Result as Either, Option as O } from "effect"`
      )
      yield* becomes(
        `export { left as no, type Either } from "effect/Either"`,
        `export { fail as no, type Result as Either } from "effect/Result"`
      )
      yield* becomes(
        `export type { ParseError, ParseIssue } from "@effect/schema/ParseResult"`,
        lines(
          `export type { SchemaError as ParseError } from "effect/Schema"`,
          `export type { Issue as ParseIssue } from "effect/SchemaIssue"`
        ).trimEnd()
      )
    })
  )

  it.effect("exports.all: what is passed on wholesale moves and is listed", () =>
    Effect.gen(function* () {
      const before = `export * from "effect/Either"`
      yield* becomes(before, `export * from "effect/Result"`)
      assert.deepStrictEqual(yield* leftovers(before), ["1: effect/Either"])
    })
  )

  it.effect("exports.gone: a name without a home stays and is listed", () =>
    Effect.gen(function* () {
      const before = `export { List, Option } from "effect"`
      yield* becomes(before, before)
      assert.deepStrictEqual(yield* leftovers(before), ["1: List"])
    })
  )

  it.effect("dynamic.import: the module moves, and what is taken out of it is listed", () =>
    Effect.gen(function* () {
      const before = `const a = await import("@effect/schema/Schema")`
      yield* becomes(before, `const a = await import("effect/Schema")`)
      assert.deepStrictEqual(yield* leftovers(before), [`1: import("@effect/schema/Schema")`])
    })
  )

  it.effect("dynamic.type: an import type is followed to the member", () =>
    becomes(
      `type A = import("effect/Either").Either<1, import("@effect/schema/ParseResult").ParseError>`,
      `type A = import("effect/Result").Result<1, import("effect/Schema").SchemaError>`
    )
  )

  it.effect("dynamic.other: augmentations and import assignments are listed", () =>
    Effect.gen(function* () {
      const text = lines(
        `declare module "@effect/schema/Schema" {}`,
        `import S = require("@effect/schema/Schema")`
      )
      assert.strictEqual(yield* migrated(text), text)
      assert.deepStrictEqual(yield* leftovers(text), [
        "1: @effect/schema/Schema",
        "2: @effect/schema/Schema"
      ])
    })
  )
})
