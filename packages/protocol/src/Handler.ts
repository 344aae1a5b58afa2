/**
 * What answers one method.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import type * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

import type { Exchange } from "./Exchange.ts"
import type { Interaction, InteractionError } from "./Interaction.ts"
import type { JsonObject } from "./JsonObject.ts"
import type { McpRequest, Request } from "./McpRequest.ts"
import type { Principal } from "./Principal.ts"
import * as RpcError from "./RpcError.ts"
import * as SchemaIssues from "./SchemaIssues.ts"
import type { Steps } from "./Steps.ts"

/**
 * A result that is JSON text already, complete as the revision wants it (`ResultText`).
 *
 * @since 0.1.0
 */
export class Encoded {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/**
 * What a request is answered with.
 *
 * @since 0.1.0
 */
export type Answer = JsonObject | Encoded

/**
 * What a handler can fail with. `Unsupported` becomes the revision's "capability required"; the other
 * ends of a question become an error that says which.
 *
 * @since 0.1.0
 */
export type Failure = RpcError.RpcError | InteractionError

/**
 * What every handler is given anew, on top of the context of its dispatcher. `Interaction` and `Steps`
 * are there for `interactive` handlers only.
 *
 * @since 0.1.0
 */
export type RequestServices = McpRequest | Principal | Interaction | Steps

/**
 * The work of one request.
 *
 * @since 0.1.0
 */
export type Outcome<R> = Effect.Effect<Answer, Failure, R>

/**
 * The exit of work that is done already; such work needs no fiber.
 *
 * @since 0.1.0
 */
export const finished = <A, E, R>(work: Effect.Effect<A, E, R>): Exit.Exit<A, E> | undefined =>
  // `isExit` forgets the types that an Exit shares with its Effect
  Exit.isExit(work) ? (work as unknown as Exit.Exit<A, E>) : undefined

/**
 * What answers one method.
 *
 * @since 0.1.0
 */
export interface Handler<out R> {
  /** Called once a message, outside any fiber. Give an `Exit` where nothing has to be waited for. */
  readonly run: (request: Request) => Outcome<R | RequestServices>
  /** It may ask the peer. Only for the methods whose result the revision lets be a question. */
  readonly interactive?: boolean | undefined
}

/**
 * By method.
 *
 * @since 0.1.0
 */
export type Handlers<R> = { readonly [method: string]: Handler<R> }

/**
 * What takes a notification; it answers nothing and must not throw.
 *
 * @since 0.1.0
 */
export type Notified = (params: JsonObject | undefined, exchange: Exchange) => void

/**
 * By method.
 *
 * @since 0.1.0
 */
export type Notifications = { readonly [method: string]: Notified }

/**
 * Something that happens around every request.
 *
 * @since 0.1.0
 */
export type Around = <R>(next: Outcome<R>, request: Request) => Outcome<R | RequestServices>

/**
 * A handler whose parameters are read by a schema; what it refuses is -32602, with the place.
 *
 * @since 0.1.0
 */
export const decoded = <P extends Schema.ConstraintDecoder<unknown>, R = never>(
  params: P,
  run: (params: P["Type"], request: Request) => Outcome<R | RequestServices>,
  options?: { readonly interactive?: boolean | undefined }
): Handler<Exclude<R, RequestServices>> => {
  const decode = Schema.decodeUnknownExit(params)
  return {
    interactive: options?.interactive,
    run: (request) => {
      const read = decode(request.params ?? {})
      return Exit.isSuccess(read)
        ? // what is left of R without the request's own services, plus these, is R
          (run(read.value, request) as Outcome<Exclude<R, RequestServices> | RequestServices>)
        : Exit.fail(invalidParams(read.cause))
    }
  }
}

const invalidParams = (cause: Cause.Cause<Schema.SchemaError>): RpcError.RpcError => {
  const error = Cause.findError(cause)
  const issues = Result.isSuccess(error) ? SchemaIssues.of(error.success) : []
  return RpcError.invalidParams(`Invalid params: ${SchemaIssues.describe(issues)}`)
}
