import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { onTestFinished } from "vitest"

/** The path of a file that is not there, in a folder that goes with the test. */
export const temporary = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "tasks-sql-"))
  onTestFinished(() => rmSync(folder, { force: true, recursive: true }))
  return join(folder, name)
}
