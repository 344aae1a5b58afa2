/**
 * Runs of the suite, one after the other: a whole requirement set against a server, one scenario at a time against
 * the client, so that nothing competes with a scenario that measures time.
 *
 * @since 0.1.0
 */
import { join } from "node:path"

import type { Judged } from "./Baseline.ts"
import * as Command from "./Command.ts"
import * as Fixtures from "./Fixtures.ts"
import { inNoSet, type Run } from "./Plan.ts"
import * as Results from "./Results.ts"
import * as Suite from "./Suite.ts"
import * as Verdict from "./Verdict.ts"

/** Where results go, and what the processes are started with. */
export interface Setting {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  /** Told what begins. */
  readonly say: (text: string) => void
}

const allOfSet = (set: string, url: string, output: string): ReadonlyArray<string> =>
  Suite.command(["server", "--url", url, "--requirements", set, "-o", output])

const one = ({ leg, revision, scenario }: Run, under: ReadonlyArray<string>, output: string) =>
  Suite.command([
    leg,
    ...under,
    "--scenario",
    scenario,
    "--spec-version",
    revision,
    "--force",
    "-o",
    output
  ])

/** Against a server of their own: those of the set in one go, the others each. */
export const server = async (
  setting: Setting,
  revision: string,
  runs: ReadonlyArray<Run>
): Promise<ReadonlyArray<Judged>> => {
  setting.say(`server ${revision}: ${runs.length} scenarios`)
  const output = join(setting.folder, "server", revision)
  const { env } = setting
  const fixture = await Fixtures.startServer(env)
  try {
    const further = runs.filter(({ why }) => why === inNoSet)
    if (further.length < runs.length) {
      await Command.run(allOfSet(revision, fixture.url, output), { env })
    }
    for (const run of further) {
      await Command.run(one(run, ["--url", fixture.url], output), { env })
    }
  } finally {
    await fixture.stop()
  }
  const results = Results.read(output)
  return runs.map((run) => ({ run, verdict: Verdict.judge(results.get(run.scenario)) }))
}

/** With a process for each; `command` runs the client under test. */
export const client = async (
  setting: Setting,
  revision: string,
  runs: ReadonlyArray<Run>,
  command: string
): Promise<ReadonlyArray<Judged>> => {
  setting.say(`client ${revision}: ${runs.length} scenarios`)
  const output = join(setting.folder, "client", revision)
  const codes = new Map<string, number>()
  for (const run of runs) {
    const { code } = await Command.run(one(run, ["--command", command], output), {
      env: setting.env
    })
    codes.set(run.scenario, code)
  }
  const results = Results.read(output)
  return runs.map((run) => {
    const fixture = codes.get(run.scenario) === 0 ? "fine" : "failed"
    return { run, verdict: Verdict.judge(results.get(run.scenario), fixture) }
  })
}
