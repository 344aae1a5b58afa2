import { mkdtempSync, cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { afterAll, assert, beforeAll, describe, test } from "vitest"

import * as Bundle from "../src/Bundle.ts"
import * as Shaking from "../src/Shaking.ts"

const fixture = join(import.meta.dirname, "fixtures/package")
const modules = join(import.meta.dirname, "../node_modules")

/** A copy of the fixture to build in, with the dependencies of this package. */
const copy = (): string => {
  const folder = join(mkdtempSync(join(tmpdir(), "pack-")), "package")
  cpSync(fixture, folder, { recursive: true })
  symlinkSync(modules, join(folder, "node_modules"))
  return folder
}

/** A member of a module, as a built file exports it. */
const load = async (
  folder: string,
  file: string,
  module: string,
  member: string
): Promise<unknown> => {
  const namespaces: Record<string, Record<string, unknown>> = await import(
    join(folder, "dist", file)
  )
  return namespaces[module]?.[member]
}

const nameOf = (value: unknown): unknown => (typeof value === "function" ? value.name : undefined)

describe("a package with two entries", () => {
  const folder = copy()
  let files: ReadonlyArray<string> = []
  beforeAll(async () => {
    files = await Bundle.write(folder)
  })
  afterAll(() => rmSync(dirname(folder), { recursive: true }))

  const read = (file: string) => readFileSync(join(folder, "dist", file), "utf8")
  const scripts = () => files.filter((name) => name.endsWith(".js"))

  test("bundle.files: a file an entry and what they share, not one a module", () => {
    assert.deepStrictEqual(scripts().toSorted(), ["index.js", "platform.js", "shared/Costly.js"])
  })

  test("bundle.maps: every file has a map with the sources in it", () => {
    const sources = scripts().flatMap((file) => {
      const map: { sources: Array<string>; sourcesContent: Array<string> } = JSON.parse(
        read(`${file}.map`)
      )
      return map.sources.filter((_, index) => (map.sourcesContent[index] ?? "") !== "")
    })
    assert.includeMembers(sources, [
      "../src/Cheap.ts",
      "../../src/Costly.ts",
      "../src/platform/Disk.ts"
    ])
  })

  test("bundle.shared: a value exists once, whichever entry gives it out", async () => {
    const key = await load(folder, "index.js", "Costly", "key")
    assert.typeOf(key, "object")
    assert.strictEqual(await load(folder, "platform.js", "Disk", "key"), key)
  })

  test("bundle.names: a class keeps the name it was declared with", async () => {
    assert.strictEqual(nameOf(await load(folder, "index.js", "Cheap", "Failure")), "Failure")
    assert.strictEqual(nameOf(await load(folder, "index.js", "Costly", "Shape")), "Shape")
  })

  test("bundle.external: dependencies and Node stay imports", () => {
    assert.match(read("index.js"), /^import \* as Schema from "effect\/Schema";$/m)
    assert.match(read("platform.js"), /^import \{ readFileSync \} from "node:fs";$/m)
  })

  test("bundle.shaking: a program that uses one module does not carry another", async () => {
    const program = 'import { Cheap } from "./dist/index.js"; console.log(Cheap.parse("1"))'
    const output = await Shaking.consumer(folder, program)
    assert.include(output, "JSON.parse")
    assert.notInclude(output, "costly")
  })

  test("bundle.leftovers: nothing stays of a file that nobody uses", async () => {
    for (const file of scripts()) {
      assert.deepStrictEqual(await Shaking.leftovers(folder, join(folder, "dist", file)), [], file)
    }
  })

  test("bundle.browser: the default entry reaches nothing of Node, the platform entry does", async () => {
    assert.deepStrictEqual(await Shaking.nodeImports(join(folder, "dist/index.js")), [])
    assert.deepStrictEqual(await Shaking.nodeImports(join(folder, "dist/platform.js")), [
      `node:fs in ${join(folder, "dist/platform.js")}`
    ])
  })
})

test("bundle.undeclared: an import of a package that is no dependency fails the build", async () => {
  const folder = copy()
  writeFileSync(join(folder, "src/Cheap.ts"), 'import "magic-string"\nexport const a = 1\n')
  const failure = await Bundle.write(folder).then(String, String)
  rmSync(dirname(folder), { recursive: true })
  assert.include(failure, "src/Cheap.ts imports magic-string, which is no dependency")
})
