/**
 * Sealed states that may be presented once. Opt in where a second run of a handler's later steps must
 * not happen: it also refuses the honest client that sends a request again because the answer was
 * lost.
 *
 * A state cannot know that it was presented before, so this is the one part of a replayed call that
 * the server remembers, and all instances of a server must share it.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#security-considerations
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

import type { Journal } from "./Journal.ts"

/**
 * The ledger cannot take another state until one it holds has expired. Accepting states unrecorded
 * would let them be presented again, so nothing is accepted.
 *
 * @since 0.1.0
 */
export class LedgerFull extends Schema.TaggedError<LedgerFull>()("LedgerFull", {
  capacity: Schema.Number
}) {}

/**
 * @since 0.1.0
 */
export class StateLedger extends Context.Service<
  StateLedger,
  {
    /**
     * True for the first caller with this call and round, and for nobody else within `lifetime`, after
     * which the state itself is refused. A compare-and-set: two callers at once do not both get true.
     */
    readonly consume: (
      state: Pick<Journal, "callId" | "round">,
      lifetime: Duration.Input
    ) => Effect.Effect<boolean, LedgerFull>
  }
>()("@effect-mcp/protocol/StateLedger") {}

/**
 * A ledger in this process's memory, of at most `capacity` states (100 000 unless told).
 *
 * @since 0.1.0
 */
export const layerMemory = (options?: {
  readonly capacity?: number | undefined
}): Layer.Layer<StateLedger> =>
  Layer.sync(StateLedger, () => {
    const capacity = options?.capacity ?? 100_000
    /** When each is forgotten; in the order of arrival, which with one lifetime is that of expiry. */
    const consumed = new Map<string, number>()

    const forgetExpired = (now: number) => {
      for (const [state, expires] of consumed) {
        if (expires > now) break
        consumed.delete(state)
      }
    }

    return StateLedger.of({
      consume: ({ callId, round }, lifetime) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) => {
          forgetExpired(now)
          const state = `${round}/${callId}`
          if (consumed.has(state)) return Effect.succeed(false)
          if (consumed.size >= capacity) return Effect.fail(new LedgerFull({ capacity }))
          consumed.set(state, now + Duration.toMillis(lifetime))
          return Effect.succeed(true)
        })
    })
  })
