/**
 * Subscriptions as requests that stay open: the server acknowledges first, tags everything with the request's id, and
 * answers when it has had enough.
 *
 * Where each request has a stream of its own, one may end while the link lives. Then the server is asked again, less and
 * less often, until it has failed too many times in a row.
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
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"

import type { ClientError } from "../ClientError.ts"
import type { Filter } from "../Subscription.ts"
import type { Opened } from "./opening.ts"
import { Pacing } from "./pacing.ts"
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
  /** The stream before was lost, and what happened since with it. */
  missed: boolean
}

/** What the streams of one client need. @since 0.1.0 */
export interface Options {
  readonly requester: Requester
  readonly scope: Scope.Scope
  /** How long an acknowledgment may take. */
  readonly patience: Duration.Duration
  /** Told of a subscription that is heard again, and has not heard what happened meanwhile. */
  readonly resumed: (subscription: Subscription) => void
}

/** About three minutes of tries. */
const pace = Schedule.min([Schedule.exponential("500 millis"), Schedule.spaced("30 seconds")]).pipe(
  Schedule.upTo({ times: 10 })
)

/** The listen streams of one link. @since 0.1.0 */
export class ListenStreams implements Way {
  private readonly byId = new Map<JsonRpc.RequestId, Listener>()
  private readonly options: Options

  constructor(options: Options) {
    this.options = options
  }

  start = Effect.fnUntraced(function* (
    this: ListenStreams,
    opened: Opened,
    subscription: Subscription
  ) {
    const { patience, scope } = this.options
    const listener: Listener = {
      opened,
      subscription,
      acknowledged: Deferred.makeUnsafe(),
      cancelled: false,
      missed: false
    }
    const fiber = yield* Effect.forkIn(this.keep(listener), scope)
    subscription.stop = Fiber.interrupt(fiber)
    yield* Deferred.await(listener.acknowledged).pipe(
      Effect.timeoutOrElse({
        duration: patience,
        orElse: () => Effect.fail(failed(method, unacknowledged(patience)))
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
    if (!listener.missed) return
    listener.missed = false
    this.options.resumed(listener.subscription)
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

  /** Listens until it is over; on another stream where only the stream was lost. */
  private keep(listener: Listener): Effect.Effect<void> {
    const pacing = new Pacing(pace)
    const again = (error: ClientError): Effect.Effect<void, ClientError> => {
      if (!isStreamLost(listener, error)) return Effect.fail(error)
      listener.missed = true
      return Effect.andThen(pacing.afterLoss(error), once)
    }
    const once: Effect.Effect<void, ClientError> = Effect.suspend(() =>
      Effect.andThen(pacing.opened, this.listen(listener))
    ).pipe(Effect.catch(again))
    return Effect.onExit(once, (exit) => Effect.sync(() => finish(listener, exit))).pipe(
      Effect.ignore
    )
  }

  private listen(listener: Listener): Effect.Effect<void, ClientError> {
    let own: JsonRpc.RequestId | undefined
    const { opened, subscription } = listener
    const request = this.options.requester.once(
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
    return Effect.ensuring(
      Effect.asVoid(request),
      Effect.sync(() => {
        if (own !== undefined && this.byId.get(own) === listener) this.byId.delete(own)
      })
    )
  }
}

/** The link is there, and had agreed to the subscription. */
const isStreamLost = ({ acknowledged, opened }: Listener, { reason }: ClientError): boolean =>
  isPassing(reason) && Deferred.isDoneUnsafe(acknowledged) && !opened.link.connection.closed

/** What may be otherwise a little later. */
const isPassing = (reason: ClientError["reason"]): boolean =>
  reason._tag === "Disconnected" ||
  reason._tag === "Unreachable" ||
  (reason._tag === "Rejected" && (reason.status === 429 || reason.status >= 500))

const finish = (listener: Listener, exit: Exit.Exit<unknown, ClientError>): void => {
  const { acknowledged, cancelled, opened, subscription } = listener
  const error = Exit.isFailure(exit) ? Exit.findErrorOption(exit) : undefined
  const refused = error?._tag === "Some" && !cancelled ? error.value : early
  if (Deferred.doneUnsafe(acknowledged, Exit.fail(refused))) return
  if (cancelled) return subscription.end(Exit.succeed("Cancelled"))
  if (Exit.isSuccess(exit)) return subscription.end(Exit.succeed("Completed"))
  if (error?._tag !== "Some") return
  // A lost connection may come back, and the subscription with it: the session knows.
  const isLost = error.value.reason._tag === "Disconnected" && opened.link.connection.closed
  if (!isLost) subscription.end(Exit.fail(error.value))
}

const early = failed(
  method,
  new RequestError.InvalidResult({
    issue: "the server ended the subscription before it acknowledged it"
  })
)

const unacknowledged = (after: Duration.Duration) =>
  new RequestError.TimedOut({ after: Duration.toMillis(after) })
