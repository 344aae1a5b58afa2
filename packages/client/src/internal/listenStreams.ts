/**
 * Subscriptions as requests that stay open: the server acknowledges first, tags everything with the request's id, and
 * answers when it has had enough.
 *
 * @spec 2026-07-28/basic/patterns/subscriptions#receiving-notifications
 * @since 0.1.0
 */
import { RequestError } from "@effect-mcp/protocol"
import { JsonRpc, Meta } from "@effect-mcp/schema"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"

import type { ClientError } from "../ClientError.ts"
import type { Filter } from "../Subscription.ts"
import type { Opened } from "./opening.ts"
import { failed } from "./reason.ts"
import type { Requester } from "./requester.ts"
import type { Subscription } from "./subscription.ts"
import type { Way } from "./subscriptions.ts"

const method = "subscriptions/listen"

type Params = { readonly [name: string]: unknown } | undefined

interface Listener {
  readonly opened: Opened
  readonly subscription: Subscription
  readonly acknowledged: Deferred.Deferred<void, ClientError>
  /** The server took it down without an answer. */
  cancelled: boolean
}

/** The listen streams of one link. @since 0.1.0 */
export class ListenStreams implements Way {
  private readonly byId = new Map<JsonRpc.RequestId, Listener>()
  private readonly requester: Requester
  private readonly scope: Scope.Scope
  private readonly patience: Duration.Duration

  constructor(requester: Requester, scope: Scope.Scope, patience: Duration.Duration) {
    this.requester = requester
    this.scope = scope
    this.patience = patience
  }

  start = Effect.fnUntraced(function* (
    this: ListenStreams,
    opened: Opened,
    subscription: Subscription
  ) {
    const listener: Listener = {
      opened,
      subscription,
      acknowledged: Deferred.makeUnsafe(),
      cancelled: false
    }
    const fiber = yield* Effect.forkIn(this.listen(listener), this.scope)
    subscription.stop = Fiber.interrupt(fiber)
    yield* Deferred.await(listener.acknowledged).pipe(
      Effect.timeoutOrElse({
        duration: this.patience,
        orElse: () => Effect.fail(failed(method, unacknowledged(this.patience)))
      }),
      Effect.onError(() => subscription.stop)
    )
  })

  forget(): void {
    this.byId.clear()
  }

  /** Whose stream a notification came on; nobody's, if its id is none we listen under. */
  owner(params: Params): Subscription | undefined {
    return this.listener(params)?.subscription
  }

  acknowledge(params: Params, filter: Filter): void {
    const listener = this.listener(params)
    if (listener === undefined) return
    listener.subscription.acknowledged = filter
    Deferred.doneUnsafe(listener.acknowledged, Exit.void)
  }

  /**
   * The server ends a stream without answering the request.
   *
   * @spec 2026-07-28/basic/patterns/cancellation#transport-specific-cancellation
   */
  cancel(id: JsonRpc.RequestId): void {
    const listener = this.byId.get(id)
    if (listener === undefined) return
    listener.cancelled = true
    listener.opened.link.connection.outgoing.result(id, {})
  }

  private listener(params: Params): Listener | undefined {
    const meta = params?.["_meta"]
    const id: unknown =
      typeof meta === "object" && meta !== null ? Reflect.get(meta, Meta.subscriptionId) : undefined
    return JsonRpc.isRequestId(id) ? this.byId.get(id) : undefined
  }

  private listen(listener: Listener): Effect.Effect<void> {
    let own: JsonRpc.RequestId | undefined
    const { opened, subscription } = listener
    const request = this.requester.once(
      opened,
      method,
      { notifications: subscription.filter },
      {
        timeout: Duration.infinity,
        ceiling: Duration.infinity,
        onId: (id) => {
          own = id
          this.byId.set(id, listener)
        }
      }
    )
    return Effect.onExit(request, (exit) =>
      Effect.sync(() => {
        if (own !== undefined && this.byId.get(own) === listener) this.byId.delete(own)
        finish(listener, exit)
      })
    ).pipe(Effect.ignore)
  }
}

const finish = (listener: Listener, exit: Exit.Exit<unknown, ClientError>): void => {
  const { acknowledged, cancelled, subscription } = listener
  const error = Exit.isFailure(exit) ? Exit.findErrorOption(exit) : undefined
  const refused = error?._tag === "Some" && !cancelled ? error.value : early
  if (Deferred.doneUnsafe(acknowledged, Exit.fail(refused))) return
  if (cancelled) return subscription.end(Exit.succeed("Cancelled"))
  if (Exit.isSuccess(exit)) return subscription.end(Exit.succeed("Completed"))
  // A lost connection may come back, and the subscription with it: the session knows.
  if (error?._tag === "Some" && error.value.reason._tag !== "Disconnected") {
    subscription.end(Exit.fail(error.value))
  }
}

const early = failed(
  method,
  new RequestError.InvalidResult({
    issue: "the server ended the subscription before it acknowledged it"
  })
)

const unacknowledged = (after: Duration.Duration) =>
  new RequestError.TimedOut({ after: Duration.toMillis(after) })
