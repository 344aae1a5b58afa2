/**
 * When a server is killed: by its own reports, so that a seed hits the same kind of moment on every machine.
 *
 * - `before` and `after`: at the n-th write of its life it stands still on that side of it until it is dead.
 * - `during`: it is killed on hearing that the n-th write begins, while it goes on.
 */
import type { Dice } from "./Dice.ts"
import type { Point, Report } from "./Report.ts"

export interface Moment {
  readonly phase: "before" | "during" | "after"
  readonly nth: number
}

/** The most writes that a server may begin. */
const most = 50

export const draw = (dice: Dice): Moment => ({
  phase: dice.pick(["before", "during", "after"]),
  nth: dice.between(1, most)
})

/** Tells of each report whether it is the moment. */
export const watch = ({ nth, phase }: Moment): ((report: Report) => boolean) => {
  const side: Point["phase"] = phase === "after" ? "after" : "before"
  let seen = 0
  return (report) => report.what === "point" && report.phase === side && ++seen === nth
}

/** Whether the server waits for its end by itself. */
export const standsStill = ({ phase }: Moment): boolean => phase !== "during"

/** Where it was hit, by what the server said last. */
export const describe = ({ nth, phase }: Moment, reports: ReadonlyArray<Report>): string => {
  const last = reports.findLast(({ what }) => what === "point") as Point | undefined
  return `${phase} write ${nth}, ${last?.place ?? "nothing"}`
}
