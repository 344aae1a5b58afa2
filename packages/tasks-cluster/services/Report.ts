/**
 * What a server says of itself while it runs, as lines of JSON in a pipe. Written synchronously: what it has
 * said before it was killed is there to be read, and nothing came between saying and doing.
 */

/** It can be called, at this port. */
export interface Up {
  readonly what: "up"
  readonly port: number
}

/** A step is about to act, has acted, or is recorded. */
export interface Step {
  readonly what: "acts" | "acted" | "recorded"
  readonly task: string
  readonly step: string
}

/** A task is about to be written, or was. */
export interface Write {
  readonly what: "writes" | "wrote"
  readonly id: string
}

/** A handler was interrupted: because the task goes on elsewhere, or because it was cancelled. */
export interface Stopped {
  readonly what: "suspended" | "cancelled"
  readonly task: string
}

export type Report = Up | Step | Write | Stopped

export const descriptor = 3

/** Cuts what a pipe brings into reports; a line that was cut short is nobody's. */
export const reader = (hear: (report: Report) => void): ((chunk: string) => void) => {
  let rest = ""
  return (chunk) => {
    const lines = (rest + chunk).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) hear(JSON.parse(line))
  }
}
