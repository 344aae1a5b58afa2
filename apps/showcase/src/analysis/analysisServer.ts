/**
 * The table of flights as an MCP server: a long analysis that may be a task, and a quick question.
 *
 * @since 0.1.0
 */
import type { McpRequest } from "@effect-mcp/protocol"
import { Content, McpServer, Progress, Step, Tool } from "@effect-mcp/server"
import { Effect, Layer } from "effect"

import { Analyse, type Departed, Departures, fewestDays } from "./definitions.ts"
import {
  Airports,
  Bootstrap,
  Chart,
  Flights,
  Period,
  Report,
  type Table,
  Tally
} from "./flights/index.ts"

/** So many draws are one step: what a crash can cost. */
const drawsPerStep = 250

const busiest = 10

/** From 0 to 100: the first 40 are for reading. */
const reading = 40

/** How this call tells of its progress, for work that does not know that there is a call. */
const telling = Effect.map(
  Effect.context<McpRequest.McpRequest>(),
  (context) => (progress: number, message: string) =>
    Effect.provideContext(Progress.report(Math.floor(progress), { total: 100, message }), context)
)

type Tell = Effect.Success<typeof telling>

const english = (count: number): string => count.toLocaleString("en")

/** Reads and counts the flights. Not a step: another process reads them for itself, they are no small thing to note down. */
const counting = Effect.fnUntraced(function* (period: Period.Period, tell: Tell) {
  const flights = yield* Flights.Flights
  const table = yield* Effect.orDie(
    flights.read(period, (read, total) =>
      tell((reading * read) / total, `Read ${english(read)} of ${english(total)} records`)
    )
  )
  return { table, tally: yield* Tally.make(table, period) }
})

type Counted = Effect.Success<ReturnType<typeof counting>>

const figuresOf = ({ table, tally }: Counted, { from, until }: Period.Period): Report.Figures =>
  Report.figures(tally, {
    source: {
      from: Period.format(from),
      until: Period.format(until),
      flights: table.rows,
      repeated: table.repeated
    },
    airports: Airports.busiest(table, busiest)
  })

/** Draws step by step; a task that is taken up again has those it had. */
const drawing = Effect.fnUntraced(function* (
  tally: Effect.Effect<Tally.Tally, never, Flights.Flights>,
  tell: Tell,
  { resamples, seed }: { readonly resamples: number; readonly seed: number }
) {
  const all: Array<Bootstrap.Draws> = []
  for (let done = 0; done < resamples; done += drawsPerStep) {
    const times = Math.min(drawsPerStep, resamples - done)
    const draws = Effect.flatMap(tally, (tally) => Bootstrap.draw(tally, times, seed + done))
    all.push(yield* Step.once("draws", Bootstrap.Draws, draws))
    const progress = reading + ((100 - reading) * (done + times)) / resamples
    yield* tell(progress, `Drew the days ${english(done + times)} of ${english(resamples)} times`)
  }
  return Bootstrap.join(all)
})

const analysing = Analyse.handle(
  Effect.fnUntraced(function* ({ from, resamples, seed = 1, until }) {
    const { days } = yield* Flights.Flights
    const period = Period.make({ from, until }, days, fewestDays)
    if (period instanceof Period.BadPeriod) return yield* period
    const tell = yield* telling
    const counted = yield* Effect.cached(counting(period, tell))
    const figures = yield* Step.once(
      "figures",
      Report.Figures,
      Effect.map(counted, (counted) => figuresOf(counted, period))
    )
    const tally = Effect.map(counted, ({ tally }) => tally)
    const draws = yield* drawing(tally, tell, { resamples, seed })
    const report = Report.make(figures, draws, { resamples, seed })
    const chart = new TextEncoder().encode(Chart.svg(report))
    return Tool.result({
      structured: report,
      content: [Content.text(Report.text(report)), Content.image(chart, "image/svg+xml")]
    })
  })
)

const departed = (table: Table.Table, airport: string): typeof Departed.Type => {
  const place = table.airports.indexOf(airport)
  const rows = Array.from(table.origin.keys()).filter((row) => table.origin[row] === place)
  const delay = rows.reduce((sum, row) => sum + (table.delay[row] ?? 0), 0)
  const far = rows.reduce<number | undefined>((far, row) => {
    const isFarther = far === undefined || (table.distance[row] ?? 0) > (table.distance[far] ?? 0)
    return isFarther ? row : far
  }, undefined)
  return {
    flights: rows.length,
    meanDelay: rows.length === 0 ? null : delay / rows.length,
    farthest:
      far === undefined
        ? null
        : {
            airport: table.airports[table.destination[far] ?? 0] ?? "",
            distance: table.distance[far] ?? 0
          }
  }
}

const departing = Departures.handle(
  Effect.fnUntraced(function* ({ airport, day }) {
    const flights = yield* Flights.Flights
    const from = Period.parse(day)
    const until = from === undefined ? day : Period.format(from + 1)
    const period = Period.make({ from: day, until }, flights.days, 1)
    if (period instanceof Period.BadPeriod) return yield* period
    return departed(yield* Effect.orDie(flights.lookUp(period.from)), airport)
  })
)

/**
 * The server. It is given the tasks, and where they are kept.
 *
 * @since 0.1.0
 */
export const layer = McpServer.layer({
  name: "flight-delays",
  version: "1.0.0",
  title: "Flight delays",
  instructions: "Call analyse as a task if you can, and departures for single days meanwhile."
}).pipe(McpServer.provide(analysing, departing), Layer.provide(Flights.layer))
