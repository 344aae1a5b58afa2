/**
 * Programs that are run to their end.
 *
 * @since 0.1.0
 */
import { spawn } from "node:child_process"

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number
  readonly output: string
}

/** Options of `run`. */
export interface Options {
  readonly env?: NodeJS.ProcessEnv | undefined
  /** After this many milliseconds it is killed, and has ended with code 124. */
  readonly timeout?: number | undefined
}

/** Runs a command, and waits for it. */
export const run = (command: ReadonlyArray<string>, options: Options = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const [program = "", ...args] = command
    const child = spawn(program, args, {
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"]
    })
    let output = ""
    let late = false
    const keep = (chunk: string) => {
      output += chunk
    }
    child.stdout.setEncoding("utf8").on("data", keep)
    child.stderr.setEncoding("utf8").on("data", keep)
    const timer = setTimeout(() => {
      late = true
      child.kill("SIGKILL")
    }, options.timeout ?? 600_000)
    child.on("error", reject)
    child.on("close", (code) => {
      clearTimeout(timer)
      resolve({ code: late ? 124 : (code ?? 1), output })
    })
  })
