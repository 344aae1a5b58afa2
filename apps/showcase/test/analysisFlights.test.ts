import { assert, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"

import {
  Airports,
  Bootstrap,
  Chart,
  Flights,
  Period,
  Report,
  Table,
  Tally
} from "../src/analysis/flights/index.ts"
import * as Regression from "../src/analysis/flights/Regression.ts"
import * as Slices from "../src/analysis/flights/Slices.ts"

const whole = { from: 11_323, until: 11_504 }

const builder = (period: Period.Period) => {
  const table = new Table.Builder(period, 100)
  const add = (
    ...rows: ReadonlyArray<readonly [minute: number, delay: number, origin: string]>
  ): void =>
    table.add({
      minute: Int32Array.from(rows, ([minute]) => period.from * 1440 + minute),
      delay: Int16Array.from(rows, ([, delay]) => delay),
      distance: Int16Array.from(rows, () => 100),
      origin: rows.map(([, , origin]) => origin),
      destination: rows.map(() => "SFO")
    })
  return { add, build: () => table.build() }
}

const make = (from: string, until: string) => Period.make({ from, until }, whole, 14)

const reason = (from: string, until: string) => {
  const made = make(from, until)
  return made instanceof Period.BadPeriod ? made.reason : undefined
}

it("analysis.period: days are those of the calendar, within the table, and not too few", () => {
  assert.deepStrictEqual(make("2001-02-01", "2001-03-01"), { from: 11_354, until: 11_382 })
  assert.strictEqual(reason("2001-02-30", "2001-04-01"), "2001-02-30 is no day of the calendar")
  assert.strictEqual(reason("2001-02-01", "2001-13-01"), "2001-13-01 is no day of the calendar")
  assert.strictEqual(
    reason("2000-12-31", "2001-02-01"),
    "The table has the days from 2001-01-01 until 2001-07-01"
  )
  assert.strictEqual(
    reason("2001-06-01", "2001-07-02"),
    "The table has the days from 2001-01-01 until 2001-07-01"
  )
  assert.strictEqual(reason("2001-03-01", "2001-03-01"), "This takes at least 14 days; these are 0")
  assert.strictEqual(
    reason("2001-03-01", "2001-02-01"),
    "This takes at least 14 days; these are -28"
  )
  assert.deepStrictEqual(
    [11_326, 11_327, 11_328, 11_329].map((day) => [Period.format(day), Period.isWeekend(day)]),
    [
      ["2001-01-04", false],
      ["2001-01-05", false],
      ["2001-01-06", true],
      ["2001-01-07", true]
    ]
  )
})

it("analysis.distinct: a record that was there before is left out, and counted", () => {
  const { add, build } = builder({ from: 11_323, until: 11_324 })
  add([10, 5, "OAK"], [10, 5, "SJC"], [10, 5, "OAK"], [11, 5, "OAK"])
  add([11, 5, "OAK"], [11, 6, "OAK"], [1440, 1, "OAK"])
  const table = build()
  assert.deepStrictEqual([table.rows, table.repeated], [4, 2])
  assert.deepStrictEqual(
    [...table.delay].map((delay, row) => [delay, table.airports[table.origin[row] ?? -1]]),
    [
      [5, "OAK"],
      [5, "SJC"],
      [5, "OAK"],
      [6, "OAK"]
    ]
  )
})

it.effect(
  "analysis.table: the file has its three million records, hardly any of them twice",
  () =>
    Effect.gen(function* () {
      const flights = yield* Flights.Flights
      assert.strictEqual(flights.records, 3_000_000)
      assert.deepStrictEqual(flights.days, whole)
      const seen: Array<readonly [number, number]> = []
      const period = { from: 11_323, until: 11_354 }
      const table = yield* flights.read(period, (read, total) =>
        Effect.sync(() => seen.push([read, total]))
      )
      assert.deepStrictEqual([table.rows, table.repeated], [508_204, 35])
      assert.deepStrictEqual(seen, [
        [272_727, 545_454],
        [545_454, 545_454]
      ])
      assert.isTrue(
        table.minute.every((minute) => minute >= 11_323 * 1440 && minute < 11_354 * 1440)
      )
      const keys = new Set<string>()
      for (const [row, minute] of table.minute.entries()) {
        const { delay, destination, distance, origin } = table
        keys.add([minute, delay[row], distance[row], origin[row], destination[row]].join())
      }
      assert.strictEqual(keys.size, table.rows)
    }).pipe(Effect.provide(Flights.layer)),
  60_000
)

it.effect("analysis.quantile: half of the flights are not later, and nine in ten", () =>
  Effect.gen(function* () {
    const period = { from: 11_323, until: 11_325 }
    const { add, build } = builder(period)
    add(...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((delay) => [300 + delay, delay, "OAK"] as const))
    add([1440 + 310, 100, "OAK"], [1440 + 360, -7, "OAK"])
    const table = build()
    const tally = yield* Tally.make(table, period)
    const { hours } = Report.figures(tally, { source, airports: [] })
    assert.deepStrictEqual(hours, [
      { hour: 5, flights: 10, quantiles: [5, 9] },
      { hour: 6, flights: 1, quantiles: [-7, -7] }
    ])
  })
)

const source = { from: "2001-01-01", until: "2001-02-01", flights: 0, repeated: 0 }

it("analysis.regression: finds what the delays were made of", () => {
  const sums = Regression.empty()
  const saturday = 11_328
  for (let day = saturday; day < saturday + 7; day++) {
    for (const hour of [5, 9, 14, 23]) {
      for (const distance of [200, 700, 2500]) {
        const weekend = day < saturday + 2 ? 4 : 0
        const delay = -3 + 0.5 * (distance / 100) + 2 * (hour - 4) - weekend
        Regression.add(sums, day * 1440 + hour * 60, distance, delay)
      }
    }
  }
  const found = Regression.solve(sums) ?? assert.fail("it was left open")
  assert.deepStrictEqual(
    found.map((value) => Number(value.toFixed(9))),
    [-3, 0.5, 2, -4]
  )
  assert.strictEqual(Regression.explained(sums, found).toFixed(9), "1.000000000")
})

it("analysis.collinear: flights of one distance leave open what distance does", () => {
  const sums = Regression.empty()
  for (let hour = 0; hour < 200; hour++) Regression.add(sums, 11_328 * 1440 + hour * 60, 500, hour)
  assert.strictEqual(Regression.solve(sums), undefined)
})

it("analysis.airports: the busiest come first, with their own delays", () => {
  const { add, build } = builder({ from: 11_323, until: 11_324 })
  add([1, 10, "OAK"], [2, 20, "SJC"], [3, 40, "SJC"], [4, 15, "SJC"], [5, 0, "LAX"])
  assert.deepStrictEqual(Airports.busiest(build(), 2), [
    { code: "SJC", flights: 3, meanDelay: 25, lateShare: 1 },
    { code: "LAX", flights: 1, meanDelay: 0, lateShare: 0 }
  ])
})

const january = Effect.gen(function* () {
  const period = { from: 11_323, until: 11_354 }
  const table = yield* (yield* Flights.Flights).read(period)
  const tally = yield* Tally.make(table, period)
  return { table, tally }
}).pipe(Effect.provide(Flights.layer))

it.effect(
  "analysis.bootstrap: the same seed draws the same days, another one others",
  () =>
    Effect.gen(function* () {
      const { table, tally } = yield* january
      const [first, again, other] = yield* Effect.all([
        Bootstrap.draw(tally, 20, 7),
        Bootstrap.draw(tally, 20, 7),
        Bootstrap.draw(tally, 20, 8)
      ])
      assert.deepStrictEqual(first, again)
      assert.notDeepEqual(first, other)
      assert.deepStrictEqual([first?.hours.length, first?.hours[0]?.length], [20, 48])
      const figures = Report.figures(tally, { source, airports: Airports.busiest(table, 3) })
      const joined = Bootstrap.join([first, other])
      const report = Report.make(figures, joined, { resamples: 40, seed: 7 })
      const noon = report.hours[12]
      assert.deepStrictEqual(
        [noon?.flights, noon?.median.value, noon?.worst.value],
        [30_121, -1, 32]
      )
      assert.isTrue((noon?.worst.low ?? 99) < 32 && (noon?.worst.high ?? 0) > 32)
      assert.isAbove(noon?.worst.standardError ?? 0, 1)
    }),
  60_000
)

it("analysis.nothing: draws in which nothing left say nothing of that hour", () => {
  const draws: Bootstrap.Draws = {
    hours: [
      [null, null, 4, 5],
      [3, 7, 4, 6]
    ],
    terms: [[1]]
  }
  assert.deepStrictEqual(Bootstrap.ofHour(draws, 0, 1).low, 7)
  assert.deepStrictEqual(Bootstrap.ofHour(draws, 1, 1), {
    low: 5,
    high: 6,
    standardError: Math.SQRT1_2
  })
})

it.effect("analysis.slices: others have their turn, and an interruption stops it", () =>
  Effect.gen(function* () {
    let done = 0
    const spin = () => {
      done++
      const end = performance.now() + 1
      while (performance.now() < end);
    }
    const work = yield* Effect.forkChild(Slices.each(5000, spin))
    const turn = Effect.callback<void>((resume) => {
      setImmediate(() => resume(Effect.void))
    })
    yield* turn
    yield* turn
    const before = done
    assert.isAbove(before, 0)
    yield* Fiber.interrupt(work)
    assert.isBelow(done, 500)
  })
)

const estimate = (value: number) => ({ value, low: value - 1, high: value + 1, standardError: 1 })

const hour = (hour: number, flights: number) => ({
  hour,
  flights,
  median: estimate(hour),
  worst: estimate(10 * hour)
})

it("analysis.chart: draws the hours with enough flights, from 4 in the morning on", () => {
  const svg = Chart.svg({
    source: { from: "<1>", until: "2", flights: 10_000, repeated: 0 },
    resamples: 100,
    seed: 1,
    hours: [hour(0, 100), hour(3, 9), hour(4, 10), hour(23, 5000)],
    terms: [],
    explained: 0,
    airports: []
  })
  const points = Array.from(svg.matchAll(/<circle cx="([\d.]+)"/g), ([, x]) => Number(x))
  assert.deepStrictEqual(points, [88, 773.6, 809.7, 88, 773.6, 809.7])
  assert.include(svg, "&lt;1&gt;")
  assert.notMatch(svg, /NaN|undefined|Infinity/)
})
