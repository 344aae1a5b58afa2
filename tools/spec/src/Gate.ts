/**
 * Holds the tests to the manifest: everything cited exists, everything implemented is cited.
 *
 * @since 0.1.0
 */
import type { Citation } from "./Citation.ts"
import type { Requirement } from "./Requirement.ts"

/** What the gates compare. */
export interface State {
  readonly requirements: ReadonlyArray<Requirement>
  readonly pending: ReadonlyArray<string>
  readonly citations: ReadonlyArray<Citation>
}

/** Ids in test names that the manifest does not have, or says that no code here can hold. */
export const unknown = ({ citations, requirements }: State): ReadonlyArray<string> => {
  const statuses = new Map(requirements.map(({ id, status }) => [id, status]))
  return citations.flatMap(({ at, id }) => {
    const status = statuses.get(id)
    if (status === undefined) return [`${at}: ${id} is not a requirement`]
    return status === "outside" ? [`${at}: ${id} is "outside"; decide again or do not cite it`] : []
  })
}

/** Implemented requirements that no test cites and that are not pending. */
export const uncited = ({ citations, pending, requirements }: State): ReadonlyArray<string> => {
  const excused = new Set([...citations.map(({ id }) => id), ...pending])
  return requirements
    .filter(({ id, status }) => status === "implemented" && !excused.has(id))
    .map(({ id, package: owner, text }) => `${id} (${owner}): ${text}`)
}

/** Pending ids that have no business there any more: cited by now, or not implemented at all. */
export const stale = ({ citations, pending, requirements }: State): ReadonlyArray<string> => {
  const cited = new Set(citations.map(({ id }) => id))
  const implemented = new Set(
    requirements.filter(({ status }) => status === "implemented").map(({ id }) => id)
  )
  return pending.flatMap((id) => {
    if (!implemented.has(id)) return [`${id} is pending and not implemented`]
    return cited.has(id) ? [`${id} is pending and cited`] : []
  })
}
