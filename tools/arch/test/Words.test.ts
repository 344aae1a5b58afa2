import { join } from "node:path"

import { assert, test } from "vitest"

import * as Source from "../src/Source.ts"
import * as Words from "../src/Words.ts"
import * as Workspace from "../src/Workspace.ts"

const core = ["packages/client", "packages/server"]

test.each(core)("words.extensions: %s/src knows no particular extension, not by a word", (path) => {
  const sources = Workspace.files(join(Workspace.root, path, "src")).map(Source.read)
  assert.deepStrictEqual(
    sources.flatMap((source) => Words.find(source, ["task", "tasks", "scopes"])),
    []
  )
})

test("words.find: whole words in any case, in code, text and comments", () => {
  const text = "const task = 1\n// Tasks\nconst microtask = 'the SCOPES'\nconst relatedTask = scope"
  assert.deepStrictEqual(Words.find(Source.parse("a.ts", text), ["task", "tasks", "scopes"]), [
    "a.ts:1: task",
    "a.ts:2: Tasks",
    "a.ts:3: SCOPES"
  ])
})
