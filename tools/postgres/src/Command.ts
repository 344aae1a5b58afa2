/** A command that is run to its end, and is ended when nobody wants it any more. */
import { spawn } from "node:child_process"

import { Data, Effect } from "effect"

/** It could not be started. */
export class NotRun extends Data.TaggedError("NotRun")<{ readonly message: string }> {}

/** Its exit code; 1 when a signal ended it. Interrupting this asks it to end, and waits until it has. */
export const run = (
  [command = "true", ...args]: ReadonlyArray<string>,
  env: NodeJS.ProcessEnv
): Effect.Effect<number, NotRun> =>
  Effect.callback((resume) => {
    const child = spawn(command, args, { env, stdio: "inherit" })
    const ended = new Promise<void>((resolve) => {
      child.once("error", ({ message }) => {
        resume(Effect.fail(new NotRun({ message })))
        resolve()
      })
      child.once("exit", (code) => {
        resume(Effect.succeed(code ?? 1))
        resolve()
      })
    })
    return Effect.promise(() => {
      child.kill("SIGTERM")
      return ended
    })
  })
