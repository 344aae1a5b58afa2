/**
 * Flights in columns, sorted by departure. No two rows are equal.
 *
 * @since 0.1.0
 */
import * as Period from "./Period.ts"

export interface Table {
  readonly rows: number
  /** How many records were left out because they were equal to one before. */
  readonly repeated: number
  /** When it left, by the clock of its airport, in minutes since 1970-01-01. */
  readonly minute: Int32Array
  /** How late it arrived, in minutes; negative is early. */
  readonly delay: Int16Array
  /** In miles. */
  readonly distance: Int16Array
  /** Places in `airports`. */
  readonly origin: Uint16Array
  readonly destination: Uint16Array
  /** Their IATA codes. */
  readonly airports: ReadonlyArray<string>
}

/** Records as they are in a file, in columns of one length. */
export interface Records {
  readonly minute: Int32Array
  readonly delay: Int16Array
  readonly distance: Int16Array
  readonly origin: ReadonlyArray<string>
  readonly destination: ReadonlyArray<string>
}

/** A table that grows to at most `capacity` rows. */
export class Builder {
  private rows = 0
  private repeated = 0
  private readonly minute: Int32Array
  private readonly delay: Int16Array
  private readonly distance: Int16Array
  private readonly origin: Uint16Array
  private readonly destination: Uint16Array
  private readonly places = new Map<string, number>()
  private readonly first: number
  private readonly end: number

  constructor({ from, until }: Period.Period, capacity: number) {
    this.first = from * Period.minutesPerDay
    this.end = until * Period.minutesPerDay
    this.minute = new Int32Array(capacity)
    this.delay = new Int16Array(capacity)
    this.distance = new Int16Array(capacity)
    this.origin = new Uint16Array(capacity)
    this.destination = new Uint16Array(capacity)
  }

  /** Takes those of the period. They have to be sorted by departure, as all that came before. */
  add(records: Records): void {
    for (let i = 0; i < records.minute.length; i++) {
      const minute = records.minute[i] ?? Number.NaN
      if (!(minute >= this.first && minute < this.end)) continue
      const row = this.rows
      this.minute[row] = minute
      this.delay[row] = records.delay[i] ?? 0
      this.distance[row] = records.distance[i] ?? 0
      this.origin[row] = this.place(records.origin[i] ?? "")
      this.destination[row] = this.place(records.destination[i] ?? "")
      if (this.isThere(row)) this.repeated++
      else this.rows++
    }
  }

  build(): Table {
    const { repeated, rows } = this
    return {
      rows,
      repeated,
      minute: this.minute.subarray(0, rows),
      delay: this.delay.subarray(0, rows),
      distance: this.distance.subarray(0, rows),
      origin: this.origin.subarray(0, rows),
      destination: this.destination.subarray(0, rows),
      airports: [...this.places.keys()]
    }
  }

  private place(code: string): number {
    const known = this.places.get(code)
    if (known !== undefined) return known
    this.places.set(code, this.places.size)
    return this.places.size - 1
  }

  /** Equal rows leave in the same minute, so only the neighbours are looked at. */
  private isThere(row: number): boolean {
    for (let at = row - 1; at >= 0 && this.minute[at] === this.minute[row]; at--) {
      if (
        this.delay[at] === this.delay[row] &&
        this.distance[at] === this.distance[row] &&
        this.origin[at] === this.origin[row] &&
        this.destination[at] === this.destination[row]
      )
        return true
    }
    return false
  }
}

/** The first row that left on this day or later. */
export const startOf = ({ minute, rows }: Table, day: number): number => {
  let low = 0
  let high = rows
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((minute[middle] ?? 0) < day * Period.minutesPerDay) low = middle + 1
    else high = middle
  }
  return low
}
