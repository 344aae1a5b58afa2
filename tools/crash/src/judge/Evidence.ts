/** What is left when all is over, to be judged. */
import type { Errand } from "../Errand.ts"
import type { Line } from "../Outside.ts"
import type { Point, Report } from "../Report.ts"
import type { Ended } from "../Server.ts"

/** One process, first to last. */
export interface Run {
  readonly run: number
  readonly ended: Ended
  readonly reports: ReadonlyArray<Report>
}

export interface Evidence {
  readonly runs: Array<Run>
  readonly lines: ReadonlyArray<Line>
  /** What the target that honours keys holds. */
  readonly held: ReadonlyMap<string, Line>
  readonly errands: Array<Errand>
}

const isPoint = (report: Report): report is Point => report.what === "point"

export const points = ({ reports }: Run): ReadonlyArray<Point> => reports.filter(isPoint)

/** The names of tasks by their ids, of every task that somebody set out to keep. */
export const names = (runs: ReadonlyArray<Run>): ReadonlyMap<string, string> =>
  new Map(
    runs
      .flatMap(points)
      .flatMap(({ id, phase, place, task }) =>
        place === "create" && phase === "before" && id !== undefined && task !== undefined
          ? [[id, task] as const]
          : []
      )
  )
