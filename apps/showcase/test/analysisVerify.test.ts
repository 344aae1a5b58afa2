import { assert, it } from "@effect/vitest"
import { Effect, Schema } from "effect"

import { Airports, Bootstrap, Flights, Report, Tally } from "../src/analysis/flights/index.ts"
import * as Comparison from "../src/analysis/verify/Comparison.ts"
import { calculate } from "../src/analysis/verify/Expected.ts"
import * as Least from "../src/analysis/verify/Least.ts"

const january = { from: 11_323, until: 11_354 }
const source = { from: "2001-01-01", until: "2001-02-01" }
const hour = 22

/** The report as the server makes it. */
const reported = Effect.gen(function* () {
  const flights = yield* Flights.Flights
  const table = yield* flights.read(january)
  const tally = yield* Tally.make(table, january)
  const figures = Report.figures(tally, {
    source: { ...source, flights: table.rows, repeated: table.repeated },
    airports: Airports.busiest(table, 10)
  })
  const draws = yield* Bootstrap.draw(tally, 300, 1)
  return Report.make(figures, draws, { resamples: 300, seed: 1 })
}).pipe(Effect.provide(Flights.layer))

const expected = Effect.promise(() =>
  calculate({
    ...source,
    departures: [
      { airport: "SFO", day: "2001-01-05" },
      { airport: "SFO", day: "2001-02-03" },
      { airport: "XXX", day: "2001-01-05" }
    ],
    hour,
    draws: 60
  })
)

/** The places of the figures that the driver calculates too. */
const places = ({ airports, hours, terms }: Report.Report): ReadonlyArray<string> => [
  "source.flights",
  "source.repeated",
  "explained",
  ...hours.flatMap((_, i) =>
    ["flights", "median.value", "worst.value"].map((x) => `hours.${i}.${x}`)
  ),
  ...terms.flatMap((_, i) => ["value", "standardError"].map((x) => `terms.${i}.minutes.${x}`)),
  ...airports.flatMap((_, i) =>
    ["code", "flights", "meanDelay", "lateShare"].map((x) => `airports.${i}.${x}`)
  ),
  `hours.${hour}.worst.standardError`,
  ...hours.flatMap((_, i) => [`hours.${i}.median.low`, `hours.${i}.worst.high`])
]

type Tree = { [key: string]: Tree | string | number }

/** The report with something else at one place. */
const altered = (report: Report.Report, place: string): Report.Report => {
  const copy: Tree = JSON.parse(JSON.stringify(report))
  const path = place.split(".")
  const last = path.pop() ?? ""
  let at: Tree | undefined = copy
  for (const key of path) at = at?.[key] as Tree | undefined
  if (at !== undefined) at[last] = other(last, at[last])
  return Schema.decodeUnknownSync(Report.Report)(copy)
}

const other = (what: string, old: unknown): number | string => {
  if (what === "low") return 9999
  if (what === "high") return -9999
  return typeof old === "number" ? old + Math.abs(old) + 1 : "ZZZ"
}

it.effect(
  "analysis.agreement: both calculations agree, and no figure could be another",
  () =>
    Effect.gen(function* () {
      const report = yield* reported
      const own = yield* expected
      const wrong = (report: Report.Report) =>
        Comparison.compare(report, own, hour).filter(({ isRight }) => !isRight)
      assert.deepStrictEqual(wrong(report), [])
      const unseen = places(report).filter((place) => wrong(altered(report, place)).length === 0)
      assert.deepStrictEqual(unseen, [])
      assert.strictEqual(
        wrong(altered(report, "source.flights")).map(Comparison.describe).join(),
        "flights: 1016409, not 508204"
      )
      assert.deepStrictEqual(
        own.departures.map(({ distance, flights }) => [flights, distance]),
        [
          [355, 2704],
          [317, 2704],
          [0, null]
        ]
      )
    }),
  60_000
)

const rounded = (values: ReadonlyArray<number>) => values.map((value) => Number(value.toFixed(9)))

it("analysis.least: coefficients and errors of a small case done by hand", () => {
  const { coefficients, explained, standardErrors } = Least.fit(
    [Float64Array.of(1, 1, 1, 1), Float64Array.of(0, 0, 1, 1)],
    Float64Array.of(1, 3, 4, 8),
    Int32Array.of(1, 2, 3, 4)
  )
  assert.deepStrictEqual(rounded(coefficients), [2, 4])
  // The residuals are -1, 1, -2, 2: their squares over the squared sizes of the groups.
  assert.deepStrictEqual(rounded(standardErrors.map((error) => error ** 2)), [0.5, 2.5])
  assert.strictEqual(explained.toFixed(9), (16 / 26).toFixed(9))
})
