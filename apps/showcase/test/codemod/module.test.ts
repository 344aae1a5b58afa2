import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"

import { Folder, Input, Migration, Module, Survey } from "../../src/codemod/index.ts"

const either = `import { Either } from "effect"\nexport const a = Either.left(1)\n`
const migrated = `import { Result } from "effect"\nexport const a = Result.fail(1)\n`

const withFile = Effect.fnUntraced(function* (text: string) {
  const fs = yield* FileSystem.FileSystem
  const root = yield* fs.makeTempDirectoryScoped()
  yield* fs.writeFileString(`${root}/a.ts`, text)
  return root
})

it.layer(NodeServices.layer)("module", (it) => {
  it.effect("module.combine: file by file it is the same migration as all at once", () =>
    Effect.gen(function* () {
      const root = yield* Input.defaultInput()
      const whole = yield* Migration.run(root)
      const survey = yield* Survey.survey(root)
      const files = survey.files.filter((file) => file.needsMigration)
      const modules = yield* Effect.forEach(files, ({ file }) => Module.rewrite(root, file, {}))
      const { effectVersion, failures, questions, summary } = whole
      assert.deepStrictEqual(
        Module.combine(
          { root, effectVersion, written: false, questions, failures, files: summary.files },
          modules
        ),
        whole
      )
    })
  )

  it.effect("module.write: writing again what was written does nothing", () =>
    Effect.gen(function* () {
      const root = yield* withFile(either)
      const rewritten = yield* Module.rewrite(root, "a.ts", {})
      yield* Module.check(root, rewritten)
      assert.strictEqual((yield* Folder.read(root, "a.ts")).text, either)
      yield* Module.write(root, rewritten)
      yield* Module.write(root, rewritten)
      yield* Module.check(root, rewritten)
      assert.strictEqual((yield* Folder.read(root, "a.ts")).text, migrated)
    })
  )

  it.effect("module.changed: a file that somebody else has changed is left as it is", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const root = yield* withFile(either)
      const rewritten = yield* Module.rewrite(root, "a.ts", {})
      yield* fs.writeFileString(`${root}/a.ts`, "// mine\n")
      const refused = yield* Effect.flip(Module.write(root, rewritten))
      assert.strictEqual(refused._tag, "ChangedMeanwhile")
      const unfit = yield* Effect.flip(Module.check(root, rewritten))
      assert.strictEqual(unfit._tag, "BadPatch")
      assert.strictEqual((yield* Folder.read(root, "a.ts")).text, "// mine\n")
    })
  )

  it.effect("module.unparsable: a file that cannot be parsed asks nothing and is reported", () =>
    Effect.gen(function* () {
      const root = yield* withFile("const = 1\n")
      assert.deepStrictEqual(yield* Module.look(root, "a.ts"), [])
      const { changed, failures } = yield* Module.rewrite(root, "a.ts", {})
      assert.isUndefined(changed)
      assert.deepStrictEqual(failures, [
        { place: { file: "a.ts", line: 1, column: 7 }, reason: "Unexpected token" }
      ])
    })
  )

  it.effect("module.outside: a file outside of the folder is not touched", () =>
    Effect.gen(function* () {
      const root = yield* withFile(either)
      const refused = yield* Effect.flip(Module.look(root, "../a.ts"))
      assert.strictEqual(refused._tag, "OutsideFolder")
    })
  )
})
