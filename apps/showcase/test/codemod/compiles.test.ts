import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"

import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { Effect, FileSystem, Path } from "effect"

import { Migration } from "../../src/codemod/index.ts"

/** A program of Effect 3 that uses most of the rules. */
const program = `
import * as Schema from "@effect/schema/Schema"
import { Cause, Chunk, Context, Effect, Either, FiberRef, GlobalValue, Layer, Option, Stream } from "effect"

class Counter extends Context.Tag("Counter")<Counter, { readonly n: number }>() {}
const level: FiberRef.FiberRef<number> = GlobalValue.globalValue("my/level", () => FiberRef.unsafeMake(1))
export const current = FiberRef.get(level).pipe(Effect.locally(level, 2))

export class Person extends Schema.Class<Person>("Person")({
  a: Schema.optionalWith(Schema.String, { default: () => "" }),
  b: Schema.optionalWith(Schema.NumberFromString, { exact: true, default: () => 1 }),
  c: Schema.optionalWith(Schema.String, { exact: true }),
  d: Schema.Literal("a", "b"),
  e: Schema.Literal(null),
  f: Schema.Record({ key: Schema.String, value: Schema.Union(Schema.String, Schema.Number) }),
  g: Schema.String.pipe(Schema.minLength(1), Schema.pattern(/a/), Schema.filter((s) => s.length < 3)),
  h: Schema.Number.pipe(Schema.int(), Schema.between(1, 2), Schema.positive()),
  i: Schema.Tuple(Schema.String, Schema.Number),
  j: Schema.parseJson(Schema.Struct({ a: Schema.Date })),
  k: Schema.parseJson(),
  l: Schema.ReadonlySetFromSelf(Schema.String),
  m: Schema.Exit({ success: Schema.String, failure: Schema.Never, defect: Schema.Defect })
}) {}
export class Wrong extends Schema.TaggedError<Wrong>()("Wrong", { message: Schema.String }) {}

const decode = Schema.decodeUnknownEither(Person)
export const read = (input: unknown): string => {
  const person = decode(input)
  return Either.isLeft(person) ? person.left.message : person.right.a
}

export const count = Effect.gen(function* () {
  const { n } = yield* Counter
  const fiber = yield* Effect.fork(Effect.succeed(n))
  const text = yield* Schema.decodeUnknown(Schema.String)(fiber).pipe(
    Effect.catchAll(() => Effect.succeed("none")),
    Effect.either
  )
  return Either.match(text, { onLeft: () => n, onRight: (text) => text.length })
}).pipe(
  Effect.zipRight(Effect.void),
  Effect.provide(Layer.scoped(Counter, Effect.succeed({ n: 1 })))
)

export const stream = Stream.fromIterable([1]).pipe(Stream.catchAllCause(() => Stream.empty))
export const codec = (schema: Schema.Schema<string, number, never>) => Schema.encodedSchema(schema)
export const rest = [Option.fromNullable(1), Cause.failureOption, Chunk.unsafeHead(Chunk.of(1))]
`

const options = {
  target: "ES2024",
  module: "NodeNext",
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  types: []
}

it.layer(NodeServices.layer)("compiles", (it) => {
  it.effect("migration.compiles: the migrated program passes the compiler with effect 4.1.0", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const app = fileURLToPath(new URL("../..", import.meta.url))
      const root = yield* fs.makeTempDirectoryScoped()
      yield* fs.symlink(path.join(app, "node_modules"), path.join(root, "node_modules"))
      yield* fs.writeFileString(path.join(root, "package.json"), `{"type":"module"}`)
      yield* fs.writeFileString(
        path.join(root, "tsconfig.json"),
        JSON.stringify({ compilerOptions: options, files: ["a.ts"] })
      )
      yield* fs.writeFileString(path.join(root, "a.ts"), program)
      const report = yield* Migration.run(root, { write: true })
      assert.deepStrictEqual(report.failures, [])
      assert.deepStrictEqual(
        report.followUps.map(({ name }) => name),
        ["Schema.Exit"]
      )
      const tsc = path.join(app, "node_modules/.bin/tsc")
      const output = yield* Effect.callback<string>((resume) => {
        execFile(tsc, ["-p", root], (_, stdout, stderr) => resume(Effect.succeed(stdout + stderr)))
      })
      assert.strictEqual(output, "")
    })
  )
})
