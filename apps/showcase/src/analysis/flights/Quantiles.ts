/**
 * Quantiles by counting: the p-quantile of n delays is the smallest that at least n·p of them do not exceed.
 *
 * @since 0.1.0
 */
import type { Cell, Tally } from "./Tally.ts"
import { hoursPerDay } from "./Tally.ts"

/** The median, and what one flight in ten exceeds. */
export const probabilities = [0.5, 0.9] as const

const mix = (
  into: Uint32Array,
  { counts, delays }: Cell,
  lowest: number,
  times: number
): number => {
  let flights = 0
  for (let i = 0; i < delays.length; i++) {
    const count = (counts[i] ?? 0) * times
    const bin = (delays[i] ?? 0) - lowest
    into[bin] = (into[bin] ?? 0) + count
    flights += count
  }
  return flights
}

/** Of counts that are known to sum up to `flights`. */
const pick = (counted: Uint32Array, flights: number, lowest: number): ReadonlyArray<number> => {
  let below = 0
  let bin = -1
  return probabilities.map((p) => {
    const rank = Math.ceil(p * flights)
    while (below < rank) below += counted[++bin] ?? 0
    return lowest + bin
  })
}

/** One hour: how many flights, and their quantiles unless there are none. */
export interface Hour {
  readonly flights: number
  readonly quantiles: ReadonlyArray<number> | undefined
}

/** Every hour of the day, over all days, each as often as its weight says. */
export const byHour = (
  { cells, days, lowest, width }: Tally,
  weights: Uint32Array
): ReadonlyArray<Hour> => {
  const counted = new Uint32Array(width)
  return Array.from({ length: hoursPerDay }, (_, hour): Hour => {
    counted.fill(0)
    let flights = 0
    for (let day = 0; day < days; day++) {
      const times = weights[day] ?? 0
      const cell = cells[day * hoursPerDay + hour]
      if (times > 0 && cell !== undefined) flights += mix(counted, cell, lowest, times)
    }
    return { flights, quantiles: flights === 0 ? undefined : pick(counted, flights, lowest) }
  })
}
