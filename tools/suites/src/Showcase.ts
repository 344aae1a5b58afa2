/**
 * The showcase as a process without a terminal: run to its end, or until it has said something.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../../../apps/showcase/src/main.ts", import.meta.url))

/** What a run came to. */
export interface Run {
  /** `null` if a signal ended it. */
  readonly status: number | null
  readonly shown: string
}

/** Whoever runs the tests may want colours for itself. */
const { FORCE_COLOR: _, ...environment } = process.env

const start = (args: ReadonlyArray<string>): ChildProcess =>
  spawn(process.execPath, ["--conditions=@effect-mcp/source", main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environment, NO_COLOR: "1" }
  })

const watch = (child: ChildProcess, saw: (shown: string) => void): Promise<Run> =>
  new Promise((resolve) => {
    let shown = ""
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        shown += text
        saw(shown)
      })
    }
    child.once("close", (status) => resolve({ status, shown }))
  })

/** Runs it to its end. */
export const run = (...args: ReadonlyArray<string>): Promise<Run> => watch(start(args), () => {})

/** Runs it until it has shown `text`, then kills it. */
export const killAt = (text: string, ...args: ReadonlyArray<string>): Promise<Run> => {
  const child = start(args)
  return watch(child, (shown) => {
    if (shown.includes(text)) child.kill("SIGKILL")
  })
}
