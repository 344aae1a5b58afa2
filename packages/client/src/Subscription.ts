/**
 * Being told of changes.
 *
 * @spec 2026-07-28/basic/patterns/subscriptions#notification-filter
 * @since 0.1.0
 */
import type { Caller } from "@effect-mcp/protocol"
import type { Subscription } from "@effect-mcp/schema"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"

import type { ClientError } from "./ClientError.ts"
import type { Change } from "./ClientEvent.ts"

/** What to hear of. Extensions may add members. @since 0.1.0 */
export type Filter = Subscription.SubscriptionFilter

/** How a subscription ended that nobody here closed. @since 0.1.0 */
export type End = "Completed" | "Cancelled"

/** A subscription that is open until its scope closes or the server ends it. @since 0.1.0 */
export interface Listening {
  /**
   * What the server agreed to: compare it with what was asked for, and do without the rest.
   *
   * @spec 2026-07-28/basic/patterns/subscriptions#acknowledgment
   */
  readonly acknowledged: Filter
  /** From the moment it is run: fork with `{ startImmediately: true }`, or the first may pass unheard. */
  readonly changes: Stream.Stream<Change>
  /** What extensions are told on it, likewise. */
  readonly notices: Stream.Stream<Caller.Notice>
  /** Waits for the server to end it. Fails when the connection is gone for good. */
  readonly ended: Effect.Effect<End, ClientError>
}
