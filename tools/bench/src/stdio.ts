/** `npm run bench -- stdio [--calls 20000] [--rounds 5] [--window 32] [--only a,b] [--packed]` */
import { parseArgs } from "node:util"

import * as Load from "./Load.ts"
import { figure, heading, median, spread, table } from "./Report.ts"
import * as Rounds from "./Rounds.ts"
import { pick } from "./Target.ts"
import * as Targets from "./Targets.ts"

const reference = "official v1"

const options = (args: ReadonlyArray<string>) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      calls: { type: "string", default: "20000" },
      rounds: { type: "string", default: "5" },
      window: { type: "string", default: "32" },
      only: { type: "string" },
      packed: { type: "boolean" }
    }
  })
  return {
    load: { calls: Number(values.calls), window: Number(values.window) },
    rounds: Number(values.rounds),
    targets: pick(Targets.stdio, values)
  }
}

export const main = async (args: ReadonlyArray<string>): Promise<void> => {
  const { load, rounds, targets } = options(args)
  const results = await Rounds.interleaved(targets, rounds, (target) => Load.run(target, load))
  const speed = (name: string): number =>
    median((results.get(name) ?? []).map((run) => run.callsPerSecond))
  const rows = targets.map(({ name }) => {
    const runs = results.get(name) ?? []
    const sum = (key: "answered" | "failed" | "doubled") =>
      runs.reduce((total, run) => total + run[key], 0)
    return [
      name,
      spread(runs.map((run) => run.callsPerSecond)),
      figure(speed(name) / speed(reference), 2),
      spread(runs.map((run) => run.cpuMicrosPerCall)),
      figure(median(runs.map((run) => run.rssMiB))),
      String(load.calls * runs.length - sum("answered") - sum("failed")),
      String(sum("failed")),
      String(sum("doubled"))
    ]
  })
  const inFlight = load.window === 0 ? "all" : String(load.window)
  console.log(heading("stdio", args))
  console.log(`${load.calls} calls, ${inFlight} in flight, ${rounds} rounds\n`)
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
