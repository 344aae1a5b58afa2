import { assert, it } from "@effect/vitest"
import { Effect } from "effect"

import { layer, leftovers, lines, migrated } from "./Migrating.ts"

/** Through an import that only Effect 3 has. */
const head = `import * as Schema from "@effect/schema/Schema"`
const newHead = `import * as Schema from "effect/Schema"`

const pairs = Effect.fnUntraced(function* (
  table: ReadonlyArray<readonly [before: string, after: string]>,
  answers: Readonly<Record<string, string>> = {}
) {
  for (const [before, after] of table) {
    const text = yield* migrated(lines(head, `const a = ${before}`), answers)
    assert.strictEqual(text, lines(newHead, `const a = ${after}`))
  }
})

it.layer(layer)("shapes", (it) => {
  it.effect("shapes.list: rest arguments become a list", () =>
    pairs([
      [`Schema.Union(Schema.String, Schema.Null)`, `Schema.Union([Schema.String, Schema.Null])`],
      [`Schema.Union((Schema.String), b,)`, `Schema.Union([(Schema.String), b,])`],
      [`Schema.Union(Schema.String)`, `Schema.Union([Schema.String])`],
      [`Schema.Union(...members)`, `Schema.Union(members)`],
      [`Schema.Union(b, ...members)`, `Schema.Union([b, ...members])`],
      [`Schema.Tuple()`, `Schema.Tuple([])`],
      [
        `Schema.TemplateLiteral("a", Schema.String)`,
        `Schema.TemplateLiteral(["a", Schema.String])`
      ],
      [`Schema.Tuple(Schema.Union(b, c), d)`, `Schema.Tuple([Schema.Union([b, c]), d])`]
    ])
  )

  it.effect("shapes.literal: several values are Literals, null is Null, one is Literal still", () =>
    pairs([
      [`Schema.Literal("a", "b")`, `Schema.Literals(["a", "b"])`],
      [`Schema.Literal(...all)`, `Schema.Literals(all)`],
      [`Schema.Literal(null)`, `Schema.Null`],
      [`Schema.Literal("a")`, `Schema.Literal("a")`]
    ])
  )

  it.effect("shapes.positional: a record of schemas becomes arguments, in their order", () =>
    pairs([
      [
        `Schema.Record({ key: Schema.String, value: Schema.Union(b, c) })`,
        `Schema.Record(Schema.String, Schema.Union([b, c]))`
      ],
      [
        `Schema.Record({ key: a, value: Schema.Record({ key: b, value: Schema.Literal("c", "d") }) })`,
        `Schema.Record(a, Schema.Record(b, Schema.Literals(["c", "d"])))`
      ],
      [`Schema.Record({ value, key: Schema.String })`, `Schema.Record(Schema.String, value)`],
      [
        `Schema.Exit({ failure: Schema.Never, success: b, defect: Schema.Defect })`,
        `Schema.Exit(b, Schema.Never, Schema.Defect())`
      ],
      [
        `Schema.ReadonlyMapFromSelf({ key: Schema.String, value: b })`,
        `Schema.ReadonlyMap(Schema.String, b)`
      ]
    ])
  )

  it.effect("shapes.check: filters become checks", () =>
    pairs([
      [
        `Schema.String.pipe(Schema.minLength(1), Schema.pattern(/a/))`,
        `Schema.String.pipe(Schema.check(Schema.isMinLength(1)), Schema.check(Schema.isPattern(/a/)))`
      ],
      [`Schema.int()(b)`, `Schema.check(Schema.isInt())(b)`],
      [`b.pipe(Schema.positive())`, `b.pipe(Schema.check(Schema.isGreaterThan(0)))`],
      [`b.pipe(Schema.positive({ c }))`, `b.pipe(Schema.check(Schema.isGreaterThan(0, { c })))`],
      [
        `b.pipe(Schema.between(1, 2))`,
        `b.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 2 })))`
      ]
    ])
  )

  it.effect("shapes.filter: the function written there says which filter it is", () =>
    pairs([
      [
        `b.pipe(Schema.filter((s) => s.length > 0))`,
        `b.pipe(Schema.check(Schema.makeFilter((s) => s.length > 0)))`
      ],
      [
        `b.pipe(Schema.filter((s): s is "a" => s === "a"))`,
        `b.pipe(Schema.refine((s): s is "a" => s === "a"))`
      ]
    ])
  )

  it.effect("shapes.optional: options become functions", () =>
    pairs([
      [`Schema.optionalWith(b, { exact: true })`, `Schema.optionalKey(b)`],
      [`Schema.optionalWith((b), {})`, `Schema.optional((b))`],
      [`b.pipe(Schema.optionalWith({ exact: true }))`, `b.pipe(Schema.optionalKey)`]
    ])
  )

  it.effect("shapes.optional: a default takes Effect along", () =>
    Effect.gen(function* () {
      const before = lines(
        head,
        `const a = Schema.optionalWith(b, { default: () => Schema.Literal(1, 2) })`
      )
      const value = `Effect.sync(() => Schema.Literals([1, 2]))`
      const both = yield* migrated(before)
      assert.strictEqual(
        both,
        lines(
          newHead,
          `import * as Effect from "effect/Effect"`,
          `const a = b.pipe(Schema.withDecodingDefaultType(${value}), Schema.withConstructorDefault(${value}))`
        )
      )
      const decoding = yield* migrated(before, { "default:a.ts:2:11": "decoding" })
      assert.strictEqual(
        decoding,
        lines(
          newHead,
          `import * as Effect from "effect/Effect"`,
          `const a = b.pipe(Schema.withDecodingDefaultType(${value}))`
        )
      )
    })
  )

  it.effect("shapes.json: parseJson is fromJsonString", () =>
    pairs([
      [`Schema.parseJson(b)`, `Schema.fromJsonString(b)`],
      [`Schema.parseJson()`, `Schema.fromJsonString(Schema.Unknown)`]
    ])
  )

  it.effect(
    "shapes.schema: Schema with its encoded side is Codec, its services are named twice",
    () =>
      Effect.gen(function* () {
        const text = lines(
          head,
          `type A = Schema.Schema<string>`,
          `type B = Schema.Schema<string, number>`,
          `type C<R> = Schema.Schema<string, number, R>`,
          `type D = Schema.Schema<string, number, never>`,
          `type E = Schema.Schema.Type<A> | Schema.Schema.Encoded<A>`
        )
        assert.strictEqual(
          yield* migrated(text),
          lines(
            newHead,
            `type A = Schema.Codec<string>`,
            `type B = Schema.Codec<string, number>`,
            `type C<R> = Schema.Codec<string, number, R, R>`,
            `type D = Schema.Codec<string, number, never>`,
            `type E = Schema.Schema.Type<A> | Schema.Codec.Encoded<A>`
          )
        )
      })
  )

  it.effect("shapes.service: Context.Tag classes become services, in every import style", () =>
    Effect.gen(function* () {
      const before = `{ readonly n: number }>() {}`
      const after = `{ readonly n: number }>()("A") {}`
      assert.strictEqual(
        yield* migrated(
          lines(`import { Context } from "effect"`, `class A extends Context.Tag("A")<A, ${before}`)
        ),
        lines(`import { Context } from "effect"`, `class A extends Context.Service<A, ${after}`)
      )
      assert.strictEqual(
        yield* migrated(
          lines(`import { Tag } from "effect/Context"`, `class A extends Tag("A")<A, ${before}`)
        ),
        lines(`import { Service } from "effect/Context"`, `class A extends Service<A, ${after}`)
      )
      assert.strictEqual(
        yield* migrated(
          lines(`import { Effect } from "effect"`, `class A extends Effect.Tag("A")<A, ${before}`)
        ),
        lines(`import { Context } from "effect"`, `class A extends Context.Service<A, ${after}`)
      )
    })
  )

  it.effect("shapes.effect: gen with this, zipRight, match of an Either", () =>
    Effect.gen(function* () {
      const text = lines(
        `import { Effect, Either } from "effect"`,
        `const a = Effect.gen(this, function* () { return yield* Effect.zipRight(b, c) })`,
        `const d = Either.match(e, { onLeft: f, onRight })`
      )
      assert.strictEqual(
        yield* migrated(text),
        lines(
          `import { Effect, Result } from "effect"`,
          `const a = Effect.gen({ self: this }, function* () { return yield* Effect.andThen(b, c) })`,
          `const d = Result.match(e, { onFailure: f, onSuccess: onRight })`
        )
      )
    })
  )

  it.effect("shapes.reference: a global FiberRef becomes a Reference under its key", () =>
    Effect.gen(function* () {
      const text = lines(
        `import { FiberRef, GlobalValue } from "effect"`,
        `const ref: FiberRef.FiberRef<object> = GlobalValue.globalValue("my/ref", () => FiberRef.unsafeMake({}))`,
        `const get = FiberRef.get(ref)`
      )
      assert.strictEqual(
        yield* migrated(text),
        lines(
          `import { Context } from "effect"`,
          `const ref: Context.Reference<object> = Context.Reference("my/ref", { defaultValue: () => ({}) })`,
          `const get = ref`
        )
      )
    })
  )

  it.effect("shapes.byHand: what does not fit a rule stays and is listed", () =>
    Effect.gen(function* () {
      const body = [
        `const a = Schema.optionalWith(b, { nullable: true })`,
        `const c = Schema.Literal("a", null)`,
        `const d = Schema.filter((a, options) => true)`,
        `const e = pipe(b, Schema.minLength)`
      ]
      const text = lines(head, ...body)
      assert.strictEqual(yield* migrated(text), lines(newHead, ...body))
      assert.deepStrictEqual(yield* leftovers(text), [
        "2: Schema.optionalWith",
        "3: Schema.Literal",
        "4: Schema.filter",
        "5: Schema.minLength"
      ])
    })
  )
})
