/**
 * What a server says of itself while it works, a line each, through a pipe of its own. It writes synchronously:
 * what it has said before it was killed is there to be read, and nothing came between saying and doing.
 */

/** Where something is written that outlives the process. */
export type Place = "create" | "save" | "append" | "claim" | "release" | "step"

/** Just before such a write, or just after. */
export interface Point {
  readonly what: "point"
  readonly phase: "before" | "after"
  readonly place: Place
  /** Of the task; its name where the id is not known to who says it. */
  readonly id?: string | undefined
  readonly task?: string | undefined
  /** The steps whose outcome is written. */
  readonly steps?: ReadonlyArray<string> | undefined
  /** Whether the task is over with this. */
  readonly final?: boolean | undefined
  /** False where the store refused. */
  readonly written?: boolean | undefined
}

/** It can be called, at this port. */
export interface Up {
  readonly what: "up"
  readonly port: number
}

/** A handler was told to stop. */
export interface Stopped {
  readonly what: "stopped"
  readonly task: string
  readonly because: "suspension" | "cancellation"
}

/** A handler waits, between two steps, until its process ends. */
export interface Held {
  readonly what: "held"
  readonly task: string
}

export type Report = Point | Up | Stopped | Held

/** The file descriptor of the pipe. */
export const descriptor = 3

export const write = (report: Report): string => `${JSON.stringify(report)}\n`

/** Cuts what a pipe brings into reports. A line that the kill has cut short is nobody's. */
export class Reader {
  private rest = ""

  take(chunk: string): ReadonlyArray<Report> {
    const lines = (this.rest + chunk).split("\n")
    this.rest = lines.pop() ?? ""
    return lines.map((line) => JSON.parse(line) as Report)
  }
}
