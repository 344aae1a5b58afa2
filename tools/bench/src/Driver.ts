/** Runs a program that makes calls, and reads what a process spends while its window is open. */
import { fork, type ChildProcess } from "node:child_process"

import * as ProcessCost from "./ProcessCost.ts"
import type { Counts, Options, Report } from "./Window.ts"

export interface Measured extends Counts {
  readonly callsPerSecond: number
  readonly cpuMicrosPerCall: number
  /** Of the watched process, at the end of the window. */
  readonly rssMiB: number
}

export interface Program {
  /** Node's own arguments, then the file. */
  readonly args: ReadonlyArray<string>
  readonly env: NodeJS.ProcessEnv
  /** Calls at any moment. */
  readonly inFlight: number
  readonly port: number
  readonly window: Options
}

/** Longest that a program may take beyond its window. */
const graceMillis = 15_000

const start = (program: Program): ChildProcess => {
  const args = [...program.args]
  const file = args.pop() ?? ""
  const { inFlight, port, window } = program
  return fork(file, [port, inFlight, window.warmSeconds, window.seconds].map(String), {
    execArgv: args,
    env: program.env,
    stdio: ["ignore", "inherit", "inherit", "ipc"]
  })
}

/** `watch` says whose cost it is, given the program's own process. */
export const run = (program: Program, watch: (own: number) => number): Promise<Measured> =>
  new Promise((resolve, reject) => {
    const child = start(program)
    const pid = watch(child.pid ?? 0)
    const { seconds, warmSeconds } = program.window
    const late = setTimeout(
      () => child.kill("SIGKILL"),
      (seconds + warmSeconds) * 1000 + graceMillis
    )
    let cpuAtBegin = 0
    let cpu = 0
    let rssMiB = 0
    child.on("message", (report: Report) => {
      if (report === "begin") cpuAtBegin = ProcessCost.cpuMillis(pid)
      else if (report === "end") {
        cpu = ProcessCost.cpuMillis(pid) - cpuAtBegin
        rssMiB = ProcessCost.rssMiB(pid)
      } else {
        resolve({
          ...report,
          callsPerSecond: report.calls / report.seconds,
          cpuMicrosPerCall: (cpu * 1000) / report.calls,
          rssMiB
        })
      }
    })
    child.once("close", (code, signal) => {
      clearTimeout(late)
      reject(new Error(`no figures: ended with ${signal ?? code}`))
    })
  })
