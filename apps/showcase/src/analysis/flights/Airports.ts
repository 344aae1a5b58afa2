/**
 * Flights by the airport they left from.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

import type { Table } from "./Table.ts"

/** From how many minutes on the Department of Transportation calls a flight late. */
export const late = 15

/** One airport. */
export const Airport = Schema.Struct({
  code: Schema.String,
  flights: Schema.Int,
  /** In minutes. */
  meanDelay: Schema.Finite,
  /** Of its flights, how many were late: from 0 to 1. */
  lateShare: Schema.Finite
})
export interface Airport extends Schema.Schema.Type<typeof Airport> {}

interface Sums {
  flights: number
  delay: number
  late: number
}

const average = (code: string, sums: Sums): Airport => ({
  code,
  flights: sums.flights,
  meanDelay: sums.delay / sums.flights,
  lateShare: sums.late / sums.flights
})

/** The busiest first. */
export const busiest = (table: Table, count: number): ReadonlyArray<Airport> => {
  const all = table.airports.map((): Sums => ({ flights: 0, delay: 0, late: 0 }))
  for (let row = 0; row < table.rows; row++) {
    const sums = all[table.origin[row] ?? 0]
    const delay = table.delay[row] ?? 0
    if (sums === undefined) continue
    sums.flights++
    sums.delay += delay
    if (delay >= late) sums.late++
  }
  return table.airports
    .flatMap((code, place) => {
      const sums = all[place]
      return sums === undefined || sums.flights === 0 ? [] : [average(code, sums)]
    })
    .toSorted((a, b) => b.flights - a.flights || (a.code < b.code ? -1 : 1))
    .slice(0, count)
}
