/**
 * How a server's request for a model's answer is met, as a layer. What it is given decides what the client
 * declares: `sampling`, and within it `tools` and `context`.
 *
 * Deprecated in 2026-07-28, where it works as before.
 *
 * The user has to be able to see and change both the prompt and the answer, and to say no: fail with
 * `SamplingRejected`.
 *
 * @spec 2025-11-25/client/sampling#user-interaction-model
 * @since 0.1.0
 */
import type { Implementation, Sampling } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

/**
 * The user does not want this to be answered.
 *
 * @spec 2025-11-25/client/sampling#error-handling
 * @since 0.1.0
 */
export class SamplingRejected extends Schema.TaggedError<SamplingRejected>()(
  "SamplingRejected",
  {}
) {}

/** What the server wants, and who it says it is. @since 0.1.0 */
export interface SamplingRequest {
  readonly params: Sampling.CreateMessageRequestParams
  /** By its own account: show it, and decide nothing by it. */
  readonly server: Implementation.Implementation | undefined
}

/** What can be answered. @since 0.1.0 */
export interface Handler<in out R> {
  /**
   * Asks a model. `maxTokens` has to be kept to; the rest of the parameters are wishes.
   *
   * @spec 2026-07-28/client/sampling#sampling-parameters
   */
  readonly createMessage: (
    request: SamplingRequest
  ) => Effect.Effect<Sampling.CreateMessageResult, SamplingRejected, R>
  /** Whether the model may be given the server's tools. Default: no. */
  readonly tools?: boolean | undefined
  /** Whether context of other servers may be included. Default: no, and a wish for it is taken out. */
  readonly context?: boolean | undefined
  /**
   * How often a conversation may have used tools; one that goes on is refused.
   *
   * @default 32
   * @spec 2026-07-28/client/sampling#security-considerations
   */
  readonly maxToolTurns?: number | undefined
  /**
   * Requests a minute; more are refused unseen.
   *
   * @default 60
   */
  readonly perMinute?: number | undefined
}

/** What the client asks a model through. @since 0.1.0 */
export class SamplingHandler extends Context.Service<SamplingHandler, Handler<never>>()(
  "@effect-mcp/client/SamplingHandler"
) {}

/**
 * Answers by this function, which may need services of its own.
 *
 * @since 0.1.0
 */
export const layer = <R = never>(handler: Handler<R>): Layer.Layer<SamplingHandler, never, R> =>
  Layer.effect(
    SamplingHandler,
    Effect.contextWith((context: Context.Context<R>) =>
      Effect.succeed({
        ...handler,
        createMessage: (request: SamplingRequest) =>
          Effect.provideContext(handler.createMessage(request), context)
      })
    )
  )

/**
 * The first of `models` that the server hints at. Its hints are tried in order, each as a part of a name; none
 * fits: `undefined`, and the choice is ours.
 *
 * @spec 2025-11-25/client/sampling#model-hints
 * @since 0.1.0
 */
export const preferred = (
  preferences: Sampling.ModelPreferences | undefined,
  models: ReadonlyArray<string>
): string | undefined => {
  for (const { name } of preferences?.hints ?? []) {
    const match = name === undefined ? undefined : models.find((model) => model.includes(name))
    if (match !== undefined) return match
  }
  return undefined
}
