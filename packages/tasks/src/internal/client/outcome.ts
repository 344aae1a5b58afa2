/**
 * What a task comes to, waited for in the way of each dialect: as the result, or the error, that the call would have
 * been answered with.
 */
import { type Caller, type JsonObject, RequestError } from "@effect-mcp/protocol"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"

import { TaskCancelled, unresolved } from "../../TaskError.ts"
import { blocked } from "./blocked.ts"
import type { About } from "./dialect.ts"
import * as Inputs from "./inputs.ts"
import type { Seen } from "./seen.ts"
import * as Watch from "./watch.ts"

/** How a caller wants to wait. */
export interface Waiting {
  readonly interval: number | undefined
  readonly listens: boolean
  /** How it was last seen is not how it began. */
  readonly looked?: boolean | undefined
  /** The questions that have an answer, or are about to; `undefined` leaves them to the caller. */
  readonly asked: Inputs.Asked | undefined
}

export type Ended<E> = E | RequestError.RequestError | Caller.Unresolved

/** Waits until it is over. `first` is how it was last seen. */
export const outcome = <E extends Caller.Failure>(
  about: About<E>,
  first: Seen,
  waiting: Waiting
): Effect.Effect<JsonObject.JsonObject, Ended<E>> =>
  Effect.scoped(
    about.dialect.tasks === "Core" ? blocked(about, first, waiting) : watched(about, first, waiting)
  )

/** Its result is part of the task, and so are its questions. */
const watched = Effect.fnUntraced(function* <E extends Caller.Failure>(
  about: About<E>,
  first: Seen,
  { asked, interval, listens, looked }: Waiting
) {
  const watch = yield* Watch.make(about, first, { interval, listens, looked })
  const inputs = asked === undefined ? undefined : yield* Inputs.make(about, asked)
  const failed = inputs === undefined ? Effect.never : Deferred.await(inputs.failed)
  let seen = first
  while (!isKnown(seen)) {
    if (inputs !== undefined) yield* inputs.take(seen)
    seen = yield* Effect.raceFirst(watch.next, failed)
  }
  return yield* ending(seen)
})

/** What began a task says nothing of what it came to. */
const isKnown = ({ outcome, status }: Seen): boolean =>
  status === "cancelled" || outcome !== undefined

/** What a task that is over came to. */
export const ending = ({
  id,
  outcome,
  statusMessage
}: Seen): Effect.Effect<JsonObject.JsonObject, RequestError.Refused | Caller.Unresolved> => {
  if (outcome === undefined) {
    const said = statusMessage === undefined ? { id } : { id, statusMessage }
    return Effect.fail(unresolved(new TaskCancelled(said)))
  }
  if (outcome._tag === "Result") return Effect.succeed(outcome.result)
  const { code, data, message } = outcome.error
  return Effect.fail(
    new RequestError.Refused(data === undefined ? { code, message } : { code, message, data })
  )
}
