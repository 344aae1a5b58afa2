/**
 * The table of tools/spec/README.md: how many rows of each section stand where.
 *
 * @since 0.1.0
 */
import { section } from "./Requirement.ts"
import type { Requirement, Status } from "./Requirement.ts"

const start = "<!-- generated: sections -->"
const end = "<!-- /generated -->"

const statuses: ReadonlyArray<Status> = ["implemented", "planned", "outside"]

/** One line a section, and a last one for all, with columns as wide as the formatter makes them. */
export const table = (requirements: ReadonlyArray<Requirement>): string => {
  const sections = Map.groupBy(requirements, ({ id }) => section(id))
  const rows = [
    ["section", ...statuses],
    ...[...sections].map(([name, rows]) => [`\`${name}\``, ...counts(rows)]),
    ["**all**", ...counts(requirements)]
  ]
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const [head = "", ...body] = rows.map((row) => line(row, widths))
  return [head, rule(widths), ...body].join("\n")
}

const counts = (rows: ReadonlyArray<Requirement>): ReadonlyArray<string> =>
  statuses.map((status) => String(rows.filter((row) => row.status === status).length))

const line = (
  [name = "", ...numbers]: ReadonlyArray<string>,
  [first = 0, ...rest]: ReadonlyArray<number>
) =>
  `| ${[name.padEnd(first), ...numbers.map((text, column) => text.padStart(rest[column] ?? 0))].join(" | ")} |`

const rule = ([first = 0, ...rest]: ReadonlyArray<number>): string =>
  `| ${["-".repeat(first), ...rest.map((width) => `${"-".repeat(width - 1)}:`)].join(" | ")} |`

/** The document with a new table between its markers; a document without them throws. */
export const insert = (document: string, table: string): string => {
  const [before, rest] = document.split(start)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined)
    throw new Error("The markers of the table are missing.")
  return `${before}${start}\n\n${table}\n\n${end}${after}`
}
