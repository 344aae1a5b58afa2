/**
 * Whole days of the calendar, as numbers that can be counted with.
 *
 * @since 0.1.0
 */
import { Schema } from "effect"

export const minutesPerDay = 1440

/** A day as people write it. */
export const Day = Schema.String.check(Schema.isPattern(/^\d{4}-\d{2}-\d{2}$/)).annotate({
  description: "A day, as in 2001-02-28"
})

/** The days from `from` to the one before `until`, counted from 1970-01-01. */
export interface Period {
  readonly from: number
  readonly until: number
}

/** These days cannot be analysed; the reason is for who asked. */
export class BadPeriod extends Schema.TaggedError<BadPeriod>()("BadPeriod", {
  reason: Schema.String
}) {
  override get message() {
    return this.reason
  }
}

const millisPerDay = 86_400_000

/** The day that a moment is in. */
export const dayOf = (millis: number): number => Math.floor(millis / millisPerDay)

export const format = (day: number): string =>
  new Date(day * millisPerDay).toISOString().slice(0, 10)

/** `undefined` for what no calendar has, such as 2001-02-30. */
export const parse = (text: string): number | undefined => {
  const day = dayOf(Date.parse(`${text}T00:00:00Z`))
  return Number.isFinite(day) && format(day) === text ? day : undefined
}

export const length = ({ from, until }: Period): number => until - from

/** Saturday and Sunday; 1970-01-01 was a Thursday. */
export const isWeekend = (day: number): boolean => (day + 4) % 7 === 6 || (day + 4) % 7 === 0

/** Days that follow each other within `whole`, at least `least` of them; or why not. */
export const make = (
  given: { readonly from: string; readonly until: string },
  whole: Period,
  least: number
): Period | BadPeriod => {
  const from = parse(given.from)
  const until = parse(given.until)
  if (from === undefined || until === undefined) {
    const day = from === undefined ? given.from : given.until
    return new BadPeriod({ reason: `${day} is no day of the calendar` })
  }
  if (from < whole.from || until > whole.until) {
    const there = `${format(whole.from)} until ${format(whole.until)}`
    return new BadPeriod({ reason: `The table has the days from ${there}` })
  }
  return until - from < least
    ? new BadPeriod({ reason: `This takes at least ${least} days; these are ${until - from}` })
    : { from, until }
}
