/**
 * The journal a handler's steps are kept in, as the interpreter offers it to `Step`.
 *
 * A service of its own beside `Interaction`, so that the type of a step can say "no questions in
 * here" and still allow a step within a step.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"

/**
 * What is remembered of a finished step: its encoded value or its encoded typed failure.
 *
 * @since 0.1.0
 */
export type StepRecord = { readonly ok: Schema.Json } | { readonly err: Schema.Json }

/**
 * Provided anew for each call by the interpreter, never by a layer.
 *
 * @since 0.1.0
 */
export class Steps extends Context.Service<
  Steps,
  {
    /** Random, minted with the call, the same each time its handler runs. */
    readonly callId: string
    /**
     * The record of this step: the one there is, else the one that `run` gives, kept. A `run` that
     * dies or is interrupted leaves no record. The n-th use of a name in one run of the handler is a
     * step of its own.
     */
    readonly step: <R>(
      name: string,
      run: Effect.Effect<StepRecord, never, R>
    ) => Effect.Effect<StepRecord, never, R>
  }
>()("@effect-mcp/protocol/Steps") {}
