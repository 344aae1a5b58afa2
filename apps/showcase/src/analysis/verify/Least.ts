/**
 * Least squares by orthogonalisation (Gram and Schmidt), with standard errors that hold where the flights of a day
 * depend on each other. The server solves the normal equations, and draws days: another way to the same figures.
 *
 * @since 0.1.0
 */
type Column = Float64Array

const dot = (a: Column, b: Column): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** Takes `times` other from the column. */
const subtract = (column: Column, other: Column, times: number): void => {
  for (let i = 0; i < column.length; i++) column[i] = (column[i] ?? 0) - times * (other[i] ?? 0)
}

/** Solves R x = b, where R has nothing below its diagonal. */
const substitute = (
  triangle: ReadonlyArray<ReadonlyArray<number>>,
  right: ReadonlyArray<number>
): ReadonlyArray<number> => {
  const solution = right.map(() => 0)
  for (let i = right.length - 1; i >= 0; i--) {
    const line = triangle[i] ?? []
    const known = line.reduce((sum, r, j) => (j > i ? sum + r * (solution[j] ?? 0) : sum), 0)
    solution[i] = ((right[i] ?? 0) - known) / (line[i] ?? Number.NaN)
  }
  return solution
}

export interface Fit {
  readonly coefficients: ReadonlyArray<number>
  readonly standardErrors: ReadonlyArray<number>
  /** The share of the variance that is explained. */
  readonly explained: number
}

/** Consumes the columns and `y`. `day` says which rows belong together. */
export const fit = (columns: ReadonlyArray<Column>, y: Column, day: Int32Array): Fit => {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length
  const total = y.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const triangle = columns.map(() => columns.map(() => 0))
  const right = columns.map((column, i) => {
    const line = triangle[i] ?? []
    const norm = Math.sqrt(dot(column, column))
    line[i] = norm
    for (let row = 0; row < column.length; row++) column[row] = (column[row] ?? 0) / norm
    for (let j = i + 1; j < columns.length; j++) {
      const other = columns[j] ?? column
      line[j] = dot(column, other)
      subtract(other, column, line[j] ?? 0)
    }
    const share = dot(column, y)
    subtract(y, column, share)
    return share
  })
  return {
    coefficients: substitute(triangle, right),
    standardErrors: errors(triangle, columns, y, day),
    explained: 1 - dot(y, y) / total
  }
}

/** What the days' residuals say of each coefficient, day by day. */
const errors = (
  triangle: ReadonlyArray<ReadonlyArray<number>>,
  columns: ReadonlyArray<Column>,
  residual: Column,
  day: Int32Array
): ReadonlyArray<number> => {
  const scores = new Map<number, Array<number>>()
  for (let row = 0; row < residual.length; row++) {
    const key = day[row] ?? 0
    const score = scores.get(key) ?? columns.map(() => 0)
    scores.set(key, score)
    for (let i = 0; i < columns.length; i++) {
      score[i] = (score[i] ?? 0) + (columns[i]?.[row] ?? 0) * (residual[row] ?? 0)
    }
  }
  const variances = columns.map(() => 0)
  for (const score of scores.values()) {
    for (const [i, share] of substitute(triangle, score).entries()) {
      variances[i] = (variances[i] ?? 0) + share * share
    }
  }
  return variances.map(Math.sqrt)
}
