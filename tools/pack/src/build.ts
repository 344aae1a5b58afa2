/**
 * Builds the package in the current folder into `dist`: `node ../../tools/pack/src/build.ts`.
 */
import { existsSync, rmSync } from "node:fs"
import { join } from "node:path"

import * as Bundle from "./Bundle.ts"
import * as Declarations from "./Declarations.ts"
import * as PackageEntries from "./PackageEntries.ts"

/** Declarations and code, and whether they are all that the export map promises. */
const build = async (folder: string): Promise<ReadonlyArray<string>> => {
  rmSync(join(folder, "dist"), { force: true, recursive: true })
  Declarations.write(folder)
  const files = await Bundle.write(folder)
  const missing = PackageEntries.built(PackageEntries.read(folder))
    .flatMap(({ output, types }) => [output, types])
    .filter((file) => !existsSync(join(folder, file)))
  if (missing.length > 0) throw new Error(`Nothing made ${missing.join(", ")} of the export map.`)
  return files.filter((name) => name.endsWith(".js"))
}

try {
  console.log((await build(process.cwd())).join(" "))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
