/** To a program, by its standard input and output. */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"

import { Effect } from "effect"

import { cancelled, type Json, type Wire } from "./Wire.ts"

export interface Program {
  readonly command: string
  readonly args: ReadonlyArray<string>
}

/** Each opening starts one of its own. */
export const make = ({ args, command }: Program): Wire => ({
  name: "stdio",
  open: (hear) =>
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] })),
        (child) => Effect.sync(() => child.kill("SIGKILL"))
      ),
      (child) => {
        child.stdin.on("error", () => undefined)
        createInterface({ input: child.stdout }).on("line", (line) =>
          hear({ message: JSON.parse(line) as Json, by: "line" })
        )
        const send = (message: Json) =>
          Effect.sync(() => void child.stdin.write(`${JSON.stringify(message)}\n`))
        return { send, leave: (id) => send(cancelled(id)) }
      }
    )
})
