/**
 * An answer that an extension has to go on from before there is the result that was asked for.
 *
 * @since 0.1.0
 */
import type { Caller, Extension, Outgoing, RequestError } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"

import type { ClientError } from "../ClientError.ts"
import * as Answer from "./answer.ts"
import { failed, named, type Question } from "./reason.ts"

/** What an extension can end with. @since 0.1.0 */
export type Ended = ClientError | RequestError.RequestError | Caller.Unresolved

/** Where it came from. @since 0.1.0 */
export interface Options {
  readonly kind: Extension.ResultType
  readonly raw: Outgoing.JsonObject
  readonly asked: Question
  readonly release?: () => void
}

/** One such answer; `A` is what was asked for. @since 0.1.0 */
export class Further<A> {
  readonly raw: Outgoing.JsonObject
  private readonly options: Options

  constructor(options: Options) {
    this.raw = options.raw
    this.options = options
  }

  /** However long that takes. */
  resolve(caller: Caller.Caller<ClientError>): Effect.Effect<A, ClientError> {
    const { asked, kind, raw, release } = this.options
    if (kind.resolve === undefined) return Effect.succeed(raw as A)
    const result = read<A>(asked, kind.resolve(raw, caller))
    return release === undefined ? result : Effect.ensuring(result, Effect.sync(release))
  }

  /** Somebody else goes on from it. */
  leave(): void {
    this.options.release?.()
  }
}

/**
 * What an extension brought in place of an answer, as the answer itself would have been read.
 *
 * @since 0.1.0
 */
export const read = <A>(
  asked: Question,
  brought: Effect.Effect<Outgoing.JsonObject, Ended>
): Effect.Effect<A, ClientError> =>
  brought.pipe(
    Effect.mapError((error) => told(asked, error)),
    Effect.flatMap((raw) => Answer.complete(asked.revision, asked.method, raw)),
    // The revision's own schema of this method has decoded it.
    Effect.map((result) => result as A)
  )

const told = (asked: Question, error: Ended): ClientError => {
  if (error._tag === "ClientError") return error
  return failed(asked.method, error._tag === "Unresolved" ? error : named(error, asked))
}
