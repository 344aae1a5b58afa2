/** `npm run bench -- tasks [--tasks 10000] [--c 32] [--rounds 3] [--turns 5] [--dur 1.5] [--only a,b] [--packed]` */
import { parseArgs } from "node:util"

import { figure, heading, limits, median, spread, table, type Limit } from "./Report.ts"
import * as Rounds from "./Rounds.ts"
import { pick } from "./Target.ts"
import * as Targets from "./Targets.ts"
import * as TaskRun from "./TaskRun.ts"

type Runs = ReadonlyArray<TaskRun.TaskRun>

const options = (args: ReadonlyArray<string>) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      tasks: { type: "string", default: "10000" },
      c: { type: "string", default: "32" },
      rounds: { type: "string", default: "3" },
      turns: { type: "string", default: "5" },
      dur: { type: "string", default: "1.5" },
      only: { type: "string" },
      packed: { type: "boolean" }
    }
  })
  return {
    run: {
      tasks: Number(values.tasks),
      inFlight: Number(values.c),
      turns: Number(values.turns),
      turnSeconds: Number(values.dur)
    },
    rounds: Number(values.rounds),
    targets: pick(Targets.tasks, values)
  }
}

const each = (runs: Runs, of: (run: TaskRun.TaskRun) => number): ReadonlyArray<number> =>
  runs.map(of)

const pollOfCall = ({ call, poll }: TaskRun.TaskRun): number => poll / call
const heapGrowth = ({ heapAll, heapFew }: TaskRun.TaskRun): number => heapAll / heapFew

const head = [
  "server",
  "tasks/s",
  "CPU µs/task",
  "requests/task",
  "p50 ms",
  "p99 ms",
  "heap MiB, 1000 → all",
  "RSS MiB",
  "CPU µs/plain call",
  "CPU µs/poll",
  "poll / call"
]

const row = ({ name }: Targets.Tasked, runs: Runs): ReadonlyArray<string> => {
  const middle = (of: (run: TaskRun.TaskRun) => number, digits = 0) =>
    figure(median(each(runs, of)), digits)
  return [
    name,
    spread(each(runs, (run) => run.tasksPerSecond)),
    spread(each(runs, (run) => run.cpuMicrosPerTask)),
    middle((run) => run.requestsPerTask, 1),
    middle((run) => run.p50, 1),
    middle((run) => run.p99, 1),
    `${middle((run) => run.heapFew, 1)} → ${middle((run) => run.heapAll, 1)}`,
    middle((run) => run.rssMiB),
    spread(each(runs, (run) => run.call)),
    spread(each(runs, (run) => run.poll)),
    middle(pollOfCall, 2)
  ]
}

const bounds = ({ name, onDisk, ours }: Targets.Tasked, runs: Runs): ReadonlyArray<Limit> => {
  if (!ours) return []
  const speed = median(each(runs, (run) => run.tasksPerSecond))
  const polls = median(each(runs, pollOfCall))
  const growth = median(each(runs, heapGrowth))
  const heap: Limit = {
    what: `${name}: heap with all tasks, of that with 1000`,
    asked: "0.9 to 1.1",
    reached: growth,
    holds: growth >= 0.9 && growth <= 1.1
  }
  return [
    {
      what: `${name}: tasks per second`,
      asked: "at least 2000",
      reached: speed,
      digits: 0,
      holds: speed >= 2000
    },
    ...(onDisk ? [heap] : []),
    {
      what: `${name}: CPU of a poll, of a plain call`,
      asked: "at most 2",
      reached: polls,
      holds: polls <= 2
    }
  ]
}

export const main = async (args: ReadonlyArray<string>): Promise<void> => {
  const { rounds, run, targets } = options(args)
  const results = await Rounds.interleaved(targets, rounds, (target) => TaskRun.run(target, run))
  const runs = (target: Targets.Tasked): Runs => results.get(target.name) ?? []
  console.log(heading("tasks", args))
  console.log(
    `${run.tasks} tasks, ${run.inFlight} at a time, ${rounds} rounds; then ${run.turns - 1} turns of ${run.turnSeconds} s of plain calls and of polls each\n`
  )
  console.log(
    table(
      head,
      targets.map((target) => row(target, runs(target)))
    )
  )
  console.log(limits(targets.flatMap((target) => bounds(target, runs(target)))))
}
