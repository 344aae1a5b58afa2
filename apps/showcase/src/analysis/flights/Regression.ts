/**
 * The delay as a sum of what explains it, by least squares. What is kept of the flights are sums, which can be
 * added up in any mixture of days.
 *
 * @since 0.1.0
 */
import * as Period from "./Period.ts"

/** What a flight's delay is explained by; the first is there for every flight. */
export const terms = [
  "every flight",
  "each 100 miles",
  "each hour since 04:00",
  "Saturday or Sunday"
] as const

const size = terms.length
const row = new Float64Array(size)

/** At 4 in the morning a day of flights begins: what leaves at 1 belongs to the evening before. */
const dawn = 240

const describe = (minute: number, distance: number): void => {
  const day = Math.floor(minute / Period.minutesPerDay)
  const sinceDawn = (minute - dawn) % Period.minutesPerDay
  row[0] = 1
  row[1] = distance / 100
  row[2] = sinceDawn / 60
  row[3] = Period.isWeekend(day) ? 1 : 0
}

/** Sums over flights: products of the terms, of terms and delay, and of the delay with itself. */
export interface Sums {
  readonly products: Float64Array
  readonly withDelay: Float64Array
  /** How many, their delays, and the squares of these. */
  readonly delays: Float64Array
}

export const empty = (): Sums => ({
  products: new Float64Array(size * size),
  withDelay: new Float64Array(size),
  delays: new Float64Array(3)
})

const increase = (sums: Float64Array, at: number, by: number): void => {
  sums[at] = (sums[at] ?? 0) + by
}

/** Takes one flight into the sums. */
export const add = (sums: Sums, minute: number, distance: number, delay: number): void => {
  describe(minute, distance)
  for (let i = 0; i < size; i++) {
    const x = row[i] ?? 0
    increase(sums.withDelay, i, x * delay)
    for (let j = 0; j < size; j++) increase(sums.products, i * size + j, x * (row[j] ?? 0))
  }
  increase(sums.delays, 0, 1)
  increase(sums.delays, 1, delay)
  increase(sums.delays, 2, delay * delay)
}

/** Takes other sums in, so many times. */
export const addTimes = (sums: Sums, other: Sums, times: number): void => {
  for (const part of ["products", "withDelay", "delays"] as const) {
    const [to, from] = [sums[part], other[part]]
    for (let i = 0; i < to.length; i++) increase(to, i, times * (from[i] ?? 0))
  }
}

/** What a step of elimination leaves of a number must be more than rounding. */
const least = 1e-9

/** Makes one column of `[products | withDelay]` that of the unit matrix; `false` where terms depend on each other. */
const eliminate = (matrix: Array<Float64Array>, column: number): boolean => {
  const pivot = matrix[column]
  const scale = pivot?.[column] ?? 0
  if (pivot === undefined || !(Math.abs(scale) > least)) return false
  for (let j = 0; j <= size; j++) pivot[j] = (pivot[j] ?? 0) / scale
  for (const [index, line] of matrix.entries()) {
    const factor = line[column] ?? 0
    if (index === column || factor === 0) continue
    for (let j = 0; j <= size; j++) line[j] = (line[j] ?? 0) - factor * (pivot[j] ?? 0)
  }
  return true
}

/** The coefficients, in the order of `terms`; `undefined` where the flights leave them open. */
export const solve = ({ products, withDelay }: Sums): ReadonlyArray<number> | undefined => {
  const matrix = terms.map((_, i) =>
    Float64Array.of(...products.subarray(i * size, (i + 1) * size), withDelay[i] ?? 0)
  )
  // The products are positive definite, so no rows have to be exchanged.
  const isSolved = terms.every((_, column) => eliminate(matrix, column))
  return isSolved ? matrix.map((line) => line[size] ?? 0) : undefined
}

/** The share of the delays' variance that the coefficients explain. */
export const explained = (
  { delays, withDelay }: Sums,
  coefficients: ReadonlyArray<number>
): number => {
  const [count = 0, sum = 0, squares = 0] = delays
  const mean = sum / count
  const fitted = coefficients.reduce((total, b, i) => total + b * (withDelay[i] ?? 0), 0)
  return (fitted - count * mean * mean) / (squares - count * mean * mean)
}
