/**
 * How far off an estimate may be: it is made again from days drawn at random, as many as there are, each as often
 * as it comes.
 *
 * Days are drawn, not flights. A storm delays a whole day, so its flights say less than as many of different days;
 * drawing flights would promise far more than there is.
 *
 * @since 0.1.0
 */
import { Effect, Schema } from "effect"

import * as Quantiles from "./Quantiles.ts"
import * as Random from "./Random.ts"
import * as Regression from "./Regression.ts"
import * as Slices from "./Slices.ts"
import { sumsOf, type Tally } from "./Tally.ts"

/** The estimates of some draws. */
export const Draws = Schema.Struct({
  /** By draw, hour and probability; `null` where no flight left in that hour. */
  hours: Schema.Array(Schema.Array(Schema.NullOr(Schema.Int))),
  /** By draw and term. A draw that leaves them open has none. */
  terms: Schema.Array(Schema.Array(Schema.Finite))
})
export interface Draws extends Schema.Schema.Type<typeof Draws> {}

const drawn = (days: number, random: (below: number) => number): Uint32Array => {
  const weights = new Uint32Array(days)
  for (let i = 0; i < days; i++) {
    const day = random(days)
    weights[day] = (weights[day] ?? 0) + 1
  }
  return weights
}

const unknown = Quantiles.probabilities.map(() => null)

const values = ({ quantiles }: Quantiles.Hour): ReadonlyArray<number | null> => quantiles ?? unknown

/** Draws so many times, in slices. The same seed draws the same days. */
export const draw = Effect.fnUntraced(function* (tally: Tally, times: number, seed: number) {
  const random = Random.make(seed)
  const hours: Array<ReadonlyArray<number | null>> = []
  const terms: Array<ReadonlyArray<number>> = []
  yield* Slices.each(times, () => {
    const weights = drawn(tally.days, random)
    hours.push(Quantiles.byHour(tally, weights).flatMap(values))
    const solved = Regression.solve(sumsOf(tally, weights))
    if (solved !== undefined) terms.push(solved)
  })
  const draws: Draws = { hours, terms }
  return draws
})

export const join = (all: ReadonlyArray<Draws>): Draws => ({
  hours: all.flatMap(({ hours }) => hours),
  terms: all.flatMap(({ terms }) => terms)
})

const level = 0.95

/** Where 95 of 100 draws are, and how far they are apart. */
export interface Spread {
  readonly low: number
  readonly high: number
  readonly standardError: number
}

const spread = (values: ReadonlyArray<number>): Spread => {
  const sorted = Float64Array.from(values).sort()
  const at = (p: number) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    low: at((1 - level) / 2),
    high: at((1 + level) / 2),
    standardError: Math.sqrt(squares / (sorted.length - 1))
  }
}

/** Of one quantile of one hour. */
export const ofHour = ({ hours }: Draws, hour: number, quantile: number): Spread =>
  spread(hours.flatMap((draw) => draw[hour * Quantiles.probabilities.length + quantile] ?? []))

/** Of one term. */
export const ofTerm = ({ terms }: Draws, term: number): Spread =>
  spread(terms.map((draw) => draw[term] ?? Number.NaN))
