import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import { check } from "../../src/codemod/Question.ts"
import { layer, leftovers, lines, migrated, outcome, questions } from "./Migrating.ts"

const asked = Effect.fnUntraced(function* (
  before: string,
  id: string,
  answers: Readonly<Record<string, string>>
) {
  assert.deepStrictEqual(yield* questions(before), [id])
  for (const [answer, after] of Object.entries(answers)) {
    assert.strictEqual(yield* migrated(before, { [id]: answer }), after)
  }
})

it.layer(layer)("questions", (it) => {
  it.effect(
    "questions.place: a question names its place, its line, its options and a default",
    () =>
      Effect.gen(function* () {
        const { questions } = yield* outcome(
          lines(`// one`, `import { Either } from "effect"`, `const a = Either.left`)
        )
        assert.deepStrictEqual(questions, [
          {
            id: "names",
            text: "Either is Result in Effect 4. Rename it where it is used, here and for other modules like it?",
            place: { file: "a.ts", line: 2, column: 10 },
            snippet: `import { Either } from "effect"`,
            options: [
              { value: "rename", label: "write Result everywhere" },
              { value: "alias", label: "keep Either as an alias in the import" }
            ],
            default: "rename"
          }
        ])
      })
  )

  it.effect("questions.either: decoding to an Either is decoding to a Result or to an Exit", () => {
    const head = `import { Schema } from "effect"\n`
    return asked(`${head}const a = Schema.decodeUnknownEither(b)\n`, "either", {
      result: `${head}const a = Schema.decodeUnknownResult(b)\n`,
      exit: `${head}const a = Schema.decodeUnknownExit(b)\n`
    })
  })

  it.effect(
    "questions.meaning: a name both versions have is left unless the answer says Effect 3",
    () => {
      const head = `import { Schema } from "effect"\n`
      return asked(`${head}const a = Schema.Date\n`, "meaning:a.ts:2:11", {
        keep: `${head}const a = Schema.Date\n`,
        migrate: `${head}const a = Schema.DateFromString\n`
      })
    }
  )

  it.effect("questions.meaning: an import only Effect 3 has answers that by itself", () =>
    Effect.gen(function* () {
      const before = lines(
        `import * as Schema from "@effect/schema/Schema"`,
        `const a = [Schema.Date, Schema.DateFromSelf, Schema.decode]`
      )
      assert.deepStrictEqual(yield* questions(before), [])
      const after = (yield* outcome(before)).text
      assert.strictEqual(
        after,
        lines(
          `import * as Schema from "effect/Schema"`,
          `const a = [Schema.DateFromString, Schema.Date, Schema.decodeEffect]`
        )
      )
      assert.deepStrictEqual(yield* questions(after), ["meaning:a.ts:2:35"])
      assert.isFalse((yield* outcome(after)).changed)
    })
  )

  it.effect("questions.shared: a global value becomes a constant, or stays", () =>
    Effect.gen(function* () {
      const before = lines(
        `import { globalValue } from "effect/GlobalValue"`,
        `const a = globalValue("a", () => new Map())`
      )
      const id = "shared:a.ts:2:11"
      yield* asked(before, id, { constant: `const a = new Map()\n`, keep: before })
      assert.deepStrictEqual(yield* leftovers(before, { [id]: "keep" }), ["2: globalValue"])
    })
  )

  it.effect("questions.key: the keys offered come from the source", () =>
    Effect.gen(function* () {
      const head = `import * as FiberRef from "effect/FiberRef"\n`
      const { questions } = yield* outcome(`${head}const ref = FiberRef.unsafeMake(1)\n`)
      assert.deepStrictEqual(
        questions.map(({ default: value, id, options }) => ({
          id,
          value,
          options: options.length
        })),
        [{ id: "key:a.ts:2:13", value: "a/ref", options: 2 }]
      )
      assert.strictEqual(
        yield* migrated(`${head}const ref = FiberRef.unsafeMake(1)\n`),
        lines(
          `import * as Context from "effect/Context"`,
          `const ref = Context.Reference("a/ref", { defaultValue: () => 1 })`
        )
      )
    })
  )

  it.effect("questions.filter: a function that is not written there may be either filter", () => {
    const head = `import * as Schema from "@effect/schema/Schema"\n`
    const newHead = `import * as Schema from "effect/Schema"\n`
    return asked(`${head}const a = b.pipe(Schema.filter(c))\n`, "filter:a.ts:2:18", {
      predicate: `${newHead}const a = b.pipe(Schema.check(Schema.makeFilter(c)))\n`,
      guard: `${newHead}const a = b.pipe(Schema.refine(c))\n`
    })
  })

  it.effect("questions.answer: only a question's own options answer it", () =>
    Effect.gen(function* () {
      const { questions } = yield* outcome(`import { Either } from "effect"\nEither.left`)
      const question = questions[0] ?? assert.fail("no question was asked")
      assert.isUndefined(check(question, {}))
      assert.isUndefined(check(question, { names: "alias" }))
      assert.strictEqual(
        check(question, { names: "maybe" })?.message,
        `"maybe" does not answer names: one of rename, alias`
      )
    })
  )
})
