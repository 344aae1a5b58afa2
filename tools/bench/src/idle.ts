/** `npm run bench -- idle [--steps 1000,5000] [--settle 3] [--after 15] [--rounds 1] [--only a,b] [--packed]` */
import { parseArgs } from "node:util"

import * as IdleRun from "./IdleRun.ts"
import { figure, heading, limits, median, table, type Limit } from "./Report.ts"
import * as Rounds from "./Rounds.ts"
import { pick } from "./Target.ts"
import * as Targets from "./Targets.ts"

type Runs = ReadonlyArray<IdleRun.IdleRun>

const options = (args: ReadonlyArray<string>) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      steps: { type: "string", default: "1000,5000" },
      settle: { type: "string", default: "3" },
      after: { type: "string", default: "15" },
      rounds: { type: "string", default: "1" },
      only: { type: "string" },
      packed: { type: "boolean" }
    }
  })
  return {
    run: {
      steps: values.steps.split(",").map(Number),
      settleSeconds: Number(values.settle),
      afterSeconds: Number(values.after)
    },
    rounds: Number(values.rounds),
    targets: pick(Targets.idle, values)
  }
}

const middle = (runs: Runs, of: (run: IdleRun.IdleRun) => number): number => median(runs.map(of))

const kibEach = (run: IdleRun.IdleRun): number => {
  const most = run.steps.at(-1)
  return most === undefined ? Number.NaN : ((most.rssMiB - run.rssBefore) * 1024) / most.clients
}

const heapKibEach = (run: IdleRun.IdleRun): number =>
  ((run.heapOpen - run.heapBefore) * 1024) / (run.steps.at(-1)?.clients ?? Number.NaN)

/** How far above the most that is allowed, in MiB; nothing or less holds. */
const heapExcess = (run: IdleRun.IdleRun): number => run.heapAfter - (run.heapBefore * 1.1 + 5)

const held = (target: Targets.Idle): string => {
  if (target.era === "stateless") return "listen"
  return target.streams ? "session + GET" : "session only"
}

const row = (target: Targets.Idle, runs: Runs, steps: ReadonlyArray<number>) => [
  target.name,
  held(target),
  figure(middle(runs, (run) => run.rssBefore)),
  ...steps.flatMap((_, index) => [
    figure(middle(runs, (run) => run.steps[index]?.rssMiB ?? Number.NaN)),
    figure(middle(runs, (run) => run.steps[index]?.alive ?? Number.NaN))
  ]),
  figure(middle(runs, kibEach), 1),
  figure(middle(runs, heapKibEach), 1),
  figure(
    middle(runs, (run) => run.steps.at(-1)?.busyPercent ?? Number.NaN),
    1
  ),
  runs.map((run) => `${run.answered} of ${run.asked}`).join(", "),
  runs.map((run) => `${figure(run.heapBefore, 1)} → ${figure(run.heapAfter, 1)}`).join(", "),
  figure(middle(runs, (run) => run.rssAfter))
]

const bounds = (target: Targets.Idle, runs: Runs, most: number): ReadonlyArray<Limit> => {
  if (target.kibPerStream === undefined) return []
  const alive = Math.min(...runs.map((run) => run.steps.at(-1)?.alive ?? 0))
  const each = middle(runs, kibEach)
  const excess = Math.max(...runs.map(heapExcess))
  const limit = (what: string, asked: string, reached: number, holds: boolean): Limit => ({
    what: `${target.name}: ${what}`,
    asked,
    reached,
    holds,
    digits: 1
  })
  return [
    limit("KiB a stream", `at most ${target.kibPerStream}`, each, each <= target.kibPerStream),
    limit("streams that stay open", String(most), alive, alive === most),
    limit("MiB of heap above 110 % + 5", "at most 0", excess, excess <= 0)
  ]
}

export const main = async (args: ReadonlyArray<string>): Promise<void> => {
  const { rounds, run, targets } = options(args)
  const results = await Rounds.interleaved(targets, rounds, (target) => IdleRun.run(target, run))
  const runs = (target: Targets.Idle): Runs => results.get(target.name) ?? []
  const head = [
    "server",
    "what is open",
    "RSS 0",
    ...run.steps.flatMap((clients) => [`RSS ${clients}`, "alive"]),
    "KiB each",
    "of it heap",
    "idle CPU %",
    "answer",
    "heap before → after",
    "RSS after"
  ]
  const most = run.steps.at(-1) ?? 0
  console.log(heading("idle", args))
  console.log(
    table(
      head,
      targets.map((target) => row(target, runs(target), run.steps))
    )
  )
  console.log(limits(targets.flatMap((target) => bounds(target, runs(target), most))))
}
