/**
 * The world that steps act upon, which no process of ours takes with it: a log that shows every time a step has
 * run, and a target that honours idempotency keys, as a payment service would.
 */
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"

/** A step has run. */
export interface Line {
  readonly task: string
  readonly step: number
  /** Its idempotency key. */
  readonly key: string
  /** New in each run of the step. */
  readonly value: string
  /** Of which of the processes, in their order. */
  readonly run: number
  readonly pid: number
}

const logOf = (folder: string): string => join(folder, "steps.ndjson")
const targetOf = (folder: string): string => join(folder, "target")
const draftsOf = (folder: string): string => join(folder, "drafts")

export const prepare = (folder: string): void => {
  mkdirSync(targetOf(folder))
  mkdirSync(draftsOf(folder))
}

/** In the kernel's hands once this returns, in one piece. */
export const append = (folder: string, line: Line): void =>
  appendFileSync(logOf(folder), `${JSON.stringify(line)}\n`, { flush: true })

export const lines = (folder: string): ReadonlyArray<Line> =>
  existsSync(logOf(folder))
    ? readFileSync(logOf(folder), "utf8")
        .split("\n")
        .filter((text) => text !== "")
        .map((text) => JSON.parse(text) as Line)
    : []

const isTaken = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && cause.code === "EEXIST"

/**
 * Keeps the line unless the key was used before; whoever comes again changes nothing. A link is made at once or
 * not at all, so a request that the kill cuts short was never made.
 */
export const request = (folder: string, line: Line): void => {
  const draft = join(draftsOf(folder), `${line.key}.${line.run}`)
  writeFileSync(draft, JSON.stringify(line))
  try {
    linkSync(draft, join(targetOf(folder), line.key))
  } catch (cause) {
    if (!isTaken(cause)) throw cause
  }
}

/** What the target holds, by key. */
export const held = (folder: string): ReadonlyMap<string, Line> =>
  new Map(
    readdirSync(targetOf(folder)).map((key) => [
      key,
      JSON.parse(readFileSync(join(targetOf(folder), key), "utf8")) as Line
    ])
  )
