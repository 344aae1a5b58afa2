/**
 * What the suite leaves behind: one folder for each scenario it ran, with the checks it made.
 *
 * @since 0.1.0
 */
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** One check of a scenario. `INFO` and `SKIPPED` say nothing about whether it holds. */
export interface Check {
  readonly id: string
  readonly status: "SUCCESS" | "FAILURE" | "WARNING" | "SKIPPED" | "INFO"
  readonly errorMessage?: string | undefined
  readonly details?: { readonly [key: string]: unknown } | undefined
}

/** What is known of a scenario's run. */
export interface Result {
  readonly checks: ReadonlyArray<Check>
  /** What the client under test printed, if that was one. */
  readonly output: string
}

const named = /^(?:server-)?(.+)-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/

/** The scenario a folder belongs to: its name may have slashes, and a time stands behind it. */
export const scenarioOf = (folder: string): string | undefined => named.exec(folder)?.[1]

const textOf = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "")

/** The results below a folder, by scenario. A scenario that broke has none. */
export const read = (folder: string): ReadonlyMap<string, Result> => {
  const results = new Map<string, Result>()
  for (const file of globSync("**/checks.json", { cwd: folder })) {
    const scenario = scenarioOf(dirname(file))
    if (scenario === undefined) continue
    results.set(scenario, {
      checks: JSON.parse(readFileSync(join(folder, file), "utf8")) as ReadonlyArray<Check>,
      output: ["stdout.txt", "stderr.txt"]
        .map((name) => textOf(join(folder, dirname(file), name)))
        .join("")
    })
  }
  return results
}
