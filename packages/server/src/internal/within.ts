/**
 * A feature's work, run with what its layer was given and what the call brings.
 */
import type { Handler } from "@effect-mcp/protocol"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Scheduler from "effect/Scheduler"

import { asAsked } from "./clientLogger.ts"
import { settled } from "./settled.ts"

type Call = Handler.RequestServices

/** What the layer was given wins, but for the scheduler: the engine counts a call's ready fibers by it. */
const join = (call: Context.Context<Call>, captured: Context.Context<never>) => {
  const joined = Context.merge(call, asAsked(captured, call))
  const scheduler: Scheduler.Scheduler | undefined = call.mapUnsafe.get(Scheduler.Scheduler.key)
  return scheduler === undefined ? joined : Context.add(joined, Scheduler.Scheduler, scheduler)
}

/** `captured` is the context of the layer: it has all of R that the call does not bring. */
export const within = <A, E, R, Brings extends Call = Call>(
  captured: Context.Context<Exclude<R, Brings>>,
  work: Effect.Effect<A, E, R>
): Effect.Effect<A, E, Call> =>
  settled(work) ??
  Effect.updateContext(
    work,
    // Joined they have all of R: what the call does not bring was captured.
    (call: Context.Context<Call>) => join(call, captured) as Context.Context<R>
  )
