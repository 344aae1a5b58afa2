/**
 * How long to leave a task alone: never less than server and caller want, more and more while nothing
 * happens, and never so long that a server could put a client to sleep.
 *
 * @spec 2025-11-25/basic/utilities/tasks#getting-tasks
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

import type { Snapshot } from "../../TaskSnapshot.ts"

/** Where neither side says anything. */
const usual = 1000

/** Whatever the server says. */
const least = 50

const most = 3_600_000

/** Up to here an idle task is looked at less and less often. */
const idle = 10_000

/** Beside something that tells of changes. */
const beside = 30_000

export interface Wishes {
  /** What the caller wants at least. */
  readonly interval: number | undefined
  /** Something else tells of changes. */
  readonly told: boolean
  /** How many looks in a row have found nothing new. */
  readonly unchanged: number
}

/** The time between two looks that server and caller want, in milliseconds. */
export const interval = (
  { pollInterval }: Pick<Snapshot, "pollInterval">,
  wanted: number | undefined
): number => {
  const both = Math.max(pollInterval ?? 0, wanted ?? 0)
  return Math.min(Math.max(both === 0 ? usual : both, least), most)
}

/** In milliseconds, with up to a tenth more by chance: many clients of one server must not march in step. */
export const pause = (
  seen: Pick<Snapshot, "pollInterval">,
  { interval: wanted, told, unchanged }: Wishes
): Effect.Effect<number> =>
  Effect.map(Random.next, (chance) => {
    const base = interval(seen, wanted)
    const grown = base * 1.5 ** Math.min(unchanged, 32)
    const limit = told ? beside : idle
    const wait = Math.max(base, told ? limit : Math.min(grown, limit))
    return Math.ceil(wait * (1 + chance / 10))
  })
