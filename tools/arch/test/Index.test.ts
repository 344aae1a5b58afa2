import { readFileSync } from "node:fs"
import { join } from "node:path"

import { assert, test } from "vitest"

import * as Index from "../src/Index.ts"
import * as Workspace from "../src/Workspace.ts"

test.each(Workspace.packages())(
  "index.generated: $path/src/index.ts is generated (`node tools/arch/scripts/write-index.ts`)",
  ({ folder }) => {
    const sources = join(folder, "src")
    assert.strictEqual(readFileSync(join(sources, "index.ts"), "utf8"), Index.generate(sources))
  }
)

test("index.print: public modules and revisions, sorted; nothing else", () => {
  const names = [
    "v2025_11_25.ts",
    "Tool.ts",
    "ToolAnnotations.ts",
    "index.ts",
    "internal",
    "JsonRpc.ts",
    "node.ts",
    "Content.ts",
    "v2025_11_25"
  ]
  assert.strictEqual(
    Index.print(names),
    [
      'export * as Content from "./Content.ts"',
      'export * as JsonRpc from "./JsonRpc.ts"',
      'export * as Tool from "./Tool.ts"',
      'export * from "./ToolAnnotations.ts"',
      'export * as v2025_11_25 from "./v2025_11_25.ts"',
      ""
    ].join("\n")
  )
  assert.strictEqual(Index.print(["index.ts"]), "export {}\n")
})
