/**
 * What a process costs, read from `/proc`: all its threads, so that compiling and collecting garbage are in it,
 * and nothing of the load generator's. Linux only.
 */
import { readFileSync } from "node:fs"

const clockTickMillis = 10

/** User and system time since the process began, to the clock tick. */
export const cpuMillis = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[11]) + Number(fields[12])) * clockTickMillis
}

export const rssMiB = (pid: number): number => {
  const match = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))
  return Number(match?.[1] ?? 0) / 1024
}
