/**
 * A feature's work, run with what its layer was given and what the call brings.
 */
import { Handler, Rooted } from "@effect-mcp/protocol"
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

import { asAsked } from "./clientLogger.ts"

type Call = Handler.RequestServices

/** `captured` is the context of the layer: it has all of R that the call does not bring. */
export const within = <A, E, R, Brings extends Call = Call>(
  captured: Context.Context<Exclude<R, Brings>>,
  work: Effect.Effect<A, E, R>
): Effect.Effect<A, E, Call> => Handler.finished(work) ?? begunWithin(captured, () => work)

/** As `within`, for work that is made anew for each run. */
export const begunWithin = <A, E, R, Brings extends Call = Call>(
  captured: Context.Context<Exclude<R, Brings>>,
  work: () => Effect.Effect<A, E, R>
): Effect.Effect<A, E, Call> =>
  Rooted.make(
    // It is the captured one, with other loggers.
    (request) => asAsked(captured, request) as Context.Context<Exclude<R, Call>>,
    work
  )
