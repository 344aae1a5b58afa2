/**
 * The delays of the day as a picture: the median and the worst tenth by hour, each with the band it may be in. The
 * day begins at 4 in the morning, with the first flights; what leaves after midnight is its end.
 *
 * @since 0.1.0
 */
import type { Estimate, Hour, Report } from "./Report.ts"

const width = 960
const height = 540
const left = 70
const right = 24
const top = 84
const bottom = 64

interface Series {
  readonly name: string
  readonly colour: string
  readonly of: (hour: Hour) => Estimate
}

const series: ReadonlyArray<Series> = [
  { name: "one flight in ten is later than", colour: "#c2410c", of: ({ worst }) => worst },
  { name: "half of the flights are later than", colour: "#1d4ed8", of: ({ median }) => median }
]

interface Scale {
  readonly x: (hour: number) => number
  readonly y: (minutes: number) => number
  readonly ticks: ReadonlyArray<number>
}

const steps = [5, 10, 20, 50, 100, 200, 500, 1000]

const dawn = 4

const sinceDawn = (hour: number): number => (hour - dawn + 24) % 24

/** An hour with fewer flights than that, of all, says more of single days than of itself. */
const few = 0.001

const shown = ({ hours, source }: Report): ReadonlyArray<Hour> =>
  hours
    .filter(({ flights }) => flights >= few * source.flights)
    .toSorted((a, b) => sinceDawn(a.hour) - sinceDawn(b.hour))

const scale = (hours: ReadonlyArray<Hour>): Scale => {
  const values = hours.flatMap((hour) => series.flatMap(({ of }) => [of(hour).low, of(hour).high]))
  const lowest = Math.min(0, ...values)
  const highest = Math.max(1, ...values)
  const step = steps.find((size) => (highest - lowest) / size <= 8) ?? highest - lowest
  const first = Math.floor(lowest / step)
  const last = Math.ceil(highest / step)
  const [from, until] = [first * step, last * step]
  return {
    x: (hour) => left + ((sinceDawn(hour) + 0.5) * (width - left - right)) / 24,
    y: (minutes) => height - bottom - ((minutes - from) * (height - top - bottom)) / (until - from),
    ticks: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
  }
}

const round = (value: number): string => value.toFixed(1)

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const label = (x: number, y: number, text: string, rest = ""): string =>
  `<text x="${round(x)}" y="${round(y)}" ${rest}>${escape(text)}</text>`

const path = (points: ReadonlyArray<readonly [number, number]>, rest: string): string =>
  `<path d="M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join("L")}" ${rest}/>`

const grid = ({ ticks, x, y }: Scale): ReadonlyArray<string> => [
  ...ticks.flatMap((tick) => [
    path(
      [
        [left, y(tick)],
        [width - right, y(tick)]
      ],
      `stroke="${tick === 0 ? "#475569" : "#e2e8f0"}"`
    ),
    label(left - 10, y(tick) + 4, String(tick), 'text-anchor="end"')
  ]),
  ...[0, 3, 6, 9, 12, 15, 18, 21].map((hour) =>
    label(x(hour), height - bottom + 22, `${hour}:00`, 'text-anchor="middle"')
  )
]

const drawn = (hours: ReadonlyArray<Hour>, { x, y }: Scale, { colour, of }: Series): string => {
  const upper = hours.map((hour) => [x(hour.hour), y(of(hour).high)] as const)
  const lower = hours.map((hour) => [x(hour.hour), y(of(hour).low)] as const)
  const values = hours.map((hour) => [x(hour.hour), y(of(hour).value)] as const)
  return [
    path([...upper, ...lower.toReversed()], `fill="${colour}" fill-opacity="0.18"`),
    path(values, `fill="none" stroke="${colour}" stroke-width="2"`),
    ...values.map(
      ([cx, cy]) => `<circle cx="${round(cx)}" cy="${round(cy)}" r="3" fill="${colour}"/>`
    )
  ].join("\n")
}

const legend = ({ colour, name }: Series, index: number): string => {
  const x = left + index * 290
  return [
    `<rect x="${x}" y="58" width="14" height="14" fill="${colour}"/>`,
    label(x + 20, 70, name)
  ].join("\n")
}

/** The report's hours as an SVG document. */
export const svg = (report: Report): string => {
  const { resamples, source } = report
  const hours = shown(report)
  const axes = scale(hours)
  const title = `Arrival delay by hour of departure, ${source.from} until ${source.until}`
  const note = `${source.flights.toLocaleString("en")} flights in the United States; bands: 95 % of ${resamples} draws of days; hours with hardly any flights are left out`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="13" fill="#334155" role="img">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    label(left, 34, title, 'font-size="18" font-weight="600"'),
    ...series.map(legend),
    ...grid(axes),
    ...series.map((one) => drawn(hours, axes, one)),
    label(
      18,
      height / 2,
      "minutes",
      `text-anchor="middle" transform="rotate(-90 18 ${height / 2})"`
    ),
    label(left, height - 14, note, 'fill="#64748b"'),
    "</svg>",
    ""
  ].join("\n")
}
