/**
 * What the server offers and the driver calls: one definition for both.
 *
 * @since 0.1.0
 */
import { Tool } from "@effect-mcp/server"
import { Schema } from "effect"

import { Period, Report } from "./flights/index.ts"

/** So few days cannot be told from a lucky draw of them. */
export const fewestDays = 14

const whole = (minimum: number, maximum: number) =>
  Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** The long one. Nothing in it knows of tasks but the last line. */
export const Analyse = Tool.make("analyse", {
  title: "Analyse delays",
  description:
    "How late flights arrive, by the hour in which they left: quantiles, a regression on distance, time and weekend, 95 % intervals from a bootstrap over days, and a chart.",
  input: Schema.Struct({
    from: Period.Day,
    /** The first day that no longer counts. */
    until: Period.Day,
    /** How often days are drawn anew. */
    resamples: whole(100, 10_000),
    seed: Schema.optionalKey(whole(0, 2 ** 31 - 1))
  }),
  output: Report.Report,
  error: Period.BadPeriod,
  annotations: { readOnlyHint: true, openWorldHint: false },
  task: { support: "optional", immediate: "The delays are being analysed; this takes seconds." }
})

/** The flights of one airport on one day. */
export const Departed = Schema.Struct({
  flights: Schema.Int,
  /** In minutes; `null` where none left. */
  meanDelay: Schema.NullOr(Schema.Finite),
  /** The most distant place that was flown to, in miles. */
  farthest: Schema.NullOr(Schema.Struct({ airport: Schema.String, distance: Schema.Int }))
})

/** The quick one, for whoever wants to know something else meanwhile. */
export const Departures = Tool.make("departures", {
  title: "Departures of a day",
  description: "How many flights of the table left an airport on a day, how late, and how far.",
  input: Schema.Struct({
    airport: Schema.String.check(Schema.isPattern(/^[A-Z]{3}$/)).annotate({
      description: "An IATA code, as in SFO"
    }),
    day: Period.Day
  }),
  output: Departed,
  error: Period.BadPeriod,
  annotations: { readOnlyHint: true, openWorldHint: false }
})
