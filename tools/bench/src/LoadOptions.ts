/** The options that the suites under load share. */
import { parseArgs } from "node:util"

import { pick, type Target } from "./Target.ts"
import type { Options as Window } from "./Window.ts"

export interface LoadOptions<T> {
  readonly inFlight: number
  readonly rounds: number
  readonly window: Window
  readonly targets: ReadonlyArray<T>
}

/** `--c` calls in flight, `--dur` seconds of measuring after `--warm` seconds of warming up. */
export const parse = <T extends Target>(
  args: ReadonlyArray<string>,
  targets: ReadonlyArray<T>
): LoadOptions<T> => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      c: { type: "string", default: "32" },
      rounds: { type: "string", default: "6" },
      dur: { type: "string", default: "2.5" },
      warm: { type: "string", default: "2.3" },
      only: { type: "string" },
      packed: { type: "boolean" }
    }
  })
  return {
    inFlight: Number(values.c),
    rounds: Number(values.rounds),
    window: { warmSeconds: Number(values.warm), seconds: Number(values.dur) },
    targets: pick(targets, values)
  }
}
