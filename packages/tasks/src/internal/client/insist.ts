/**
 * A task outlives connections and a server's bad moments, so who waits for it does too: what may be otherwise a little
 * later is tried again, less and less often, a limited number of times in a row.
 */
import { Caller, RequestError, TransportError } from "@effect-mcp/protocol"
import { ErrorCode } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

/** About three minutes. */
const tries = 10

const pause = (failures: number): number => Math.min(500 * 2 ** failures, 30_000)

export const insist = <A, E extends Caller.Failure>(
  caller: Caller.Caller<E>,
  request: Effect.Effect<A, E | Caller.Unresolved>,
  failures = 0
): Effect.Effect<A, E | Caller.Unresolved> =>
  Effect.catch(request, (error) =>
    Effect.flatMap(settled, () => {
      const isOver = error instanceof Caller.Unresolved || !isPassing(caller, error)
      return isOver || failures >= tries
        ? Effect.fail(error)
        : Effect.andThen(Effect.sleep(pause(failures)), insist(caller, request, failures + 1))
    })
  )

/** The requests of a connection that ends fail before it is known that there will be no other. */
export const settled = Effect.yieldNow

/** Whether it says nothing of the task, and may be otherwise a little later. */
export const isPassing = <E extends Caller.Failure>(
  { over }: Caller.Caller<E>,
  { reason }: Caller.Failure
): boolean => {
  if (over) return false
  if (reason instanceof RequestError.Refused) return isBusy(reason)
  if (reason instanceof TransportError.Rejected) {
    return reason.status === 429 || reason.status >= 500
  }
  return (
    reason._tag === "Disconnected" ||
    reason._tag === "Unreachable" ||
    reason._tag === "TimedOut" ||
    reason._tag === "TooManyOutstanding"
  )
}

const isBusy = ({ code, data }: RequestError.Refused): boolean => {
  if (code === ErrorCode.internalError) return true
  const why = typeof data === "object" && data !== null ? Reflect.get(data, "reason") : undefined
  return typeof why === "string" && (why.startsWith("TooMany") || why === "Draining")
}
