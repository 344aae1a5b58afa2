/**
 * Writes the generated `index.ts` of packages: `node scripts/write-index.ts [package ...]`, all without an argument.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Index from "../src/Index.ts"
import * as Workspace from "../src/Workspace.ts"

const wanted = new Set(process.argv.slice(2))

for (const { folder, path } of Workspace.packages()) {
  const sources = join(folder, "src")
  const isWanted = wanted.size === 0 || wanted.has(path.replace("packages/", ""))
  if (!isWanted || !existsSync(sources)) continue
  const file = join(sources, "index.ts")
  const text = Index.generate(sources)
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue
  writeFileSync(file, text)
  console.log(Workspace.display(file))
}
