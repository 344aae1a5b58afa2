import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, it } from "@effect/vitest"
import { Effect, Exit, FileSystem, Path } from "effect"

import { Folder, Migration } from "../../src/codemod/index.ts"

const old = `import { Either } from "effect"\nexport const a = Either.left(1)\n`
const migrated = `import { Result } from "effect"\nexport const a = Result.fail(1)\n`

/** A folder with these files, and a file beside it that nobody may touch. */
const folder = Effect.fnUntraced(function* (files: Readonly<Record<string, string>>) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const top = yield* fs.realPath(yield* fs.makeTempDirectoryScoped())
  const root = path.join(top, "root")
  yield* fs.makeDirectory(root)
  yield* fs.writeFileString(path.join(top, "outside.ts"), old)
  for (const [file, text] of Object.entries(files)) {
    yield* fs.makeDirectory(path.dirname(path.join(root, file)), { recursive: true })
    yield* fs.writeFileString(path.join(root, file), text)
  }
  const read = (file: string) => fs.readFileString(path.join(root, file))
  const link = (to: string, file: string) => fs.symlink(path.join(root, to), path.join(root, file))
  return { root, read, link, outside: fs.readFileString(path.join(top, "outside.ts")) }
})

it.layer(NodeServices.layer)("folder", (it) => {
  it.effect(
    "folder.list: TypeScript below the folder, without declarations, packages and links",
    () =>
      Effect.gen(function* () {
        const { link, root } = yield* folder({
          "b.ts": old,
          "a/c.mts": old,
          "a/d.cts": old,
          "a/e.d.ts": old,
          "f.js": old,
          "node_modules/g/h.ts": old
        })
        yield* link("../outside.ts", "link.ts")
        yield* link("a", "linked")
        assert.deepStrictEqual(yield* Folder.list(root), ["a/c.mts", "a/d.cts", "b.ts"])
      })
  )

  it.effect("folder.dry: nothing is written unless told to", () =>
    Effect.gen(function* () {
      const { read, root } = yield* folder({ "a.ts": old })
      const report = yield* Migration.run(root)
      assert.isFalse(report.written)
      assert.strictEqual(report.summary.changed, 1)
      assert.strictEqual(yield* read("a.ts"), old)
    })
  )

  it.effect("folder.write: changed files are replaced, and nothing else is left behind", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { link, outside, read, root } = yield* folder({ "a.ts": old, "b.ts": "export {}\n" })
      yield* link("../outside.ts", "link.ts")
      yield* fs.chmod(`${root}/a.ts`, 0o640)
      const report = yield* Migration.run(root, { write: true })
      assert.isTrue(report.written)
      assert.strictEqual(yield* read("a.ts"), migrated)
      assert.strictEqual((yield* fs.stat(`${root}/a.ts`)).mode & 0o777, 0o640)
      assert.strictEqual(yield* outside, old)
      assert.deepStrictEqual((yield* fs.readDirectory(root)).toSorted(), [
        "a.ts",
        "b.ts",
        "link.ts"
      ])
    })
  )

  it.effect("folder.outside: no path leads out of the folder", () =>
    Effect.gen(function* () {
      const { link, outside, root } = yield* folder({ "a.ts": old })
      yield* link("../outside.ts", "link.ts")
      yield* link("..", "up")
      for (const file of [
        "../outside.ts",
        "a/../../outside.ts",
        `${root}/a.ts`,
        "link.ts",
        "up/outside.ts",
        "."
      ]) {
        const read = yield* Effect.exit(Folder.read(root, file))
        const write = yield* Effect.exit(Folder.replace(root, { file, text: old }, "gone"))
        assert.deepStrictEqual(read, Exit.fail(new Folder.OutsideFolder({ file })))
        assert.deepStrictEqual(write, Exit.fail(new Folder.OutsideFolder({ file })))
      }
      assert.strictEqual(yield* outside, old)
    })
  )

  it.effect("folder.meanwhile: a file that changed since it was read is not overwritten", () =>
    Effect.gen(function* () {
      const { read, root } = yield* folder({ "a.ts": "newer" })
      const exit = yield* Effect.exit(Folder.replace(root, { file: "a.ts", text: old }, migrated))
      assert.deepStrictEqual(exit, Exit.fail(new Folder.ChangedMeanwhile({ file: "a.ts" })))
      assert.strictEqual(yield* read("a.ts"), "newer")
    })
  )
})
