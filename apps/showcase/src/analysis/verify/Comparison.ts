/**
 * The server's report beside the driver's own figures.
 *
 * @since 0.1.0
 */
import type { Report } from "../flights/index.ts"
import type { Expected } from "./Expected.ts"

/** One figure that was looked at. */
export interface Finding {
  readonly what: string
  readonly got: number | string
  readonly wanted: number | string
  readonly isRight: boolean
}

const same = (what: string, got: number | string, wanted: number | string): Finding => ({
  what,
  got,
  wanted,
  isRight: got === wanted
})

/** But for rounding on the way. */
const near = (what: string, got: number, wanted: number): Finding => ({
  what,
  got,
  wanted,
  isRight: Math.abs(got - wanted) <= 1e-6 * Math.max(1, Math.abs(wanted))
})

/** Two ways to estimate an error agree about so far, with a few dozen days and a few hundred draws. */
const tolerance = 0.4

const alike = (what: string, got: number, wanted: number): Finding => ({
  what,
  got,
  wanted,
  isRight: Math.abs(got - wanted) <= tolerance * wanted
})

/** The figure is within its own interval. */
const within = (what: string, { high, low, value }: Report.Estimate): Finding => ({
  what,
  got: value,
  wanted: `${low} to ${high}`,
  isRight: low <= value && value <= high
})

const hour = (
  { flights, hour, median, worst }: Report.Hour,
  { hours }: Expected
): ReadonlyArray<Finding> => {
  const expected = hours[hour]
  return [
    same(`flights at ${hour}`, flights, expected?.flights ?? 0),
    same(`median at ${hour}`, median.value, expected?.median ?? Number.NaN),
    same(`worst tenth at ${hour}`, worst.value, expected?.worst ?? Number.NaN),
    within(`median at ${hour}`, median),
    within(`worst tenth at ${hour}`, worst)
  ]
}

const terms = ({ explained, terms }: Report.Report, { fit }: Expected): ReadonlyArray<Finding> => [
  same("number of terms", terms.length, fit.coefficients.length),
  near("share explained", explained, fit.explained),
  ...terms.flatMap(({ minutes, name }, index) => [
    near(name, minutes.value, fit.coefficients[index] ?? Number.NaN),
    within(name, minutes),
    alike(`error of ${name}`, minutes.standardError, fit.standardErrors[index] ?? Number.NaN)
  ])
]

const airports = (report: Report.Report, expected: Expected): ReadonlyArray<Finding> => {
  const busiest = expected.airports
    .toSorted((a, b) => b.flights - a.flights || (a.code < b.code ? -1 : 1))
    .slice(0, report.airports.length)
  return report.airports.flatMap((airport, index) => {
    const wanted = busiest[index]
    return [
      same(`airport ${index + 1}`, airport.code, wanted?.code ?? ""),
      same(`flights of ${airport.code}`, airport.flights, wanted?.flights ?? 0),
      near(`delay of ${airport.code}`, airport.meanDelay, wanted?.meanDelay ?? Number.NaN),
      near(`late from ${airport.code}`, airport.lateShare, wanted?.lateShare ?? Number.NaN)
    ]
  })
}

/** Every figure of the report. `drawn` is the hour whose error the driver has by draws of its own. */
export const compare = (
  report: Report.Report,
  expected: Expected,
  drawn: number
): ReadonlyArray<Finding> => {
  const { hours, source } = report
  const flown = expected.hours.filter(({ flights }) => flights > 0)
  const again = hours.find(({ hour }) => hour === drawn)
  return [
    same("flights", source.flights, expected.flights),
    same("repeated records", source.repeated, expected.repeated),
    same("number of hours", hours.length, flown.length),
    ...hours.flatMap((one) => hour(one, expected)),
    alike(
      `error of the worst tenth at ${drawn}`,
      again?.worst.standardError ?? Number.NaN,
      expected.worstError
    ),
    ...terms(report, expected),
    ...airports(report, expected)
  ]
}

/** What a finding that is not right says. */
export const describe = ({ got, wanted, what }: Finding): string => `${what}: ${got}, not ${wanted}`
