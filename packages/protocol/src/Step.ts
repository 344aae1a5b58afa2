/**
 * Side effects that happen once although their handler may run many times.
 *
 * What "once" means, per interpreter:
 * - pushed questions: once, the handler runs once;
 * - replayed: once in each chain of presented states. A client that presents an old state again makes
 *   the later steps run again (`StateLedger` refuses that), a client that never comes back leaves the
 *   finished steps done;
 * - tasks: once, unless the process dies inside the step.
 *
 * Where a second run must not matter, hand `idempotencyKey` to the system that does the work.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

import { Diverged, type Interaction, Misuse } from "./Interaction.ts"
import { digest } from "./internal/digest.ts"
import { type StepRecord, Steps } from "./Steps.ts"

/**
 * What the compiler says of a question inside a step.
 *
 * @since 0.1.0
 */
export interface QuestionInsideStep {
  readonly "A step must not ask questions: ask before it and pass the answer in": never
}

/**
 * `unknown` for what asks nothing.
 *
 * @since 0.1.0
 */
export type NoQuestion<R> = [Extract<R, Interaction>] extends [never] ? unknown : QuestionInsideStep

type Services<S extends Schema.Constraint> = S["DecodingServices"] | S["EncodingServices"]

/**
 * Runs `effect` and remembers its value, or its typed failure when `error` says how to write it down.
 * The next run of the handler gets what was remembered. Defects and interruptions are not remembered:
 * that step runs again. Without `error` the effect must not fail, so that a failure somebody caught
 * cannot turn into a success in the next run.
 *
 * The value and the failure travel in the sealed state, so keep them small. The n-th use of a name is
 * a step of its own; a step within a step is remembered until the outer one is.
 *
 * @since 0.1.0
 */
export const once = <A extends Schema.Constraint, R, E extends Schema.Constraint = Schema.Never>(
  name: string,
  success: A,
  effect: NoQuestion<R> & Effect.Effect<NoInfer<A["Type"]>, NoInfer<E["Type"]>, R>,
  options?: { readonly error?: E | undefined }
): Effect.Effect<A["Type"], E["Type"], Steps | R | Services<A> | Services<E>> => {
  const ok = codec(success)
  const err = options?.error === undefined ? undefined : codec(options.error)
  const recorded = Steps.use((steps) =>
    // Only the author's effect can be interrupted: what it has done is always written down.
    Effect.uninterruptibleMask((restore) =>
      steps.step(name, record(name, restore(effect), ok, err))
    )
  )
  return Effect.flatMap(recorded, (outcome) => replay(name, outcome, ok, err))
}

/**
 * The same text for every run of the step `name` of this call, in every replay, and for no other call.
 * The target's own idempotency is the only "exactly once" there is.
 *
 * @since 0.1.0
 */
export const idempotencyKey = (name: string): Effect.Effect<string, never, Steps> =>
  Steps.useSync((steps) => digest(`${steps.callId}\n${name}`, 32))

interface Codec<A, RD, RE> {
  readonly encode: (value: A) => Effect.Effect<Schema.Json, Schema.SchemaError, RE>
  readonly decode: (json: Schema.Json) => Effect.Effect<A, Schema.SchemaError, RD>
}

type CodecOf<S extends Schema.Constraint> = Codec<
  S["Type"],
  S["DecodingServices"],
  S["EncodingServices"]
>

const codecs = new WeakMap<Schema.Constraint, CodecOf<Schema.Constraint>>()

/** A handler makes its steps anew in each run; the codec of a schema is made once. */
const codec = <S extends Schema.Constraint>(schema: S): CodecOf<S> => {
  const known = codecs.get(schema)
  if (known !== undefined) return known
  const json = Schema.toCodecJson(schema)
  const made: CodecOf<S> = {
    encode: Schema.encodeEffect(json),
    decode: Schema.decodeEffect(json)
  }
  codecs.set(schema, made)
  return made
}

const record = <A, E, R, RD, RE, ERD, ERE>(
  name: string,
  effect: Effect.Effect<A, E, R>,
  ok: Codec<A, RD, RE>,
  err: Codec<E, ERD, ERE> | undefined
): Effect.Effect<StepRecord, never, R | RE | ERE> =>
  Effect.matchEffect(effect, {
    onSuccess: (value) =>
      Effect.map(Effect.orDie(ok.encode(value)), (json): StepRecord => ({ ok: json })),
    onFailure: (error): Effect.Effect<StepRecord, never, ERE> =>
      err === undefined
        ? Effect.die(new Misuse({ message: `The step "${name}" failed and has no error schema.` }))
        : Effect.map(Effect.orDie(err.encode(error)), (json): StepRecord => ({ err: json }))
  })

const replay = <A, E, RD, RE, ERD, ERE>(
  name: string,
  outcome: StepRecord,
  ok: Codec<A, RD, RE>,
  err: Codec<E, ERD, ERE> | undefined
): Effect.Effect<A, E, RD | ERD> => {
  if ("ok" in outcome) return fitting(name, ok.decode(outcome.ok))
  if (err === undefined) {
    return Effect.die(diverged(name, "it is recorded as failed and has no error schema"))
  }
  return Effect.flatMap(fitting(name, err.decode(outcome.err)), Effect.fail)
}

const fitting = <A, R>(
  name: string,
  decoded: Effect.Effect<A, Schema.SchemaError, R>
): Effect.Effect<A, never, R> =>
  decoded.pipe(Effect.catch((error) => Effect.die(diverged(name, error.message))))

const diverged = (name: string, why: string): Diverged =>
  new Diverged({
    message: `The record of the step "${name}" does not fit (was it changed in between? then rename it): ${why}`
  })
