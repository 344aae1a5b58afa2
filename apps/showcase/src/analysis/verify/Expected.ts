/**
 * The figures of a period as the driver calculates them for itself, from the same file and with nothing of the
 * server's: row by row where that has columns, by sorting where it counts, by Gram and Schmidt where it eliminates.
 *
 * @since 0.1.0
 */
import * as Least from "./Least.ts"
import { Distinct, millisPerDay, read, type Row } from "./Rows.ts"

export interface Departure {
  readonly airport: string
  readonly day: string
}

export interface Asked {
  readonly from: string
  readonly until: string
  /** Days and airports to look at beside. */
  readonly departures: ReadonlyArray<Departure>
  /** The hour whose worst tenth is drawn again, so many times. */
  readonly hour: number
  readonly draws: number
}

export interface Departed {
  readonly flights: number
  readonly meanDelay: number | null
  readonly distance: number | null
}

export interface Airport {
  readonly code: string
  readonly flights: number
  readonly meanDelay: number
  readonly lateShare: number
}

export interface Expected {
  readonly flights: number
  readonly repeated: number
  /** By hour of the day. */
  readonly hours: ReadonlyArray<{
    readonly flights: number
    readonly median: number
    readonly worst: number
  }>
  readonly fit: Least.Fit
  readonly airports: ReadonlyArray<Airport>
  /** How far apart the worst tenth of the hour asked for is, when days are drawn. */
  readonly worstError: number
  readonly departures: ReadonlyArray<Departed>
}

const quantile = (sorted: Int32Array, p: number): number =>
  sorted[Math.ceil(p * sorted.length) - 1] ?? Number.NaN

const isWeekend = (date: Date): boolean => date.getUTCDay() === 0 || date.getUTCDay() === 6

/** The rows as the regression wants them. */
class Design {
  private readonly miles: Array<number> = []
  private readonly hours: Array<number> = []
  private readonly weekends: Array<number> = []
  private readonly delays: Array<number> = []
  private readonly days: Array<number> = []

  add({ date, delay, distance }: Row): void {
    this.miles.push(Number(distance) / 100)
    this.hours.push(((date.getUTCHours() + 20) % 24) + date.getUTCMinutes() / 60)
    this.weekends.push(isWeekend(date) ? 1 : 0)
    this.delays.push(Number(delay))
    this.days.push(Math.floor(date.getTime() / millisPerDay))
  }

  fit(): Least.Fit {
    const columns = [
      new Float64Array(this.delays.length).fill(1),
      Float64Array.from(this.miles),
      Float64Array.from(this.hours),
      Float64Array.from(this.weekends)
    ]
    return Least.fit(columns, Float64Array.from(this.delays), Int32Array.from(this.days))
  }
}

/** Delays by a key, in the order in which they came. */
class Groups<K> {
  readonly delays = new Map<K, Array<number>>()

  add(key: K, { delay }: Row): void {
    const group = this.delays.get(key)
    if (group === undefined) this.delays.set(key, [Number(delay)])
    else group.push(Number(delay))
  }

  mean(key: K): number {
    const group = this.delays.get(key) ?? []
    return group.reduce((sum, delay) => sum + delay, 0) / group.length
  }
}

/** Draws days, sorts what left in them, and looks how far apart the worst tenths are. */
const errorOfWorst = (byDay: Groups<number>, days: number, draws: number): number => {
  const groups = [...byDay.delays.values()]
  const worst = Array.from({ length: draws }, () => {
    const drawn = Array.from({ length: days }, () => groups[Math.floor(Math.random() * days)] ?? [])
    return quantile(Int32Array.from(drawn.flat()).sort(), 0.9)
  })
  const mean = worst.reduce((sum, value) => sum + value, 0) / draws
  return Math.sqrt(worst.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1))
}

const airport = (code: string, byAirport: Groups<string>): Airport => {
  const delays = byAirport.delays.get(code) ?? []
  return {
    code,
    flights: delays.length,
    meanDelay: byAirport.mean(code),
    lateShare: delays.filter((delay) => delay >= 15).length / delays.length
  }
}

/** All that is gathered in one pass over the rows. */
class Gathering {
  repeated = 0
  readonly design = new Design()
  readonly byHour = new Groups<number>()
  readonly byAirport = new Groups<string>()
  /** What left in the hour asked for, by day. */
  readonly ofHour = new Groups<number>()
  readonly departures = new Groups<string>()
  readonly farthest = new Map<string, number>()
  private readonly distinct = new Distinct()
  private readonly from: number
  private readonly until: number
  private readonly hour: number
  private readonly wanted: ReadonlySet<string>

  constructor({ departures, from, hour, until }: Asked) {
    this.from = Date.parse(from)
    this.until = Date.parse(until)
    this.hour = hour
    this.wanted = new Set(departures.map(keyOf))
  }

  add(row: Row): void {
    const left = row.date.getTime()
    const isNew = this.distinct.isNew(row)
    const day = Math.floor(left / millisPerDay)
    const key = `${row.origin} ${day}`
    if (isNew && this.wanted.has(key)) this.addDeparture(key, row)
    if (left < this.from || left >= this.until) return
    if (isNew) this.addFlight(row, day)
    else this.repeated++
  }

  private addFlight(row: Row, day: number): void {
    this.design.add(row)
    const hour = row.date.getUTCHours()
    this.byHour.add(hour, row)
    this.byAirport.add(row.origin, row)
    if (hour === this.hour) this.ofHour.add(day, row)
  }

  private addDeparture(key: string, row: Row): void {
    this.departures.add(key, row)
    this.farthest.set(key, Math.max(this.farthest.get(key) ?? 0, Number(row.distance)))
  }

  departed(asked: Departure): Departed {
    const key = keyOf(asked)
    const flights = this.departures.delays.get(key)?.length ?? 0
    const meanDelay = flights === 0 ? null : this.departures.mean(key)
    return { flights, meanDelay, distance: this.farthest.get(key) ?? null }
  }
}

const keyOf = ({ airport, day }: Departure): string =>
  `${airport} ${Date.parse(day) / millisPerDay}`

/** The moment from which on nothing matters. */
const endOf = ({ departures, until }: Asked): number =>
  Math.max(Date.parse(until), ...departures.map(({ day }) => Date.parse(day) + millisPerDay))

/** Calculates them. Takes a while, and nothing else has its turn. */
export const calculate = async (asked: Asked): Promise<Expected> => {
  const all = new Gathering(asked)
  for await (const rows of read(endOf(asked))) {
    for (const { date, delay, destination, distance, origin } of rows) {
      all.add({ date, delay, destination, distance, origin })
    }
  }
  const hours = Array.from({ length: 24 }, (_, hour) => {
    const sorted = Int32Array.from(all.byHour.delays.get(hour) ?? []).sort()
    return { flights: sorted.length, median: quantile(sorted, 0.5), worst: quantile(sorted, 0.9) }
  })
  const days = (Date.parse(asked.until) - Date.parse(asked.from)) / millisPerDay
  return {
    flights: hours.reduce((sum, { flights }) => sum + flights, 0),
    repeated: all.repeated,
    hours,
    fit: all.design.fit(),
    airports: [...all.byAirport.delays.keys()].map((code) => airport(code, all.byAirport)),
    worstError: errorOfWorst(all.ofHour, days, asked.draws),
    departures: asked.departures.map((departure) => all.departed(departure))
  }
}
