/**
 * The gates over what the packages' builds made.
 */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"

import * as Source from "@effect-mcp/tools-arch/Source"
import * as Workspace from "@effect-mcp/tools-arch/Workspace"
import { assert, beforeAll, describe, test } from "vitest"

import * as Anys from "../src/Anys.ts"
import * as PackageEntries from "../src/PackageEntries.ts"
import * as Shaking from "../src/Shaking.ts"

/** Packages that are platform code as a whole: their default entry is for Node, and a browser has no use for it. */
const platformPackages = new Set(["packages/tasks-cluster", "packages/transport-stdio"])

const scripts = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => join(folder, name))

describe.each(Workspace.packages())("$path", ({ folder, path }) => {
  const dist = join(folder, "dist")
  const entries = PackageEntries.built(PackageEntries.read(folder))

  beforeAll(() => {
    assert.isTrue(existsSync(dist), "not built: nx run-many -t build")
  })

  test("pack.files: few, since each costs a start about 0.9 ms", () => {
    assert.isAtMost(scripts(dist).length, 2 * entries.length + 1)
  })

  test("pack.published: the published export map is the workspace's less its source condition", () => {
    assert.deepStrictEqual(PackageEntries.unpublished(PackageEntries.read(folder)), [])
  })

  test("pack.leftovers: a file that is imported for nothing leaves nothing in a bundle", async () => {
    for (const file of scripts(dist)) {
      assert.deepStrictEqual(await Shaking.leftovers(folder, file), [], Workspace.display(file))
    }
  })

  test("pack.browser: the default entry reaches nothing of Node, unless the package is all platform", async () => {
    const found = await Shaking.nodeImports(join(dist, "index.js"))
    assert.strictEqual(found.length > 0, platformPackages.has(path), found.join(", "))
  })

  test("pack.any: no declaration says any", () => {
    const declarations = Workspace.files(dist).map(Source.read)
    assert.deepStrictEqual(declarations.flatMap(Anys.find), [])
  })
})

test("pack.shaking: JsonRpc comes without the schemas of the revisions", async () => {
  const folder = join(Workspace.root, "packages/schema")
  const program = 'import { JsonRpc } from "./dist/index.js"; console.log(JsonRpc.parse("1"))'
  const output = await Shaking.consumer(folder, program)
  assert.include(output, "JSON.parse")
  for (const absent of ["2024-11-05", "tools/call", "inputSchema"])
    assert.notInclude(output, absent)
})

test("pack.anys: the keyword, not the word, and not what a class extends", () => {
  const text =
    "/** any */\ndeclare const any: 1\ntype A = Array<any>\ndeclare const B_base: new <C extends any>() => C"
  assert.deepStrictEqual(Anys.find(Source.parse("a.d.ts", text)), ["a.d.ts:3"])
})
