import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { applyPatch } from "diff"
import { Effect, Exit, FileSystem, Schema } from "effect"

import { Folder, Input, Migration, Question, Survey } from "../../src/codemod/index.ts"

const temporary = Effect.fnUntraced(function* (files: Readonly<Record<string, string>>) {
  const fs = yield* FileSystem.FileSystem
  const root = yield* fs.makeTempDirectoryScoped()
  for (const [file, text] of Object.entries(files))
    yield* fs.writeFileString(`${root}/${file}`, text)
  return root
})

const either = `import { Either } from "effect"\nexport const a = Either.left(1)\n`

it.layer(NodeServices.layer)("migration", (it) => {
  it.effect("migration.default: the default input has something to show, and is quick", () =>
    Effect.gen(function* () {
      const started = performance.now()
      const root = yield* Input.defaultInput()
      const survey = yield* Survey.survey(root)
      const report = yield* Migration.run(root)
      assert.isBelow(performance.now() - started, 10_000)
      assert.deepStrictEqual(
        survey.files.map(({ file }) => file),
        [
          "Rpc.ts",
          "RpcResolver.ts",
          "RpcResolverNoStream.ts",
          "RpcRouter.ts",
          "index.ts",
          "internal/rpc.ts"
        ]
      )
      assert.deepStrictEqual(
        survey.questions.map(({ default: value, id }) => [id, value]),
        [
          ["shared:Rpc.ts:307:67", "constant"],
          ["key:Rpc.ts:309:9", "@effect/rpc/Rpc/currentHeaders"],
          ["names", "rename"]
        ]
      )
      assert.deepStrictEqual(report.questions, survey.questions)
      assert.deepStrictEqual(report.failures, [])
      assert.strictEqual(report.summary.changed, 5)
      assert.isAbove(report.summary.changes.name, 50)
      const [rpc] = report.changed
      assert.include(rpc?.diff, `-import * as Schema from "@effect/schema/Schema"`)
      assert.include(rpc?.diff, `+import * as Schema from "effect/Schema"`)
      assert.include(rpc?.diff, `+  const decode = Schema.decodeUnknownEffect(schema)`)
    })
  )

  it.effect("migration.again: a second run over what was written changes nothing", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      for (const name of Input.packages) {
        const root = `${yield* fs.makeTempDirectoryScoped()}/src`
        yield* fs.copy(yield* Input.sourcesOf(name), root)
        const first = yield* Migration.run(root, { write: true })
        const second = yield* Migration.run(root, { write: true })
        assert.isAbove(first.summary.changed, 0, name)
        assert.deepStrictEqual(first.failures, [], name)
        assert.strictEqual(second.summary.changed, 0, name)
      }
    })
  )

  it.effect("migration.diff: the diff of a file makes the new text of the old", () =>
    Effect.gen(function* () {
      const root = yield* temporary({ "a.ts": either })
      const { changed } = yield* Migration.run(root)
      const patched = changed.map(({ diff }) => applyPatch(either, diff))
      assert.deepStrictEqual(patched, [
        `import { Result } from "effect"\nexport const a = Result.fail(1)\n`
      ])
      assert.match(changed[0]?.diff ?? "", /^--- a\/a\.ts\n\+\+\+ b\/a\.ts\n@@ /)
    })
  )

  it.effect(
    "migration.answers: the survey's questions are the migration's, and answers decide",
    () =>
      Effect.gen(function* () {
        const root = yield* temporary({ "a.ts": either, "b.ts": either })
        const { questions } = yield* Survey.survey(root)
        assert.deepStrictEqual(
          questions.map(({ id, place }) => [id, place.file]),
          [["names", "a.ts"]]
        )
        const { changed } = yield* Migration.run(root, { answers: { names: "alias" } })
        assert.deepStrictEqual(
          changed.map(({ diff }) => diff.includes(`+import { Result as Either } from "effect"`)),
          [true, true]
        )
        const question = questions[0] ?? assert.fail("no question was asked")
        const bad = yield* Effect.exit(
          Migration.run(root, { answers: { names: "no" }, write: true })
        )
        assert.deepStrictEqual(bad, Exit.fail(new Question.BadAnswer({ question, answer: "no" })))
        assert.strictEqual((yield* Folder.read(root, "a.ts")).text, either)
      })
  )

  it.effect("migration.unparsable: a file that does not parse is reported, the others go on", () =>
    Effect.gen(function* () {
      const root = yield* temporary({ "a.ts": either, "b.ts": "const = 1\n" })
      const report = yield* Migration.run(root, { write: true })
      assert.deepStrictEqual(report.failures, [
        { place: { file: "b.ts", line: 1, column: 7 }, reason: "Unexpected token" }
      ])
      assert.deepStrictEqual(
        [report.summary.files, report.summary.changed, report.summary.failed],
        [2, 1, 1]
      )
      assert.strictEqual((yield* Folder.read(root, "b.ts")).text, "const = 1\n")
    })
  )

  it.effect(
    "migration.broken: a file whose result would not parse is reported and left as it is",
    () =>
      Effect.gen(function* () {
        const text = `import { Schema } from "effect"\nconst a = Schema.Union /* ( */ (b, c)\n`
        const root = yield* temporary({ "a.ts": text })
        const report = yield* Migration.run(root, { write: true })
        assert.deepStrictEqual(
          report.failures.map(({ place }) => place.file),
          ["a.ts"]
        )
        assert.strictEqual(report.summary.changed, 0)
        assert.strictEqual((yield* Folder.read(root, "a.ts")).text, text)
      })
  )

  it.effect("survey.progress: progress counts the files up to their number", () =>
    Effect.gen(function* () {
      const root = yield* temporary({
        "a.ts": either,
        "b.ts": "export {}\n",
        "c.ts": "const = 1\n"
      })
      const seen: Array<readonly [number, number, string]> = []
      const survey = yield* Survey.survey(root, (done, total, file) =>
        Effect.sync(() => seen.push([done, total, file]))
      )
      assert.deepStrictEqual(seen, [
        [1, 3, "a.ts"],
        [2, 3, "b.ts"],
        [3, 3, "c.ts"]
      ])
      assert.deepStrictEqual(survey.files, [
        { file: "a.ts", lines: 3, imports: ["effect"], needsMigration: true, followUps: 0 },
        { file: "b.ts", lines: 2, imports: [], needsMigration: false, followUps: 0 }
      ])
      assert.deepStrictEqual(survey.modules, [{ module: "effect", files: 1, home: "effect" }])
      assert.deepStrictEqual(survey.failures.length, 1)
    })
  )

  it.effect("migration.grouped: what is left to do is counted by name", () =>
    Effect.gen(function* () {
      const text = `import { Effect } from "effect"\nEffect.unless\nEffect.forkAll\nEffect.forkAll\n`
      const { followUps } = yield* Migration.run(yield* temporary({ "a.ts": text }))
      assert.deepStrictEqual(
        Migration.grouped(followUps).map(({ name, note, places }) => [
          name,
          note,
          places.map(({ line }) => line)
        ]),
        [
          ["Effect.forkAll", "fork each effect, or use a concurrent combinator", [3, 4]],
          ["Effect.unless", "choose the branch inside Effect.suspend", [2]]
        ]
      )
    })
  )

  it.effect("migration.schema: survey and report can be sent as JSON", () =>
    Effect.gen(function* () {
      const root = yield* temporary({ "a.ts": either })
      const survey = yield* Survey.survey(root)
      const report = yield* Migration.run(root)
      const sentSurvey = Schema.decodeUnknownSync(Survey.Survey)(JSON.parse(JSON.stringify(survey)))
      const sentReport = Schema.decodeUnknownSync(Migration.Report)(
        JSON.parse(JSON.stringify(report))
      )
      assert.deepStrictEqual(sentSurvey, survey)
      assert.deepStrictEqual(sentReport, report)
    })
  )
})
