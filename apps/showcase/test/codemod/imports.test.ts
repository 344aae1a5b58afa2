import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import { layer, leftovers, lines, migrated, questions } from "./Migrating.ts"

const becomes = Effect.fnUntraced(function* (
  before: ReadonlyArray<string>,
  after: ReadonlyArray<string>,
  answers: Readonly<Record<string, string>> = {}
) {
  assert.strictEqual(yield* migrated(lines(...before), answers), lines(...after))
})

it.layer(layer)("imports", (it) => {
  it.effect("imports.home: a module of @effect/schema moves into effect", () =>
    becomes(
      [`import * as Schema from "@effect/schema/Schema"`, `export const a = Schema.String`],
      [`import * as Schema from "effect/Schema"`, `export const a = Schema.String`]
    )
  )

  it.effect("imports.home: a module of @effect/platform moves to the folder of its subject", () =>
    becomes(
      [
        `import * as Headers from "@effect/platform/Headers"`,
        `import * as KeyValueStore from "@effect/platform/KeyValueStore"`,
        `export const a = [Headers.empty, KeyValueStore.layerMemory]`
      ],
      [
        `import * as Headers from "effect/http/Headers"`,
        `import * as KeyValueStore from "effect/persistence/KeyValueStore"`,
        `export const a = [Headers.empty, KeyValueStore.layerMemory]`
      ]
    )
  )

  it.effect("imports.style: quotes, semicolons and layout stay as they are", () =>
    becomes(
      [`import {`, `  Schema`, `} from '@effect/schema';`, `export const a = Schema.String;`],
      [`import {`, `  Schema`, `} from 'effect';`, `export const a = Schema.String;`]
    )
  )

  it.effect("imports.barrel: one statement becomes as many as there are new homes", () =>
    becomes(
      [
        `import { FileSystem, HttpClient, type HttpBody } from "@effect/platform"`,
        `export const a = [FileSystem.FileSystem, HttpClient.HttpClient]`,
        `export type B = HttpBody.HttpBody`
      ],
      [
        `import { FileSystem } from "effect"`,
        `import { HttpClient, type HttpBody } from "effect/http"`,
        `export const a = [FileSystem.FileSystem, HttpClient.HttpClient]`,
        `export type B = HttpBody.HttpBody`
      ]
    )
  )

  it.effect("imports.comments: a comment inside a statement that is split is kept", () =>
    becomes(
      [
        `import {`,
        `  FileSystem, // files`,
        `  HttpClient`,
        `} from "@effect/platform"`,
        `export const a = [FileSystem.FileSystem, HttpClient.HttpClient]`
      ],
      [
        `// files`,
        `import { FileSystem } from "effect"`,
        `import { HttpClient } from "effect/http"`,
        `export const a = [FileSystem.FileSystem, HttpClient.HttpClient]`
      ]
    )
  )

  it.effect("imports.bytes: line ends and a byte order mark stay as they are", () =>
    Effect.gen(function* () {
      const before = [
        `\uFEFFimport { globalValue } from "effect/GlobalValue"`,
        `import { FileSystem, HttpClient } from "@effect/platform"`,
        `export const a = globalValue("é", () => [FileSystem.FileSystem, HttpClient.HttpClient])`
      ]
      const after = [
        `\uFEFFimport { FileSystem } from "effect"`,
        `import { HttpClient } from "effect/http"`,
        `export const a = [FileSystem.FileSystem, HttpClient.HttpClient]`
      ]
      assert.strictEqual(yield* migrated(before.join("\r\n")), after.join("\r\n"))
    })
  )

  it.effect("imports.name: a module with another name is renamed where it is used", () =>
    becomes(
      [`import { Either, Option } from "effect"`, `export const a = Either.right(Option.none())`],
      [`import { Result, Option } from "effect"`, `export const a = Result.succeed(Option.none())`]
    )
  )

  it.effect("imports.name: or keeps its old name as an alias, when that is the answer", () =>
    becomes(
      [
        `import { Either } from "effect"`,
        `import * as AST from "@effect/schema/AST"`,
        `export const a = Either.right(AST.isDeclaration)`
      ],
      [
        `import { Result as Either } from "effect"`,
        `import * as AST from "effect/SchemaAST"`,
        `export const a = Either.succeed(AST.isDeclaration)`
      ],
      { names: "alias" }
    )
  )

  it.effect("imports.name: a name the author chose is kept without a question", () =>
    Effect.gen(function* () {
      const before = lines(`import * as E from "effect/Either"`, `export const a = E.left(1)`)
      assert.deepStrictEqual(yield* questions(before), [])
      assert.strictEqual(
        yield* migrated(before),
        lines(`import * as E from "effect/Result"`, `export const a = E.fail(1)`)
      )
    })
  )

  it.effect("imports.name: a new name that is taken in the file is not used", () =>
    becomes(
      [
        `import { Either } from "effect"`,
        `class Result {}`,
        `export const a = [Either.left(1), Result]`
      ],
      [
        `import { Result as Either } from "effect"`,
        `class Result {}`,
        `export const a = [Either.fail(1), Result]`
      ]
    )
  )

  it.effect("imports.two: two imports of a module keep a name each", () =>
    becomes(
      [
        `import * as Either from "effect/Either"`,
        `import * as either_ from "effect/Either"`,
        `export const a = [Either.left(1), either_.right(2)]`
      ],
      [
        `import * as Result from "effect/Result"`,
        `import * as either_ from "effect/Result"`,
        `export const a = [Result.fail(1), either_.succeed(2)]`
      ]
    )
  )

  it.effect("imports.split: members that went to another module bring its import along", () =>
    becomes(
      [
        `import { Effect } from "effect"`,
        `export const a = Effect.makeSemaphore(1)`,
        `export const b = Effect.void`
      ],
      [
        `import { Effect, Semaphore } from "effect"`,
        `export const a = Semaphore.make(1)`,
        `export const b = Effect.void`
      ]
    )
  )

  it.effect("imports.split: a deep import brings a deep import, before the same statement", () =>
    becomes(
      [
        `import * as Encoding from "effect/Encoding"`,
        `export const a = Encoding.encodeHex("a")`,
        `export const b = Encoding.decodeBase64("a")`
      ],
      [
        `import * as Hex from "effect/encoding/Hex"`,
        `import * as Base64 from "effect/encoding/Base64"`,
        `export const a = Hex.encode("a")`,
        `export const b = Base64.decode("a")`
      ]
    )
  )

  it.effect("imports.join: an import whose module joined another one uses that one's import", () =>
    becomes(
      [
        `import * as ParseResult from "@effect/schema/ParseResult"`,
        `import * as Schema from "@effect/schema/Schema"`,
        `export const a = Schema.String`,
        `export type E = ParseResult.ParseError`
      ],
      [
        `import * as Schema from "effect/Schema"`,
        `export const a = Schema.String`,
        `export type E = Schema.SchemaError`
      ]
    )
  )

  it.effect("imports.join: a type-only import becomes a full one when a value is needed", () =>
    becomes(
      [
        `import type * as Schema from "@effect/schema/Schema"`,
        `import * as ParseResult from "@effect/schema/ParseResult"`,
        `export type A = Schema.Schema.Type<never>`,
        `export const is = ParseResult.isParseError`
      ],
      [
        `import * as Schema from "effect/Schema"`,
        `export type A = Schema.Schema.Type<never>`,
        `export const is = Schema.isSchemaError`
      ]
    )
  )

  it.effect("imports.type: type-only imports stay type-only", () =>
    becomes(
      [
        `import type { Either } from "effect/Either"`,
        `import { type ParseError } from "@effect/schema/ParseResult"`,
        `export type A = Either<string, ParseError>`
      ],
      [
        `import type { Result } from "effect/Result"`,
        `import { type SchemaError } from "effect/Schema"`,
        `export type A = Result<string, SchemaError>`
      ]
    )
  )

  it.effect("imports.member: names imported one by one are renamed with their uses", () =>
    becomes(
      [`import { isLeft, left as no } from "effect/Either"`, `export const a = isLeft(no(1))`],
      [`import { isFailure, fail as no } from "effect/Result"`, `export const a = isFailure(no(1))`]
    )
  )

  it.effect("imports.member: an export that is no identifier keeps the old name as an alias", () =>
    becomes(
      [`import { catchAll } from "effect/Effect"`, `export const a = catchAll`],
      [`import { catch as catchAll } from "effect/Effect"`, `export const a = catchAll`]
    )
  )

  it.effect("imports.unused: an import nothing uses moves as well", () =>
    becomes(
      [`import * as Either from "effect/Either"`, `import "@effect/schema/Schema"`],
      [`import * as Result from "effect/Result"`, `import "effect/Schema"`]
    )
  )

  it.effect("imports.homeless: a module without a home stays and is listed", () =>
    Effect.gen(function* () {
      const text = lines(
        `import * as SortedSet from "effect/SortedSet"`,
        `import * as Covariant from "@effect/typeclass/Covariant"`,
        `export const a = SortedSet.empty`,
        `export type B = Covariant.Covariant<never>`
      )
      assert.strictEqual(yield* migrated(text), text)
      assert.deepStrictEqual(yield* leftovers(text), [
        "3: SortedSet.empty",
        "4: Covariant.Covariant"
      ])
    })
  )

  it.effect(
    "imports.behind: what could not be migrated keeps the old import beside the new one",
    () =>
      Effect.gen(function* () {
        const text = lines(
          `import * as FiberRef from "effect/FiberRef"`,
          `export const a = FiberRef.currentLogLevel`,
          `export const b = FiberRef.update`
        )
        assert.strictEqual(
          yield* migrated(text),
          lines(
            `import * as FiberRef from "effect/FiberRef"`,
            `import * as References from "effect/References"`,
            `export const a = References.CurrentLogLevel`,
            `export const b = FiberRef.update`
          )
        )
        assert.deepStrictEqual(yield* leftovers(text), ["3: FiberRef.update"])
      })
  )

  it.effect("imports.foreign: other modules are not touched", () =>
    becomes(
      [
        `import { Either } from "fp-ts"`,
        `import * as Schema from "./Schema.js"`,
        `export const a = [Either.left(1), Schema.decodeUnknown]`
      ],
      [
        `import { Either } from "fp-ts"`,
        `import * as Schema from "./Schema.js"`,
        `export const a = [Either.left(1), Schema.decodeUnknown]`
      ]
    )
  )
})
