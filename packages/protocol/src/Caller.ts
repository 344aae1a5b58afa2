/**
 * The requester's side, as an extension meets it: before a request of ours is sent, and after an answer that is not yet
 * the result that was asked for.
 *
 * @since 0.1.0
 */
import type { Capabilities, InputRequired, Revision, Tool } from "@effect-mcp/schema"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"

import type { JsonObject } from "./JsonObject.ts"
import type { RequestOptions } from "./Outgoing.ts"

/**
 * An extension could not bring a request to the result it asked for. `cause` is an error of its own.
 *
 * @since 0.1.0
 */
export class Unresolved extends Schema.TaggedError<Unresolved>()("Unresolved", {
  extension: Schema.String,
  cause: Schema.Defect()
}) {}

/**
 * What a requester's side fails with, as far as an extension looks into it: a reason such as a `RequestError`.
 *
 * @since 0.1.0
 */
export interface Failure {
  readonly reason: { readonly _tag: string }
}

/**
 * The requester's side, for what comes after an answer. One object for all requests of a client.
 *
 * @since 0.1.0
 */
export interface Caller<out E extends Failure> {
  readonly revision: Revision.Revision
  /** There is no connection, and none will be opened. */
  readonly over: boolean
  /** Over whatever connection there is, after a reconnect too. */
  readonly send: (
    method: string,
    params: JsonObject | undefined,
    options?: Pick<RequestOptions, "timeout" | "ceiling">
  ) => Effect.Effect<JsonObject, E>
  /** Answers a question by the handlers that were provided; `key` is for the error where none does. */
  readonly fulfil: (
    key: string,
    question: InputRequired.InputRequest
  ) => Effect.Effect<InputRequired.InputResponse, E>
  /** Hears the notifications that the extension names (`ClientExtension.heard`), until the scope closes. */
  readonly listen: (filter: JsonObject) => Effect.Effect<Listening<E>, E, Scope.Scope>
}

/**
 * What is heard of a `Caller.listen`.
 *
 * @spec 2026-07-28/basic/patterns/subscriptions#acknowledgment
 * @since 0.1.0
 */
export interface Listening<out E> {
  /** What the peer agreed to. */
  readonly acknowledged: { readonly [member: string]: unknown }
  /** From the moment it is run. */
  readonly notices: Stream.Stream<Notice>
  /** Waits for the peer to end it, or for a connection that is gone for good. */
  readonly ended: Effect.Effect<unknown, E>
}

/**
 * A notification of an extension.
 *
 * @since 0.1.0
 */
export interface Notice {
  readonly method: string
  readonly params: JsonObject
}

/**
 * Rewrites the parameters of a request of ours. Run by whoever makes the request.
 *
 * @since 0.1.0
 */
export type Prepare = (params: JsonObject, prospect: Prospect) => Effect.Effect<Prepared>

/**
 * What is known before a request is sent.
 *
 * @since 0.1.0
 */
export interface Prospect {
  readonly peer: Capabilities.ServerCapabilities
  /** The tool as it was last listed; one that never was is asked for, once. */
  readonly tool: (name: string) => Effect.Effect<Tool.Tool | undefined>
}

/**
 * What to send. `late` is given an answer that comes after its caller has gone away; with it the request is never
 * cancelled.
 *
 * @since 0.1.0
 */
export interface Prepared {
  readonly params: JsonObject
  readonly late?:
    | (<E extends Failure>(result: JsonObject, caller: Caller<E>) => Effect.Effect<void>)
    | undefined
}
