import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import { layer, leftovers, lines, migrated } from "./Migrating.ts"

const head = `import { Effect, Either, Layer } from "effect"`
const newHead = `import { Effect, Result, Layer } from "effect"`

const becomes = (before: ReadonlyArray<string>, after: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    assert.strictEqual(yield* migrated(lines(head, ...before)), lines(newHead, ...after))
  })

it.layer(layer)("names", (it) => {
  it.effect("names.member: members are renamed through the import of their module", () =>
    becomes(
      [
        `const a = Effect.fork(Effect.void).pipe(Effect.catchAll(() => Effect.void), Effect.either)`,
        `const b = Layer.scoped`,
        `const c = Either.left(Either.right(1))`
      ],
      [
        `const a = Effect.forkChild(Effect.void).pipe(Effect.catch(() => Effect.void), Effect.result)`,
        `const b = Layer.effect`,
        `const c = Result.fail(Result.succeed(1))`
      ]
    )
  )

  it.effect("names.shadow: a parameter, a local or a type of the same name hides the import", () =>
    becomes(
      [
        `const f = (Effect: any) => Effect.fork`,
        `function g() {`,
        `  const Effect = { fork: 1 }`,
        `  return Effect.fork`,
        `}`,
        `const h = () => { try { return 1 } catch (Either) { return Either.left } }`,
        `type T<Either> = Either`,
        `const i = Effect.fork`,
        `const j = Either.left`
      ],
      [
        `const f = (Effect: any) => Effect.fork`,
        `function g() {`,
        `  const Effect = { fork: 1 }`,
        `  return Effect.fork`,
        `}`,
        `const h = () => { try { return 1 } catch (Either) { return Either.left } }`,
        `type T<Either> = Either`,
        `const i = Effect.forkChild`,
        `const j = Result.fail`
      ]
    )
  )

  it.effect("names.text: comments, strings and templates are not code", () =>
    becomes(
      [
        `// Either.left and Effect.fork`,
        `/** import * as Schema from "@effect/schema/Schema" */`,
        `const a = "Either.left"`,
        "const b = `Effect.fork ${Either.left} @effect/schema/Schema`",
        `const c = { Either: 1, left: Effect.void }.Either`
      ],
      [
        `// Either.left and Effect.fork`,
        `/** import * as Schema from "@effect/schema/Schema" */`,
        `const a = "Either.left"`,
        "const b = `Effect.fork ${Result.fail} @effect/schema/Schema`",
        `const c = { Either: 1, left: Effect.void }.Either`
      ]
    )
  )

  it.effect("names.forms: brackets, patterns, shorthands and exports keep their meaning", () =>
    becomes(
      [
        `const a = Either["left"]`,
        `const { left, right: yes } = Either`,
        `const b = { Either }`,
        `const c = [(Either).left, Either!.left, (Either.right as any)]`,
        `export { Either }`,
        `export { Either as E }`
      ],
      [
        `const a = Result["fail"]`,
        `const { fail: left, succeed: yes } = Result`,
        `const b = { Either: Result }`,
        `const c = [(Result).fail, Result!.fail, (Result.succeed as any)]`,
        `export { Result as Either }`,
        `export { Result as E }`
      ]
    )
  )

  it.effect("names.types: type names are renamed too, through namespaces", () =>
    becomes(
      [
        `type A = Either.Either<number, string>`,
        `type B = Effect.Effect.Success<typeof x> | Effect.Effect.Context<typeof x>`,
        `type C = typeof Either.left`,
        `type D = Either.Either.Left<A>`,
        `interface F extends Either.Left<never, never> {}`
      ],
      [
        `type A = Result.Result<number, string>`,
        `type B = Effect.Success<typeof x> | Effect.Services<typeof x>`,
        `type C = typeof Result.fail`,
        `type D = Result.Result.Failure<A>`,
        `interface F extends Result.Failure<never, never> {}`
      ]
    )
  )

  it.effect("names.sides: what a tested Either holds is renamed, another `left` is listed", () =>
    Effect.gen(function* () {
      const body = [
        `const f = (x: Either.Either<number, string>, box: { left: number }) =>`,
        `  Either.isLeft(x) ? x.left : x.right + box.left`
      ]
      yield* becomes(body, [
        `const f = (x: Result.Result<number, string>, box: { left: number }) =>`,
        `  Result.isFailure(x) ? x.failure : x.success + box.left`
      ])
      assert.deepStrictEqual(yield* leftovers(lines(head, ...body)), ["3: .left"])
    })
  )

  it.effect("names.whole: a whole barrel under one name is followed", () =>
    Effect.gen(function* () {
      const text = lines(
        `import * as E from "effect"`,
        `const a = E.Either.left(1)`,
        `const b: E.Either.Either<1> = E.Effect.fork`
      )
      assert.strictEqual(
        yield* migrated(text),
        lines(
          `import * as E from "effect"`,
          `const a = E.Result.fail(1)`,
          `const b: E.Result.Result<1> = E.Effect.forkChild`
        )
      )
    })
  )

  it.effect("names.gone: a member without a successor stays and is listed with its place", () =>
    Effect.gen(function* () {
      const text = lines(`import { Effect } from "effect"`, ``, `const a = Effect.forkAll([])`)
      assert.strictEqual(yield* migrated(text), text)
      assert.deepStrictEqual(yield* leftovers(text), ["3: Effect.forkAll"])
    })
  )

  it.effect("names.whole: a module handed on as a value is renamed and listed", () =>
    Effect.gen(function* () {
      const body = [`const a = use(Either)`, `const b = Object.keys(Effect)`]
      yield* becomes(body, [`const a = use(Result)`, `const b = Object.keys(Effect)`])
      assert.deepStrictEqual(yield* leftovers(lines(head, ...body)), ["2: Either"])
    })
  )

  it.effect("names.inherited: names that every object has are names like others", () =>
    Effect.gen(function* () {
      const body = [
        `const a = [Effect.toString(), Either.constructor, "constructor", x.__proto__]`,
        `const { toString, valueOf: v } = Layer`
      ]
      const left = yield* leftovers(lines(head, ...body))
      assert.deepStrictEqual(left, [
        "2: Effect.toString",
        "2: Either.constructor",
        "3: Layer.toString",
        "3: Layer.valueOf"
      ])
      const after = body.map((line) => line.replace("Either.", "Result."))
      yield* becomes(body, after)
    })
  )

  it.effect("names.current: a file of Effect 4 is left alone and has nothing to list", () =>
    Effect.gen(function* () {
      const text = lines(
        `import { Context, Effect, Layer, Result, Schema } from "effect"`,
        `class A extends Context.Service<A, { readonly n: number }>()("A") {}`,
        `const B = Schema.Struct({ a: Schema.Union([Schema.String, Schema.Null]) })`,
        `const c = Schema.Record(Schema.String, Schema.Tuple([Schema.Literals(["a", "b"])]))`,
        `const d = Schema.String.pipe(Schema.check(Schema.isMinLength(1)), Schema.annotate({}))`,
        `const e = Effect.gen({ self: 1 }, function* () { return yield* A })`,
        `const f = Layer.effect(A, Effect.succeed({ n: 1 }))`,
        `const g = Result.match({ onFailure: () => 1, onSuccess: () => 2 })`
      )
      assert.strictEqual(yield* migrated(text), text)
      assert.deepStrictEqual(yield* leftovers(text), [])
    })
  )
})
