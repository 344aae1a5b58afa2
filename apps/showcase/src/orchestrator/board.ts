/**
 * How all jobs stand: what the table shows, and who is told when it changes.
 *
 * @since 0.1.0
 */

/**
 * - `waits`: for what `waitsFor` names, jobs or an agent;
 * - `working`: an agent has it as a task;
 * - `asks`: the task waits for the model;
 * - `lost`: its agent has died.
 */
export type State = "waits" | "working" | "asks" | "lost" | "done" | "failed"

/** One line of the table. */
export interface Row {
  readonly job: string
  readonly state: State
  readonly agent: string | undefined
  /** For people. */
  readonly message: string
  readonly waitsFor: ReadonlyArray<string>
}

/** The rows in the order in which the jobs were declared. */
export interface Board {
  readonly rows: () => ReadonlyArray<Row>
  readonly row: (job: string) => Row
  /** Changes a row, or begins one, and tells. */
  readonly set: (job: string, change: Partial<Omit<Row, "job">>) => void
}

const fresh = (job: string): Row => ({
  job,
  state: "waits",
  agent: undefined,
  message: "",
  waitsFor: []
})

const same = (a: Row, b: Row): boolean => JSON.stringify(a) === JSON.stringify(b)

/** An empty board; `changed` is called with the rows before and after each change that is one. */
export const make = (changed: (row: Row, before: Row | undefined) => void): Board => {
  const rows = new Map<string, Row>()
  return {
    rows: () => Array.from(rows.values()),
    row: (job) => rows.get(job) ?? fresh(job),
    set: (job, change) => {
      const before = rows.get(job)
      const row = { ...(before ?? fresh(job)), ...change }
      if (before !== undefined && same(before, row)) return
      rows.set(job, row)
      changed(row, before)
    }
  }
}
