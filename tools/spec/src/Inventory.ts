/**
 * Reads an inventory of requirements, written as Markdown: one list item a row,
 * `- **SV-13** [server] MUST: text _(page)_`.
 *
 * @since 0.1.0
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"

import type { Row } from "./Requirement.ts"

/** The inventories by file name, and what qualifies the ids in each. */
const inventories: ReadonlyArray<readonly [file: string, qualifier: string]> = [
  ["spec-2025-11-25.md", "2025-11-25"],
  ["spec-2026-07-28.md", "2026-07-28"],
  ["revision-differences.md", "interop"],
  ["extensions.md", "extensions"]
]

const pattern =
  /^- \*\*(?<id>[A-Z]+-\d\d)\*\* \[(?<side>[a-z-]+)\] (?<level>[A-Z ]+): (?<text>.+) _\((?<page>.+)\)_$/

/** The rows of one inventory; an item that looks like a row and is not one throws. */
export const parse = (qualifier: string, markdown: string): ReadonlyArray<Row> =>
  markdown
    .split("\n")
    .filter((line) => /^- \*\*[A-Z]+-\d/.test(line))
    .map((line) => {
      const row = pattern.exec(line)?.groups
      if (row === undefined) throw new Error(`Not a requirement: ${line}`)
      const { id = "", level = "", page = "", side = "", text = "" } = row
      return { id: `${qualifier}/${id}`, level, side, page, text }
    })

/** The rows of every inventory in a folder, in their order. */
export const read = (folder: string): ReadonlyArray<Row> =>
  inventories.flatMap(([file, qualifier]) =>
    parse(qualifier, readFileSync(join(folder, file), "utf8"))
  )
