/**
 * Questions where the server can ask: each is a request to the client on the stream of the call in
 * flight, and the handler's fiber waits for its answer. The handler runs once, so every step does.
 *
 * @spec 2025-11-25/client/elicitation#message-flow
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"

import {
  type AskError,
  type InputRequest,
  InvalidAnswer,
  type Question,
  Refused,
  TooManyQuestions
} from "./Interaction.ts"
import * as Interpreter from "./Interpreter.ts"
import type { StepRecord } from "./Steps.ts"

/**
 * A JSON-RPC error that the client answered a request with.
 *
 * @since 0.1.0
 */
export interface PeerRefused {
  readonly code: number
  readonly message: string
}

/**
 * The client at the other end of the call.
 *
 * @since 0.1.0
 */
export interface Peer {
  /** Whether it declared the capability. */
  readonly supports: (capability: string) => boolean
  /** Its raw answer. Interrupting this cancels the request. */
  readonly request: (request: InputRequest) => Effect.Effect<unknown, PeerRefused>
}

/**
 * @since 0.1.0
 */
export interface Options {
  /**
   * How many questions of this call may be open at the same moment; one more fails with
   * `TooManyQuestions`.
   *
   * @default 32
   */
  readonly maxOpen?: number | undefined
  /**
   * How often a question is sent before an invalid answer fails with `InvalidAnswer`.
   *
   * @default 3
   */
  readonly attempts?: number | undefined
}

/**
 * The interpreter of one call.
 *
 * @since 0.1.0
 */
export const make = (peer: Peer, callId: string, options?: Options): Interpreter.Interpreter => {
  const limit = options?.maxOpen ?? 32
  const keys = new Interpreter.Names()
  const paths = new Interpreter.Names()
  let open = 0

  const send = <A, R>(question: Question<A, R>): Effect.Effect<A, AskError, R> => {
    if (open >= limit) return Effect.fail(new TooManyQuestions({ limit }))
    const { key } = Interpreter.identify(keys, question)
    return Effect.acquireUseRelease(
      Effect.sync(() => open++),
      () => attempt(peer, key, question, options?.attempts ?? 3),
      () => Effect.sync(() => open--)
    )
  }

  return {
    interaction: {
      ask: <A, R>(question: Question<A, R>) =>
        Effect.withFiber((fiber): Effect.Effect<A, AskError, R> => {
          const misuse = Interpreter.misuse(fiber, "A question was asked")
          if (misuse !== undefined) return Effect.die(misuse)
          const unsupported = Interpreter.unsupported(question, peer.supports)
          return unsupported === undefined ? send(question) : Effect.fail(unsupported)
        }),
      escalate: Effect.withFiber((fiber) => {
        const misuse = Interpreter.misuse(fiber, "A call was handed to a task")
        return misuse === undefined ? Effect.void : Effect.die(misuse)
      })
    },
    steps: {
      callId,
      step: <R>(name: string, run: Effect.Effect<StepRecord, never, R>) =>
        Effect.withFiber((fiber) =>
          Interpreter.inside(paths.take(Interpreter.stepPath(fiber, name)), run)
        )
    }
  }
}

/** Asks until the answer can be read, at most `left` times. */
const attempt = <A, R>(
  peer: Peer,
  key: string,
  question: Question<A, R>,
  left: number
): Effect.Effect<A, InvalidAnswer | Refused, R> => {
  const again = (error: Schema.SchemaError): Effect.Effect<A, InvalidAnswer | Refused, R> =>
    left > 1
      ? attempt(peer, key, question, left - 1)
      : Effect.fail(new InvalidAnswer({ key, problem: error.message }))
  return Effect.matchEffect(peer.request({ method: question.method, params: question.params }), {
    onFailure: ({ code, message }) => Effect.fail(new Refused({ key, code, reason: message })),
    onSuccess: (raw) => question.decode(raw).pipe(Effect.catch(again))
  })
}
