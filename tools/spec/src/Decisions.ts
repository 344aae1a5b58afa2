/**
 * Who holds a row, and whether: `decisions.json` applied to the rows of the inventories.
 *
 * A row is `implemented` unless it is listed otherwise, so a forgotten row shows as one that no test cites.
 * `planned` is for the sections and rows of packages that are not built yet; `outside` is for what no code here
 * can hold, and says why.
 *
 * @since 0.1.0
 */
import { readFileSync } from "node:fs"

import { section } from "./Requirement.ts"
import type { Requirement, Row } from "./Requirement.ts"

interface Reasoned {
  readonly reason: string
  readonly ids: ReadonlyArray<string>
}

/** The shape of `decisions.json`. */
export interface Decisions {
  /** The owning package of a section, or of a section by the side a row speaks to (`*`: any other). */
  readonly owners: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  /** Rows that another package than their section's owns. */
  readonly ownedBy: Readonly<Record<string, ReadonlyArray<string>>>
  /** Rows of a planned section that are held already. */
  readonly implemented: Reasoned
  readonly planned: {
    readonly sections: Readonly<Record<string, string>>
    readonly rows: ReadonlyArray<Reasoned & { readonly owner: string }>
  }
  readonly outside: ReadonlyArray<Reasoned>
}

/** `decisions.json` as committed. */
export const read = (): Decisions =>
  JSON.parse(readFileSync(new URL("../decisions.json", import.meta.url), "utf8"))

/** Listed ids that are not there, or in two lists that contradict each other. */
export const faults = (decisions: Decisions, rows: ReadonlyArray<Row>): ReadonlyArray<string> => {
  const known = new Set(rows.map(({ id }) => id))
  const owned = Object.values(decisions.ownedBy).flat()
  const statuses = [decisions.implemented, ...decisions.planned.rows, ...decisions.outside].flatMap(
    ({ ids }) => ids
  )
  return [
    ...[...owned, ...statuses]
      .filter((id) => !known.has(id))
      .map((id) => `${id} is not a requirement`),
    ...duplicates(statuses).map((id) => `${id} has two statuses`),
    ...duplicates(owned).map((id) => `${id} has two owners`),
    ...decisions.outside
      .filter(({ reason }) => reason.length < 40)
      .map(({ reason }) => `"${reason}" is no reason`)
  ]
}

const duplicates = (ids: ReadonlyArray<string>): ReadonlyArray<string> =>
  ids.filter((id, index) => ids.indexOf(id) !== index)

/** The rows with owner, status and reason. A section without an owner throws. */
export const decide = (
  decisions: Decisions,
  rows: ReadonlyArray<Row>
): ReadonlyArray<Requirement> => {
  const owner = ownerOf(decisions)
  const verdict = verdictOf(decisions)
  return rows.map(({ id, level, page, side, text }) => {
    const { by, reason, status } = verdict(id)
    return {
      id,
      level,
      side,
      status,
      package: by ?? owner(id, side),
      page,
      text,
      ...(reason === undefined ? {} : { reason })
    }
  })
}

const ownerOf = (decisions: Decisions) => {
  const moved = new Map(
    Object.entries(decisions.ownedBy).flatMap(([owner, ids]) =>
      ids.map((id) => [id, owner] as const)
    )
  )
  return (id: string, side: string): string => {
    const usual = decisions.owners[section(id)]
    const owner = moved.get(id) ?? (typeof usual === "object" ? (usual[side] ?? usual["*"]) : usual)
    if (owner === undefined) throw new Error(`${id} has no owner`)
    return owner
  }
}

interface Verdict {
  readonly status: Requirement["status"]
  readonly reason?: string
  readonly by?: string
}

const verdictOf = ({ implemented, outside, planned }: Decisions) => {
  const verdicts = new Map<string, Verdict>()
  for (const id of implemented.ids) verdicts.set(id, { status: "implemented" })
  for (const { ids, owner, reason } of planned.rows) {
    for (const id of ids) verdicts.set(id, { status: "planned", reason, by: owner })
  }
  for (const { ids, reason } of outside) {
    for (const id of ids) verdicts.set(id, { status: "outside", reason })
  }
  return (id: string): Verdict => {
    const awaited = planned.sections[section(id)]
    const usual: Verdict =
      awaited === undefined ? { status: "implemented" } : { status: "planned", reason: awaited }
    return verdicts.get(id) ?? usual
  }
}
