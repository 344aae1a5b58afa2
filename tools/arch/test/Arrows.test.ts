import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"

import { assert, describe, test } from "vitest"

import * as Arrows from "../src/Arrows.ts"
import * as Workspace from "../src/Workspace.ts"

const arrows = Arrows.arrows()
const proofs = Arrows.proofs()
const names = Workspace.packages().map(({ path }) => path.replace("packages/", ""))

test("arrows.known: every package has a list, and no two use each other", () => {
  assert.deepStrictEqual(
    names.filter((name) => arrows[name] === undefined),
    []
  )
  assert.deepStrictEqual(Arrows.cycles(arrows), [])
})

describe.each(Workspace.packages())("$path", (project) => {
  test("arrows.imports: sources, tests and type tests import lower packages only", () => {
    assert.deepStrictEqual(Arrows.brokenImports(arrows, project, proofs), [])
  })

  test("arrows.dependencies: so does the manifest", () => {
    assert.deepStrictEqual(Arrows.brokenDependencies(arrows, project, proofs), [])
  })
})

test("arrows.refused: an upward import, an unlisted sibling and a path out of the package", () => {
  const folder = import.meta.dirname
  const project: Workspace.Project = {
    folder: join(folder, "fixtures/upward"),
    group: "packages",
    manifest: {
      name: "@effect-mcp/protocol",
      dependencies: { "@effect-mcp/schema": "workspace:^" },
      devDependencies: { "@effect-mcp/testing": "workspace:^" }
    },
    path: "packages/protocol"
  }
  assert.deepStrictEqual(Arrows.brokenImports(arrows, project), [
    "tools/arch/test/fixtures/upward/src/Upward.ts:2: protocol may not use server",
    "tools/arch/test/fixtures/upward/src/Upward.ts:4: ../../other/Other.ts leaves the package",
    "tools/arch/test/fixtures/upward/src/Upward.ts:6: protocol may not use client"
  ])
  assert.deepStrictEqual(Arrows.brokenDependencies(arrows, project), [
    "packages/protocol/package.json: protocol may not use testing"
  ])
})

test("arrows.proofs: what a package is proven with is for its tests, and no way back", () => {
  const below: Arrows.Arrows = Object.fromEntries(
    names.map((name) => [name, [...(arrows[name] ?? []), ...(proofs[name] ?? [])]])
  )
  assert.deepStrictEqual(Arrows.cycles(below), [])
  const project: Workspace.Project = {
    folder: join(import.meta.dirname, "fixtures/upward"),
    group: "packages",
    manifest: {
      name: "@effect-mcp/protocol",
      dependencies: { "@effect-mcp/server": "workspace:^" },
      devDependencies: { "@effect-mcp/server": "workspace:^" }
    },
    path: "packages/protocol"
  }
  assert.deepStrictEqual(Arrows.brokenDependencies(arrows, project, { protocol: ["server"] }), [
    "packages/protocol/package.json: protocol may not use server"
  ])
})

test("arrows.cycles: two packages that use each other, and an unknown one", () => {
  assert.deepStrictEqual(Arrows.cycles({ a: ["b"], b: ["a", "c"] }), [
    "a and b use each other",
    "b and a use each other",
    "b uses c, which has no list"
  ])
})

test("arrows.folders: a folder of packages is a package", () => {
  const folder = join(Workspace.root, "packages")
  const empty = readdirSync(folder).filter(
    (name) => !existsSync(join(folder, name, "package.json"))
  )
  assert.deepStrictEqual(empty, [])
})
