/** A server under test over pipes: a child process that answers newline-delimited JSON-RPC. */
import { spawn, type ChildProcess } from "node:child_process"

import * as ProcessCost from "./ProcessCost.ts"
import { environment, type Target } from "./Target.ts"

export interface Peer {
  readonly process: ChildProcess
  readonly send: (text: string) => boolean
  readonly onLine: (handler: (line: string) => void) => void
  readonly cpuMillis: () => number
  readonly rssMiB: () => number
  readonly stop: () => void
}

export const start = (target: Target): Peer => {
  const child = spawn(process.execPath, target.args, {
    env: environment(target),
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
    cpuMillis: () => ProcessCost.cpuMillis(pid),
    rssMiB: () => ProcessCost.rssMiB(pid),
    stop: () => child.kill("SIGKILL")
  }
}
