/** `npm run docs`: brings the code in every document up to date. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import * as Documents from "./Documents.ts"
import * as Fences from "./Fences.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))

for (const path of Documents.list(root)) {
  const file = join(root, path)
  const before = readFileSync(file, "utf8")
  const after = Fences.update(root, before)
  if (after === before) continue
  writeFileSync(file, after)
  console.log(`updated ${path}`)
}
