/**
 * Subscriptions where changes come on the connection itself: lists are announced anyway, and each resource is watched as
 * long as anybody listens to it.
 *
 * @spec 2025-11-25/server/resources#subscriptions
 * @since 0.1.0
 */
import type { Capabilities } from "@effect-mcp/schema"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Scope from "effect/Scope"

import type { ClientError } from "../ClientError.ts"
import type { Filter } from "../Subscription.ts"
import type { Opened } from "./opening.ts"
import type { Requester } from "./requester.ts"
import { members, type Subscription } from "./subscription.ts"
import type { Way } from "./subscriptions.ts"

/** The watched resources of one link. @since 0.1.0 */
export class Watched implements Way {
  private readonly watches = new Map<string, Watch>()
  private readonly requester: Requester
  private readonly scope: Scope.Scope

  constructor(requester: Requester, scope: Scope.Scope) {
    this.requester = requester
    this.scope = scope
  }

  /** What the server would not watch is left out of what is acknowledged. */
  start(opened: Opened, subscription: Subscription): Effect.Effect<void, ClientError> {
    const { capabilities } = opened.agreement
    const uris = [...new Set(subscription.filter.resourceSubscriptions ?? [])]
    const kept: Array<string> = []
    subscription.stop = Effect.suspend(() =>
      Effect.forEach(kept, (uri) => this.release(opened, uri), { discard: true })
    )
    const watch = (uri: string) =>
      Effect.map(this.acquire(opened, uri), (watched) => {
        if (watched) kept.push(uri)
      })
    const all =
      capabilities.resources?.subscribe === true
        ? Effect.forEach(uris, watch, { discard: true, concurrency: 8 })
        : Effect.void
    return Effect.map(all, () => {
      subscription.acknowledged = honoured(subscription.filter, capabilities, kept)
    })
  }

  forget(): void {
    this.watches.clear()
  }

  /** Whether the server watches it. Who comes second waits for the answer that the first gets. */
  private acquire(opened: Opened, uri: string): Effect.Effect<boolean, ClientError> {
    return Effect.suspend(() => {
      const shared = this.watches.get(uri)
      if (shared === undefined) return this.subscribe(opened, uri)
      shared.count += 1
      const leave = Effect.sync(() => this.leave(uri, shared))
      return Effect.onInterrupt(Deferred.await(shared.answered), () => leave)
    })
  }

  private subscribe(opened: Opened, uri: string): Effect.Effect<boolean, ClientError> {
    const watch: Watch = { count: 1, answered: Deferred.makeUnsafe() }
    this.watches.set(uri, watch)
    return this.requester.once(opened, "resources/subscribe", { uri }).pipe(
      Effect.as(true),
      Effect.catch((error) => (isRefusal(error) ? Effect.succeed(false) : Effect.fail(error))),
      Effect.onExit((exit) =>
        Effect.sync(() => {
          const watched = Exit.isSuccess(exit) && exit.value
          if (!watched && this.watches.get(uri) === watch) this.watches.delete(uri)
          Deferred.doneUnsafe(watch.answered, Exit.hasInterrupts(exit) ? Exit.succeed(false) : exit)
        })
      )
    )
  }

  /** Has been sent when it is done, so that watching the resource again comes after it; the answer is nobody's. */
  private release(opened: Opened, uri: string): Effect.Effect<void> {
    const watch = this.watches.get(uri)
    if (watch === undefined || opened.link.connection.closed || !this.leave(uri, watch)) {
      return Effect.void
    }
    const unsubscribe = this.requester.once(opened, "resources/unsubscribe", { uri })
    return Effect.asVoid(
      Effect.forkIn(Effect.ignore(unsubscribe), this.scope, { startImmediately: true })
    )
  }

  /** Whether it was the last. */
  private leave(uri: string, watch: Watch): boolean {
    watch.count -= 1
    if (watch.count > 0) return false
    if (this.watches.get(uri) === watch) this.watches.delete(uri)
    return true
  }
}

interface Watch {
  count: number
  readonly answered: Deferred.Deferred<boolean, ClientError>
}

const isRefusal = ({ reason }: ClientError): boolean =>
  reason._tag === "Refused" || reason._tag === "ResourceNotFound"

const honoured = (
  filter: Filter,
  capabilities: Capabilities.ServerCapabilities,
  resourceSubscriptions: ReadonlyArray<string>
): Filter => {
  const lists = (["tools", "prompts", "resources"] as const).filter(
    (list) => filter[members[list]] === true && capabilities[list]?.listChanged === true
  )
  return {
    ...Object.fromEntries(lists.map((list) => [members[list], true])),
    ...(resourceSubscriptions.length > 0 ? { resourceSubscriptions } : undefined)
  }
}
