/**
 * What the analysis says of a period.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

import { Airport } from "./Airports.ts"
import * as Bootstrap from "./Bootstrap.ts"
import * as Quantiles from "./Quantiles.ts"
import * as Regression from "./Regression.ts"
import { once, sumsOf, type Tally } from "./Tally.ts"

/** A figure, and the interval that 95 of 100 draws are in. */
export const Estimate = Schema.Struct({
  value: Schema.Finite,
  low: Schema.Finite,
  high: Schema.Finite,
  standardError: Schema.Finite
})
export interface Estimate extends Schema.Schema.Type<typeof Estimate> {}

/** The flights that left within one hour of the day; delays in minutes. */
export const Hour = Schema.Struct({
  hour: Schema.Int,
  flights: Schema.Int,
  median: Estimate,
  /** What one flight in ten exceeds. */
  worst: Estimate
})
export interface Hour extends Schema.Schema.Type<typeof Hour> {}

/** Minutes of delay that come with one unit of what the term says. */
export const Term = Schema.Struct({ name: Schema.String, minutes: Estimate })

/** The records it is made of. */
export const Source = Schema.Struct({
  from: Schema.String,
  until: Schema.String,
  /** All different. */
  flights: Schema.Int,
  /** Left out, because equal to one that is there. */
  repeated: Schema.Int
})

export const Report = Schema.Struct({
  source: Source,
  resamples: Schema.Int,
  seed: Schema.Int,
  hours: Schema.Array(Hour),
  terms: Schema.Array(Term),
  /** The share of the variance of all delays that the terms explain. */
  explained: Schema.Finite,
  airports: Schema.Array(Airport)
})
export interface Report extends Schema.Schema.Type<typeof Report> {}

/** The figures without their intervals. */
export const Figures = Schema.Struct({
  source: Source,
  hours: Schema.Array(
    Schema.Struct({ hour: Schema.Int, flights: Schema.Int, quantiles: Schema.Array(Schema.Int) })
  ),
  terms: Schema.Array(Schema.Finite),
  explained: Schema.Finite,
  airports: Schema.Array(Airport)
})
export interface Figures extends Schema.Schema.Type<typeof Figures> {}

/** All that takes one look at the flights. */
export const figures = (tally: Tally, rest: Pick<Figures, "source" | "airports">): Figures => {
  const all = once(tally)
  const sums = sumsOf(tally, all)
  const terms = Regression.solve(sums) ?? []
  return {
    ...rest,
    terms,
    explained: Regression.explained(sums, terms),
    hours: Quantiles.byHour(tally, all).flatMap(({ flights, quantiles }, hour) =>
      quantiles === undefined ? [] : [{ hour, flights, quantiles }]
    )
  }
}

/** The figures with the intervals that the draws give them. */
export const make = (
  { hours, terms, ...rest }: Figures,
  draws: Bootstrap.Draws,
  { resamples, seed }: Pick<Report, "resamples" | "seed">
): Report => ({
  ...rest,
  resamples,
  seed,
  hours: hours.map(({ flights, hour, quantiles: [median = 0, worst = 0] }) => ({
    hour,
    flights,
    median: { value: median, ...Bootstrap.ofHour(draws, hour, 0) },
    worst: { value: worst, ...Bootstrap.ofHour(draws, hour, 1) }
  })),
  terms: terms.map((value, index) => ({
    name: Regression.terms[index] ?? "",
    minutes: { value, ...Bootstrap.ofTerm(draws, index) }
  }))
})

const signed = (minutes: number): string =>
  `${minutes < 0 ? "−" : "+"}${Math.abs(minutes).toFixed(2)}`

const line = ({ minutes, name }: Report["terms"][number]): string =>
  `${name}: ${signed(minutes.value)} minutes (${signed(minutes.low)} to ${signed(minutes.high)})`

/** The report in words. */
export const text = ({ explained, hours, resamples, source, terms, ...report }: Report): string => {
  const busy = hours.filter(({ flights }) => flights * 100 >= source.flights)
  const worst = busy.toSorted((a, b) => b.worst.value - a.worst.value)[0]
  const best = busy.toSorted((a, b) => a.worst.value - b.worst.value)[0]
  return [
    `${source.flights.toLocaleString("en")} flights, ${source.from} until ${source.until}; 95 % intervals from ${resamples} draws of days.`,
    ...(worst === undefined || best === undefined
      ? []
      : [
          `One in ten of those that leave at ${worst.hour}:00 is more than ${worst.worst.value} minutes late, at ${best.hour}:00 more than ${best.worst.value}.`
        ]),
    ...terms.map(line),
    `These explain ${(explained * 100).toFixed(1)} % of the variance.`,
    `The busiest airports: ${report.airports.map(({ code, meanDelay }) => `${code} ${signed(meanDelay)}`).join(", ")}.`
  ].join("\n")
}
