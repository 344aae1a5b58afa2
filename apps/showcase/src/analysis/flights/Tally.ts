/**
 * Flights counted by day, hour and delay, and their sums by day: all that the statistics need, in a hundredth
 * of the room.
 *
 * @since 0.1.0
 */
import { Effect } from "effect"

import * as Period from "./Period.ts"
import * as Regression from "./Regression.ts"
import * as Slices from "./Slices.ts"
import * as Table from "./Table.ts"

export const hoursPerDay = 24

/** How often each delay occurred in one hour of one day, the smallest first; those that did not are left out. */
export interface Cell {
  readonly delays: Int16Array
  readonly counts: Uint32Array
}

export interface Tally {
  readonly days: number
  /** The smallest delay there is, and how many numbers there are from it to the largest. */
  readonly lowest: number
  readonly width: number
  /** Hour by hour of the first day, then of the second. */
  readonly cells: ReadonlyArray<Cell>
  /** By day. */
  readonly sums: ReadonlyArray<Regression.Sums>
}

const extent = (delays: Int16Array): { readonly lowest: number; readonly width: number } => {
  let lowest = 0
  let highest = 0
  for (const delay of delays) {
    if (delay < lowest) lowest = delay
    if (delay > highest) highest = delay
  }
  return { lowest, width: highest - lowest + 1 }
}

const cell = (counted: Uint32Array, lowest: number): Cell => {
  const delays: Array<number> = []
  const counts: Array<number> = []
  for (const [bin, count] of counted.entries()) {
    if (count === 0) continue
    delays.push(lowest + bin)
    counts.push(count)
  }
  return { delays: Int16Array.from(delays), counts: Uint32Array.from(counts) }
}

/** Counts the flights of a period. */
export const make = Effect.fnUntraced(function* (table: Table.Table, period: Period.Period) {
  const { lowest, width } = extent(table.delay)
  const days = Period.length(period)
  const counted = Array.from({ length: hoursPerDay }, () => new Uint32Array(width))
  const cells: Array<Cell> = []
  const sums: Array<Regression.Sums> = []
  yield* Slices.each(days, (index) => {
    const day = period.from + index
    const daySums = Regression.empty()
    for (const bins of counted) bins.fill(0)
    const end = Table.startOf(table, day + 1)
    for (let at = Table.startOf(table, day); at < end; at++) {
      const minute = table.minute[at] ?? 0
      const delay = table.delay[at] ?? 0
      const bins = counted[Math.floor((minute % Period.minutesPerDay) / 60)]
      if (bins !== undefined) bins[delay - lowest] = (bins[delay - lowest] ?? 0) + 1
      Regression.add(daySums, minute, table.distance[at] ?? 0, delay)
    }
    for (const bins of counted) cells.push(cell(bins, lowest))
    sums.push(daySums)
  })
  const tally: Tally = { days, lowest, width, cells, sums }
  return tally
})

/** Each day once. */
export const once = ({ days }: Tally): Uint32Array => new Uint32Array(days).fill(1)

/** The sums of all days, each as often as its weight says. */
export const sumsOf = (tally: Tally, weights: Uint32Array): Regression.Sums => {
  const all = Regression.empty()
  for (const [day, sums] of tally.sums.entries()) {
    const times = weights[day] ?? 0
    if (times > 0) Regression.addTimes(all, sums, times)
  }
  return all
}
