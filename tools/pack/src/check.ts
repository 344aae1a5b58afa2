/**
 * Checks the package in the current folder as it would be published: `node ../../tools/pack/src/check.ts`.
 *
 * It is packed once, by pnpm, since only pnpm puts `publishConfig` and real versions into the manifest; publint and
 * attw then read that archive and not the folder.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import * as PackageEntries from "./PackageEntries.ts"

const run = (command: string, ...parameters: ReadonlyArray<string>): void => {
  const { error, status, stderr, stdout } = spawnSync(command, parameters, { encoding: "utf8" })
  if (status === 0) return
  console.error(`${command} ${parameters.join(" ")}\n${stdout}${stderr}`, error ?? "")
  process.exit(1)
}

const manifest = PackageEntries.read(process.cwd())
const unpublished = PackageEntries.unpublished(manifest)
if (unpublished.length > 0) {
  console.error(
    `publishConfig.exports is not exports less its source condition: ${unpublished.join(", ")}`
  )
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), "pack-check-"))
process.on("exit", () => rmSync(folder, { force: true, recursive: true }))

run("pnpm", "pack", "--pack-destination", folder)
const archive = join(folder, readdirSync(folder)[0] ?? "")
run("publint", "run", archive, "--strict")
run("attw", archive, "--profile", "esm-only")
console.log(`${manifest.name}: publint and attw have no complaint`)
