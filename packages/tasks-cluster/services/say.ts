/** Reports, and stands still at the moment at which this process is to die. */
import { writeSync } from "node:fs"

import * as Moment from "./Moment.ts"
import { descriptor, type Report } from "./Report.ts"
import { settings } from "./settings.ts"

const { moment } = settings

const isEnd = moment?.standsStill === true ? Moment.watch(moment) : () => false

/** Not a turn of the loop goes on from here. */
const standStill = (): never => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30_000)
  return process.exit(1)
}

export const say = (report: Report): void => {
  writeSync(descriptor, `${JSON.stringify(report)}\n`)
  if (isEnd(report)) standStill()
}
