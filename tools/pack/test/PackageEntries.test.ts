import { assert, test } from "vitest"

import * as PackageEntries from "../src/PackageEntries.ts"

const entry = (name: string) => ({
  "@effect-mcp/source": `./src/${name}.ts`,
  types: `./dist/${name}.d.ts`,
  default: `./dist/${name}.js`
})

const list = (value: unknown) => () => PackageEntries.list({ exports: { ".": value }, name: "p" })

test("entries.list: the subpaths that are code", () => {
  const exports = {
    ".": entry("index"),
    "./node": entry("node/index"),
    "./contract": { "@effect-mcp/source": "./test/contract.ts" },
    "./internal/*": null,
    "./package.json": "./package.json"
  }
  assert.deepStrictEqual(PackageEntries.list({ exports, name: "p" }), [
    {
      name: "index",
      output: "dist/index.js",
      source: "src/index.ts",
      subpath: ".",
      types: "dist/index.d.ts"
    },
    {
      name: "node/index",
      output: "dist/node/index.js",
      source: "src/node/index.ts",
      subpath: "./node",
      types: "dist/node/index.d.ts"
    }
  ])
})

test("entries.list: an entry without a condition, or built elsewhere, throws", () => {
  assert.throws(list({ default: "./dist/index.js" }), 'An entry has no "@effect-mcp/source".')
  assert.throws(
    list({ ...entry("index"), default: "./lib/index.js" }),
    ". is not built to dist: lib/index.js"
  )
})

test("entries.unpublished: a subpath that differs in more than the source condition", () => {
  const exports = {
    ".": entry("index"),
    "./a": entry("a"),
    "./b": entry("b"),
    "./contract": { "@effect-mcp/source": "./test/contract.ts" },
    "./package.json": "./package.json"
  }
  const published = {
    ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
    "./a": { types: "./dist/other.d.ts", default: "./dist/a.js" },
    "./package.json": "./package.json"
  }
  assert.deepStrictEqual(
    PackageEntries.unpublished({ exports, name: "p", publishConfig: { exports: published } }),
    ["./a", "./b"]
  )
})

test("entries.external: dependencies of both kinds, their subpaths, and Node", () => {
  const manifest = {
    dependencies: { "@a/b": "1" },
    exports: {},
    name: "p",
    peerDependencies: { effect: "4" }
  }
  const specifiers = ["@a/b", "@a/b/c", "effect/Schema", "node:fs", "@a/bc", "effects", "./a.ts"]
  assert.deepStrictEqual(specifiers.filter(PackageEntries.isExternal(manifest)), [
    "@a/b",
    "@a/b/c",
    "effect/Schema",
    "node:fs"
  ])
})
