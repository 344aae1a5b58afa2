/** Reports, and stands still at the moment at which this process is to die. */
import { writeSync } from "node:fs"

import * as Moment from "../src/Moment.ts"
import * as Report from "../src/Report.ts"
import { settings } from "./settings.ts"

const { moment } = settings

const isEnd =
  moment !== undefined && Moment.standsStill(moment) ? Moment.watch(moment) : () => false

/** Not a turn of the loop goes on from here. Whoever should kill has died himself if this ends. */
const standStill = (): never => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30_000)
  return process.exit(1)
}

export const say = (report: Report.Report): void => {
  writeSync(Report.descriptor, Report.write(report))
  if (isEnd(report)) standStill()
}
