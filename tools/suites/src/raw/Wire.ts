/**
 * A way to a server that carries what a test says, and nothing else: no schema and no transport of ours reads anything.
 */
import type { Effect, Scope } from "effect"

export type Json = { readonly [member: string]: unknown }

/** What came, and what it came in: a line, a body, the stream of a request, the stream that is nobody's. */
export interface Heard {
  readonly message: Json
  readonly by: "line" | "body" | "stream" | "standing"
  /** Of the response that it came in, over HTTP. */
  readonly status?: number
  /** The id of the request whose response it came in, over HTTP. */
  readonly to?: unknown
}

export interface Line {
  /** Returns once it is on its way; over HTTP a message that nothing answers has arrived. */
  readonly send: (message: Json) => Effect.Effect<void>
  /** Goes away from the stream of this request; without streams it is a notification. */
  readonly leave: (id: unknown) => Effect.Effect<void>
}

/** What says without streams that nobody waits for a request any more. */
export const cancelled = (requestId: unknown): Json => ({
  jsonrpc: "2.0",
  method: "notifications/cancelled",
  params: { requestId }
})

export interface Wire {
  readonly name: string
  /** Until the scope closes. */
  readonly open: (hear: (heard: Heard) => void) => Effect.Effect<Line, never, Scope.Scope>
}

/** A member that is an object; an empty one if it is not there. */
export const child = (json: Json, name: string): Json => (json[name] ?? {}) as Json
