/**
 * Questions to the client in the middle of a call: elicitation, sampling, roots.
 *
 * A handler asks and goes on with the answer. What asking means is the interpreter's business: a
 * request to the client on the stream of the call in flight (`Push`), or the end of this round and a
 * second run of the handler once the answers are here (`Replay`). So a handler must bear being run
 * again from its start: what may happen only once belongs in `Step.once`.
 *
 * What a handler must not do, in any interpreter:
 * - ask inside a step (a type error, and `Misuse` where types were lost): ask before it;
 * - ask in a finalizer, or catch everything around a question inside `Effect.uninterruptible`;
 * - take `Effect.timeout` around a question for the time a person has: it runs only under `Push`;
 * - race two steps (the loser may run again): put the race into one step;
 * - keep a fiber beyond the call.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#multi-round-trip-requests
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"

import * as Suspension from "./internal/suspension.ts"

/**
 * The kinds of question there are.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#inputrequests
 * @since 0.1.0
 */
export type Method = "elicitation/create" | "sampling/createMessage" | "roots/list"

/**
 * A question as the client gets it.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#inputrequests
 * @since 0.1.0
 */
export interface InputRequest {
  readonly method: Method
  readonly params: Schema.JsonObject
}

/**
 * A question, and how to read its answer.
 *
 * @since 0.1.0
 */
export interface Question<out A, out R = never> extends InputRequest {
  /** The author's name for it, unique within the handler; else one is derived from what is asked. */
  readonly key?: string | undefined
  /**
   * What the client must have declared, as paths: `"elicitation.form"`, `"elicitation.url"`,
   * `"sampling"`, `"sampling.tools"`, `"sampling.context"`, `"roots"`.
   */
  readonly requires: ReadonlyArray<string>
  /** A raw answer that it refuses counts as no answer: the question is asked again. */
  readonly decode: (raw: unknown) => Effect.Effect<A, Schema.SchemaError, R>
}

/**
 * The person said no.
 *
 * @spec 2026-07-28/client/elicitation#response-actions
 * @since 0.1.0
 */
export class Declined extends Schema.TaggedError<Declined>()("Declined", { key: Schema.String }) {
  override get message() {
    return `The question "${this.key}" was declined.`
  }
}

/**
 * The person turned away without choosing.
 *
 * @spec 2026-07-28/client/elicitation#response-actions
 * @since 0.1.0
 */
export class Cancelled extends Schema.TaggedError<Cancelled>()("Cancelled", {
  key: Schema.String
}) {
  override get message() {
    return `The question "${this.key}" was dismissed.`
  }
}

/**
 * The client declared no such capability, so nothing was asked. Catch it to do without the answer;
 * uncaught, the caller is told what to declare.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#server-requirements-basic-workflow
 * @since 0.1.0
 */
export class Unsupported extends Schema.TaggedError<Unsupported>()("Unsupported", {
  method: Schema.String,
  /** The capability paths that are missing. */
  missing: Schema.Array(Schema.String),
  /** What stands in the way, where the client declared all it could. */
  because: Schema.optionalKey(Schema.String)
}) {
  override get message() {
    if (this.because !== undefined) return `${this.method} cannot be asked: ${this.because}.`
    return `${this.method} needs a capability the client did not declare: ${this.missing.join(", ")}.`
  }
}

/**
 * The client kept answering with something that is no answer.
 *
 * @since 0.1.0
 */
export class InvalidAnswer extends Schema.TaggedError<InvalidAnswer>()("InvalidAnswer", {
  key: Schema.String,
  problem: Schema.String
}) {
  override get message() {
    return `No valid answer to the question "${this.key}": ${this.problem}`
  }
}

/**
 * The client answered the question with a JSON-RPC error, for instance because its user rejected a
 * sampling request. `code` is the client's, unmapped.
 *
 * @spec 2025-11-25/client/sampling#error-handling
 * @since 0.1.0
 */
export class Refused extends Schema.TaggedError<Refused>()("Refused", {
  key: Schema.String,
  code: Schema.Number,
  reason: Schema.String
}) {
  override get message() {
    return `The client refused the question "${this.key}": ${this.reason} (${this.code})`
  }
}

/**
 * More questions are open at the same moment than one call may have; this one was not asked.
 *
 * @since 0.1.0
 */
export class TooManyQuestions extends Schema.TaggedError<TooManyQuestions>()("TooManyQuestions", {
  limit: Schema.Number
}) {
  override get message() {
    return `More than ${this.limit} questions of one call are open at the same moment.`
  }
}

/**
 * All that asking can fail with.
 *
 * @since 0.1.0
 */
export type AskError = Unsupported | InvalidAnswer | Refused | TooManyQuestions

/**
 * All that a question can end with, the person's own choices included.
 *
 * @since 0.1.0
 */
export type InteractionError = AskError | Declined | Cancelled

/**
 * A defect: the handler and the record of its earlier rounds no longer agree, or it asks without end.
 *
 * @since 0.1.0
 */
export class Diverged extends Data.TaggedError("Diverged")<{ readonly message: string }> {}

/**
 * A defect: the handler broke a rule of the house that types could not hold.
 *
 * @since 0.1.0
 */
export class Misuse extends Data.TaggedError("Misuse")<{ readonly message: string }> {}

/**
 * What a handler asks through. Provided anew for each call by the interpreter, never by a layer.
 *
 * @since 0.1.0
 */
export class Interaction extends Context.Service<
  Interaction,
  {
    readonly ask: <A, R>(question: Question<A, R>) => Effect.Effect<A, AskError, R>
    /** From here on as a durable task where client and tool allow one, else nothing. */
    readonly escalate: Effect.Effect<void>
  }
>()("@effect-mcp/protocol/Interaction") {}

/**
 * Asks the client and goes on with its answer.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#basic-workflow
 * @since 0.1.0
 */
export const ask = <A, R>(question: Question<A, R>): Effect.Effect<A, AskError, Interaction | R> =>
  Interaction.use((interaction) => interaction.ask(question))

/**
 * Marks the place from which the call goes on as a durable task, where client and tool allow one.
 *
 * @since 0.1.0
 */
export const escalate: Effect.Effect<void, never, Interaction> = Interaction.use(
  (interaction) => interaction.escalate
)

/**
 * Whether this interruption only means "waiting for answers": the handler will run again, so nothing
 * is to be undone. False for a cancellation. To be called in the finalizer that got `cause`, since an
 * interruption that was passed on by a parent is recognised by the fiber that runs.
 *
 * @since 0.1.0
 */
export const isSuspension = (cause: Cause.Cause<unknown>): boolean => {
  const interrupts = cause.reasons.filter((reason) => reason._tag === "Interrupt")
  if (interrupts.some((reason) => reason.annotations.has(Suspension.annotationKey))) return true
  const fiber = Fiber.getCurrent()
  if (interrupts.length === 0 || fiber === undefined) return false
  const interaction = Context.getOrUndefined(fiber.context, Interaction)
  return interaction !== undefined && Suspension.suspending.has(interaction)
}
