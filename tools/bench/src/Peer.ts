/**
 * A server under test: a child process that answers newline-delimited JSON-RPC, and what it costs.
 *
 * CPU and memory are read from `/proc`, so the figures are the process's own and not the load
 * generator's. Linux only.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { readFileSync } from "node:fs"

export interface Target {
  readonly name: string
  readonly era: "handshake" | "stateless"
  readonly args: ReadonlyArray<string>
}

export interface Peer {
  readonly process: ChildProcess
  readonly send: (text: string) => boolean
  readonly onLine: (handler: (line: string) => void) => void
  readonly cpuMillis: () => number
  readonly rssMiB: () => number
  readonly stop: () => void
}

const clockTickMillis = 10

const cpuMillis = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[11]) + Number(fields[12])) * clockTickMillis
}

const rssMiB = (pid: number): number => {
  const match = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))
  return Number(match?.[1] ?? 0) / 1024
}

export const start = (target: Target): Peer => {
  const child = spawn(process.execPath, target.args, {
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["pipe", "pipe", "inherit"]
  })
  const pid = child.pid
  if (pid === undefined) throw new Error(`${target.name} did not start`)
  let handler: ((line: string) => void) | undefined
  let rest = ""
  child.stdout.setEncoding("utf8")
  child.stdout.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) if (line !== "") handler?.(line)
  })
  child.stdin.on("error", () => {})
  return {
    process: child,
    send: (text) => child.stdin.write(text),
    onLine: (next) => {
      handler = next
    },
    cpuMillis: () => cpuMillis(pid),
    rssMiB: () => rssMiB(pid),
    stop: () => child.kill("SIGKILL")
  }
}
