/**
 * Waiting for a task of 2025-11-25: `tasks/result` blocks until it is over, and what the task asks comes as requests
 * while it does. Where that fails without saying what became of the task, it is looked at, and asked for again.
 *
 * @spec 2025-11-25/basic/utilities/tasks#result-retrieval
 */
import { type Caller, type JsonObject, RequestError } from "@effect-mcp/protocol"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import * as Task from "../../Task.ts"
import { TaskCancelled, unresolved } from "../../TaskError.ts"
import { type About, ask, insistentLook } from "./dialect.ts"
import { isPassing, settled } from "./insist.ts"
import type { Ended, Waiting } from "./outcome.ts"
import type { Seen } from "./seen.ts"
import * as Watch from "./watch.ts"

/** How long the result of a task that is over may take. */
const patience = Duration.minutes(1)

/** How often it may fail to come. */
const tries = 10

export const blocked: <E extends Caller.Failure>(
  about: About<E>,
  first: Seen,
  waiting: Waiting
) => Effect.Effect<JsonObject.JsonObject, Ended<E>, Scope.Scope> = Effect.fnUntraced(function* <
  E extends Caller.Failure
>(about: About<E>, first: Seen, { interval }: Waiting) {
  const beside = yield* Watch.make(about, first, { interval, listens: false, beside: true })
  const watch = yield* Watch.make(about, first, { interval, listens: true })
  let seen = first
  for (let late = 0; ;) {
    const tried = yield* Effect.result(Effect.raceFirst(result(about), overdue(beside, seen)))
    if (tried._tag === "Success") return tried.success
    const error = tried.failure
    yield* settled
    if (Task.isFinal(seen)) late += 1
    const said = refusal(error)
    // A task that was over before it was asked for is refused with its own error.
    const isOwn = said !== undefined && Task.isFinal(seen)
    if (isOwn || late > tries || !isOpen(about, error)) return yield* Effect.fail(error)
    seen = yield* said === undefined ? watch.next : refused(about, watch, error)
    if (seen.status === "cancelled") return yield* cancelled(seen)
  }
})

const result = <E extends Caller.Failure>(
  about: About<E>
): Effect.Effect<JsonObject.JsonObject, E | Caller.Unresolved> =>
  ask(about, "tasks/result", undefined, { timeout: Duration.infinity, ceiling: Duration.infinity })

/** Ends where the task is known to be over, or gone, and the result still does not come. */
const overdue = <E extends Caller.Failure>(
  watch: Watch.Watch<E>,
  seen: Seen
): Effect.Effect<never, Ended<E>> => {
  if (seen.status === "cancelled") return cancelled(seen)
  if (!Task.isFinal(seen)) return Effect.flatMap(watch.next, (seen) => overdue(watch, seen))
  const late = new RequestError.TimedOut({ after: Duration.toMillis(patience) })
  return Effect.andThen(Effect.sleep(patience), Effect.fail(late))
}

/**
 * What was refused is over, or unknown, or the server does not block: then it is asked for again once the task is over
 * or waits for input.
 */
const refused = Effect.fnUntraced(function* <E extends Caller.Failure>(
  about: About<E>,
  watch: Watch.Watch<E>,
  error: Ended<E>
) {
  const hidden = (other: Ended<E>) => (refusal(other) === undefined ? other : error)
  let seen = yield* Effect.mapError(insistentLook(about), hidden)
  if (Task.isFinal(seen)) return seen
  do seen = yield* Effect.mapError(watch.next, hidden)
  while (seen.status === "working")
  return seen
})

const cancelled = ({ id, statusMessage }: Seen) =>
  Effect.fail(
    unresolved(new TaskCancelled(statusMessage === undefined ? { id } : { id, statusMessage }))
  )

const isFailure = (error: object): error is Caller.Failure => "reason" in error

/** What the server said, if it said no. */
const refusal = (error: Ended<Caller.Failure>): RequestError.Refused | undefined =>
  isFailure(error) && error.reason instanceof RequestError.Refused ? error.reason : undefined

/** Whether it may come yet. */
const isOpen = <E extends Caller.Failure>({ caller }: About<E>, error: Ended<E>): boolean =>
  isFailure(error) && (refusal(error) !== undefined || isPassing(caller, error))
