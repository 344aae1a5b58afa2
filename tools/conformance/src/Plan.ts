/**
 * Which scenarios are run, in which revision, and why: what each revision's requirement set names, scored or not,
 * and everything the suite has beyond those sets.
 *
 * @since 0.1.0
 */

/** Whom a scenario tests. */
export type Leg = "server" | "client"

/** One scenario as the suite lists it. */
export interface Listed {
  readonly leg: Leg
  readonly scenario: string
  /** Empty for those of extensions. */
  readonly revisions: ReadonlyArray<string>
}

/** What one revision requires. */
export interface RequirementSet {
  readonly revision: string
  readonly scored: { readonly [K in Leg]: ReadonlyArray<string> }
  readonly notScored: ReadonlyArray<{
    readonly leg: Leg
    readonly scenario: string
    readonly reason: string
  }>
}

/** Why a scenario is run that counts for its revision. */
export const scored = "scored"

/** Why one is run that no set names. */
export const inNoSet = "in no set"

/** One scenario to be run. */
export interface Run {
  readonly leg: Leg
  readonly revision: string
  readonly scenario: string
  /** `scored`, the set's reason for not scoring it, or `inNoSet`. */
  readonly why: string
}

const ofSet = (set: RequirementSet): ReadonlyArray<Run> => [
  ...(["server", "client"] as const).flatMap((leg) =>
    set.scored[leg].map((scenario) => ({ leg, revision: set.revision, scenario, why: scored }))
  ),
  ...set.notScored.map(({ leg, reason, scenario }) => ({
    leg,
    revision: set.revision,
    scenario,
    why: reason
  }))
]

/** Those of extensions are run in the newest revision, the others in the first they apply to. */
const leftOut = (
  listed: ReadonlyArray<Listed>,
  planned: ReadonlyArray<Run>,
  newest: string
): ReadonlyArray<Run> =>
  listed
    .filter(
      ({ leg, scenario }) => !planned.some((run) => run.leg === leg && run.scenario === scenario)
    )
    .map(({ leg, revisions, scenario }) => ({
      leg,
      revision: revisions[0] ?? newest,
      scenario,
      why: inNoSet
    }))

/** All runs; the sets come oldest first. */
export const make = (
  sets: ReadonlyArray<RequirementSet>,
  listed: ReadonlyArray<Listed>
): ReadonlyArray<Run> => {
  const newest = sets.at(-1)
  if (newest === undefined) throw new Error("The suite has no requirement sets")
  const planned = sets.flatMap(ofSet)
  const missing = planned.find(
    ({ leg, scenario }) => !listed.some((each) => each.leg === leg && each.scenario === scenario)
  )
  if (missing !== undefined) {
    throw new Error(`The suite requires ${missing.scenario} (${missing.leg}) and does not have it`)
  }
  return [...planned, ...leftOut(listed, planned, newest.revision)]
}
