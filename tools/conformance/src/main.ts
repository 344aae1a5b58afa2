/**
 * `npm run conformance`: starts the fixtures, has the official suite judge them, and holds what it wrote against
 * `conformance-baseline.yaml`.
 *
 * @since 0.1.0
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import * as Baseline from "./Baseline.ts"
import * as Fixtures from "./Fixtures.ts"
import * as Plan from "./Plan.ts"
import * as Referee from "./Referee.ts"
import * as Report from "./Report.ts"
import * as Suite from "./Suite.ts"

const baselineFile = fileURLToPath(new URL("../conformance-baseline.yaml", import.meta.url))
const guard = new URL("./loopbackOnly.ts", import.meta.url).href

const folder = mkdtempSync(join(tmpdir(), "conformance-"))
const reached = join(folder, "reached.txt")

const setting: Referee.Setting = {
  folder,
  // Every process that is started from here on, the suite's own included, reaches this machine only.
  env: { ...process.env, LOOPBACK_ONLY_LOG: reached, NODE_OPTIONS: `--import=${guard}` },
  say: console.log
}

const judgeAll = async (runs: ReadonlyArray<Plan.Run>, command: string) => {
  const judged: Array<Baseline.Judged> = []
  for (const [group, some] of Map.groupBy(runs, ({ leg, revision }) => `${leg} ${revision}`)) {
    const [leg, revision = ""] = group.split(" ")
    judged.push(
      ...(leg === "server"
        ? await Referee.server(setting, revision, some)
        : await Referee.client(setting, revision, some, command))
    )
  }
  return judged
}

const escapes = (): ReadonlyArray<string> =>
  existsSync(reached)
    ? [...new Set(readFileSync(reached, "utf8").trim().split("\n"))].map(
        (host) => `something wanted to reach ${host}`
      )
    : []

const began = performance.now()
const baseline = Baseline.parse(readFileSync(baselineFile, "utf8"))
const command = await Fixtures.bundleClient(join(folder, "client-bundle"))
const runs = Plan.make(Suite.sets(), await Suite.list())
const comparison = Baseline.compare(await judgeAll(runs, command), baseline)
const outside = escapes()
const problems = [...Report.problems(comparison), ...outside]

console.log(`\n${Report.table(comparison)}\n`)
for (const problem of problems) console.log(`✗ ${problem}`)
if (problems.length > 0) {
  console.log(`\nWhat the suite wrote is in ${folder}`)
  process.exitCode = 1
} else {
  rmSync(folder, { recursive: true })
}
console.log(`\n${Report.summary(comparison, outside.length)}`)
console.log(`   Duration  ${((performance.now() - began) / 1000).toFixed(1)}s`)
