/**
 * Who wants to hear of which changes, the same in both eras: a listen stream each where the revision has them
 * (`ListenStreams`), else a share in what the connection brings (`Watched`).
 *
 * What was asked for is asked for again after a reconnect.
 *
 * @spec 2026-07-28/basic/patterns/subscriptions#opening-a-stream
 * @spec 2025-11-25/server/resources#subscriptions
 * @since 0.1.0
 */
import type { Caller } from "@effect-mcp/protocol"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"

import type { ClientError } from "../ClientError.ts"
import type { Change } from "../ClientEvent.ts"
import type { Filter, Listening } from "../Subscription.ts"
import type { ListenStreams } from "./listenStreams.ts"
import type { Opened } from "./opening.ts"
import { Subscription } from "./subscription.ts"
import type { Watched } from "./watched.ts"

/** How a subscription is kept on one link. `start` is done once the server has agreed. @since 0.1.0 */
export interface Way {
  readonly start: (opened: Opened, subscription: Subscription) => Effect.Effect<void, ClientError>
  /** Forgets the link that is gone. */
  readonly forget: () => void
}

/** The subscriptions of one client. @since 0.1.0 */
export class Subscriptions {
  private readonly open = new Set<Subscription>()
  private readonly streams: ListenStreams
  private readonly watched: Watched

  constructor(streams: ListenStreams, watched: Watched) {
    this.streams = streams
    this.watched = watched
  }

  /** Opens a subscription; it lives as long as the scope. */
  listen(opened: Opened, filter: Filter): Effect.Effect<Listening, ClientError, Scope.Scope> {
    const subscription = new Subscription(filter)
    const close = Effect.suspend(() => this.close(subscription))
    const register = Effect.acquireRelease(
      Effect.sync(() => this.open.add(subscription)),
      () => close
    )
    const started = Effect.onError(this.start(opened, subscription), () => close)
    return Effect.as(Effect.andThen(register, started), {
      get acknowledged() {
        return subscription.acknowledged
      },
      changes: subscription.changes,
      notices: subscription.notices,
      ended: Deferred.await(subscription.ended)
    })
  }

  /** A change that came on the connection itself, for all who want it. */
  deliver(change: Change): void {
    for (const subscription of this.open) subscription.deliver(change)
  }

  /** What an extension was told on the connection itself. */
  hear(notice: Caller.Notice): void {
    for (const subscription of this.open) subscription.hear(notice)
  }

  /** Asks a new link for all that was asked of the last. One that is refused now has ended. */
  restore(opened: Opened): Effect.Effect<void> {
    this.streams.forget()
    this.watched.forget()
    return Effect.forEach(
      [...this.open].filter(({ isOver }) => !isOver),
      (subscription) =>
        this.start(opened, subscription).pipe(
          Effect.catch((error) => Effect.sync(() => subscription.end(Exit.fail(error))))
        ),
      { discard: true, concurrency: "unbounded" }
    )
  }

  /** There will be no other link. */
  gone(error: ClientError): void {
    for (const subscription of this.open) subscription.end(Exit.fail(error))
  }

  private start(opened: Opened, subscription: Subscription): Effect.Effect<void, ClientError> {
    const way: Way = opened.agreement.revision.changes === "Listen" ? this.streams : this.watched
    return way.start(opened, subscription)
  }

  private close(subscription: Subscription): Effect.Effect<void> {
    this.open.delete(subscription)
    return subscription.stop
  }
}
