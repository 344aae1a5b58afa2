/**
 * `npm run bench -- stdio [--calls 20000] [--rounds 5] [--window 32] [--only a,b]`
 *
 * Rounds are interleaved and begin with another target each time, since the machine's speed drifts.
 */
import { parseArgs } from "node:util"

import * as Load from "./Load.ts"
import type { Target } from "./Peer.ts"
import { median, spread, table } from "./Report.ts"
import * as Targets from "./Targets.ts"

const reference = "official v1"

const options = (args: ReadonlyArray<string>) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      calls: { type: "string", default: "20000" },
      rounds: { type: "string", default: "5" },
      window: { type: "string", default: "32" },
      only: { type: "string" }
    }
  })
  const only = values.only?.split(",")
  return {
    load: { calls: Number(values.calls), window: Number(values.window) },
    rounds: Number(values.rounds),
    targets: Targets.stdio.filter((target) => only === undefined || only.includes(target.name))
  }
}

const interleaved = async (
  targets: ReadonlyArray<Target>,
  rounds: number,
  load: Load.LoadOptions
): Promise<Map<string, Array<Load.LoadResult>>> => {
  const results = new Map<string, Array<Load.LoadResult>>(targets.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < targets.length; index++) {
      const target = targets[(index + round) % targets.length]
      if (target !== undefined) results.get(target.name)?.push(await Load.run(target, load))
    }
  }
  return results
}

export const main = async (args: ReadonlyArray<string>): Promise<void> => {
  const { load, rounds, targets } = options(args)
  const results = await interleaved(targets, rounds, load)
  const speed = (name: string): number =>
    median((results.get(name) ?? []).map((run) => run.callsPerSecond))
  const rows = targets.map(({ name }) => {
    const runs = results.get(name) ?? []
    const sum = (key: "answered" | "failed" | "doubled") =>
      runs.reduce((total, run) => total + run[key], 0)
    return [
      name,
      spread(runs.map((run) => run.callsPerSecond)),
      (speed(name) / speed(reference)).toFixed(2),
      spread(runs.map((run) => run.cpuMicrosPerCall)),
      median(runs.map((run) => run.rssMiB)).toFixed(0),
      String(load.calls * rounds - sum("answered") - sum("failed")),
      String(sum("failed")),
      String(sum("doubled"))
    ]
  })
  const inFlight = load.window === 0 ? "all" : String(load.window)
  console.log(`stdio, ${load.calls} calls, ${inFlight} in flight, ${rounds} rounds\n`)
  console.log(
    table(
      [
        "server",
        "calls/s",
        `x ${reference}`,
        "CPU µs/call",
        "RSS MiB",
        "lost",
        "failed",
        "doubled"
      ],
      rows
    )
  )
}
