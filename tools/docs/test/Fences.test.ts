import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { assert, describe, it } from "vitest"

import * as Documents from "../src/Documents.ts"
import * as Fences from "../src/Fences.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))

const folder = (files: Record<string, string>): string => {
  const path = mkdtempSync(join(tmpdir(), "fences-"))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return path
}

describe("Fences", () => {
  it("docs.file: a marked fence holds the whole file", () => {
    const path = folder({ "a.ts": "const a = 1\n" })
    assert.strictEqual(
      Fences.update(path, "x\n<!-- code: a.ts -->\n```ts\nold\n```\ny\n"),
      "x\n<!-- code: a.ts -->\n```ts\nconst a = 1\n```\ny\n"
    )
  })

  it("docs.region: a name picks a part of the file", () => {
    const path = folder({ "a.ts": "no\n// #region part\nyes\n// #endregion\nno\n" })
    assert.strictEqual(
      Fences.update(path, "<!-- code: a.ts#part -->\n```ts\n```\n"),
      "<!-- code: a.ts#part -->\n```ts\nyes\n```\n"
    )
  })

  it("docs.plain: lines that mark regions are left out, and indentation that all lines have", () => {
    const inner = "  // #region part\n  const a = 1\n\n    a()\n  // #endregion\n"
    const path = folder({ "a.ts": `// #region all\nf(() => {\n${inner}})\n// #endregion\n` })
    assert.strictEqual(
      Fences.update(path, "<!-- code: a.ts -->\n```ts\n```\n"),
      "<!-- code: a.ts -->\n```ts\nf(() => {\n  const a = 1\n\n    a()\n})\n```\n"
    )
    assert.strictEqual(
      Fences.update(path, "<!-- code: a.ts#part -->\n```ts\n```\n"),
      "<!-- code: a.ts#part -->\n```ts\nconst a = 1\n\n  a()\n```\n"
    )
  })

  it("docs.missing: a marker that points nowhere is an error", () => {
    const path = folder({ "a.ts": "" })
    assert.throws(
      () => Fences.update(path, "<!-- code: b.ts -->\n```ts\n```\n"),
      /no such file: b.ts/
    )
    assert.throws(
      () => Fences.update(path, "<!-- code: a.ts#x -->\n```ts\n```\n"),
      /no region "x" in a.ts/
    )
  })

  it("docs.unmarked: a fence without a marker is counted", () => {
    assert.strictEqual(Fences.unmarked("```ts\n1\n```\n```sh\nls\n```\n"), 1)
    assert.strictEqual(Fences.unmarked("<!-- code: a.ts -->\n```ts\n1\n```\n"), 0)
  })
})

describe("every document", () => {
  for (const path of Documents.list(root)) {
    it(`docs.fresh: ${path} is cut from files that run`, () => {
      const text = readFileSync(join(root, path), "utf8")
      assert.strictEqual(Fences.update(root, text), text, "run `npm run docs`")
      assert.strictEqual(Fences.unmarked(text), 0, "a code fence has no marker above it")
    })
  }
})
