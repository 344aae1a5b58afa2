/**
 * What a transport hands over together with one inbound message: who sent it, and how to answer it.
 *
 * For a request exactly one of `answer` and `silent` is called, once. A batch counts as one message.
 *
 * @since 0.1.0
 */
import type { Revision } from "@effect-mcp/schema"

import type { Connection } from "./Connection.ts"
import type { Identity } from "./Principal.ts"

/**
 * What a transport can tell the engine of a call that is suspended.
 *
 * @since 0.1.0
 */
export interface Underway {
  /** The peer closed this message's stream; whether that stops the call is the revision's to say. */
  readonly abort: () => void
  /** The transport goes down; stops a call that has no connection which could be closed instead. */
  readonly interrupt: () => void
}

/**
 * One inbound message's way back.
 *
 * @since 0.1.0
 */
export interface Exchange {
  readonly principal: Identity
  /** `undefined` for a stateless call whose transport keeps nothing between two messages. */
  readonly connection: Connection | undefined
  /** Lower-case names. Only where the transport has headers. */
  readonly headers?: { readonly [name: string]: string | undefined } | undefined
  /** What is spoken if neither the message nor the connection says so; a transport may know from a header. */
  readonly revision?: Revision.Revision | undefined
  /** Sends a frame on this message's own stream, before the answer. */
  readonly send: (frame: string) => void
  /** The answer; `code` is its JSON-RPC error code if it is an error. */
  readonly answer: (frame: string, code?: number) => void
  /** No answer will come: a notification was taken, or the request was cancelled. */
  readonly silent: () => void
  /** Set by the engine for as long as the call is suspended. */
  underway?: Underway | undefined
}
