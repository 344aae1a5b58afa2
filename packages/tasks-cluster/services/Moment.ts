/**
 * When a server is killed: by its own reports, so that a seed hits the same kind of moment on every machine.
 * At the n-th report of its life about tasks it stands still until it is dead, or goes on while it is killed.
 */
import type { Report } from "./Report.ts"

export interface Moment {
  readonly nth: number
  readonly standsStill: boolean
}

/** Tells of each report whether it is the moment. */
export const watch = ({ nth }: Moment): ((report: Report) => boolean) => {
  let count = 0
  return ({ what }) => what !== "up" && ++count === nth
}
