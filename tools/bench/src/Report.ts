/** Medians and a Markdown table: a machine that is shared swings, so the spread is printed too. */
import { cpus } from "node:os"

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export const spread = (values: ReadonlyArray<number>, digits = 0): string =>
  values.length === 0
    ? "–"
    : `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}..${Math.max(...values).toFixed(digits)})`

/** One number of a table; a dash where nothing was measured. */
export const figure = (value: number, digits = 0): string =>
  Number.isFinite(value) ? value.toFixed(digits) : "–"

export const table = (
  head: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>
): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

/** When, on what, and by which command: without these a table cannot be compared with another. */
export const heading = (suite: string, args: ReadonlyArray<string>): string => {
  const date = new Date().toISOString().slice(0, 10)
  const processors = cpus()
  const model = processors[0]?.model ?? "unknown processor"
  const given = args.map((arg) => (arg.includes(" ") ? JSON.stringify(arg) : arg))
  const command = ["npm run bench --", suite, ...given].join(" ")
  return `${date}, Node ${process.versions.node}, ${processors.length} × ${model}\n\n\`${command}\`\n`
}

/** Something that has to hold, and what was reached. */
export interface Limit {
  readonly what: string
  readonly asked: string
  readonly reached: number
  readonly holds: boolean
  readonly digits?: number | undefined
}

export const limits = (limits: ReadonlyArray<Limit>): string =>
  limits.length === 0 ? "" : `\n${limitsTable(limits)}`

const limitsTable = (limits: ReadonlyArray<Limit>): string =>
  table(
    ["what has to hold", "asked", "reached", ""],
    limits.map((limit) => [
      limit.what,
      limit.asked,
      figure(limit.reached, limit.digits ?? 2),
      Number.isFinite(limit.reached)
        ? limit.holds
          ? "holds"
          : "**does not hold**"
        : "not measured"
    ])
  )
