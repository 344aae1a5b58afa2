/**
 * The one link a client talks over, now and after a loss.
 *
 * A link that ends by itself ends every call on it. With a reconnect policy another is opened: calls made meanwhile wait
 * for it, and what a link has to be told anew (subscriptions, the log level) is told by `restore`.
 *
 * A server that has only forgotten the session is still there: then another is begun without a policy, once, and the
 * link before lives on until its last call has ended. If nothing was answered on the new one before that is forgotten
 * too, it is a loss like any other.
 *
 * @spec 2026-07-28/basic/transports/stdio#unexpected-termination
 * @since 0.1.0
 */
import { RequestError } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Schedule from "effect/Schedule"

import type { ClientError } from "../ClientError.ts"
import type { Lost, Restored } from "../ClientEvent.ts"
import * as Link from "./link.ts"
import type { Opened } from "./opening.ts"
import { Pacing } from "./pacing.ts"
import { failed, isSessionLost } from "./reason.ts"

/** What a session is made of. @since 0.1.0 */
export interface Options {
  /** Opens a link; what was spoken last is tried first. */
  readonly open: (last: Revision.Revision | undefined) => Effect.Effect<Opened, ClientError>
  /** When to try again after a loss; never, if absent. */
  readonly reconnect: Schedule.Schedule<unknown, ClientError> | undefined
  /** How long a call waits for a link. */
  readonly patience: Duration.Duration
  /** What a new link has to be told before anybody calls on it. */
  readonly restore: (opened: Opened) => Effect.Effect<void>
  /** There will be no other link. */
  readonly gone: (error: ClientError) => void
  readonly emit: (event: Lost | Restored) => void
  readonly fork: (work: Effect.Effect<unknown>) => void
}

type State =
  | { readonly _tag: "Open"; readonly opened: Opened }
  | { readonly _tag: "Opening"; readonly next: Deferred.Deferred<Opened, ClientError> }
  | { readonly _tag: "Ended"; readonly cause: unknown }

/** The link of one client. @since 0.1.0 */
export class Session {
  /** What was agreed last, also while there is no link. */
  opened: Opened
  private state: State
  /** Its session was begun because the one before was forgotten. */
  private renewal: Opened | undefined
  /** Nobody calls on it yet. */
  private restoring: Opened | undefined
  private readonly options: Options
  private readonly pacing: Pacing | undefined

  constructor(opened: Opened, options: Options) {
    this.options = options
    this.pacing = options.reconnect === undefined ? undefined : new Pacing(options.reconnect)
    this.opened = opened
    this.state = { _tag: "Open", opened }
    this.watch(opened)
  }

  /**
   * The link to call on. Waits while one is being opened; fails with `Disconnected` if there will be none.
   *
   * @since 0.1.0
   */
  current(method: string): Effect.Effect<Opened, ClientError> {
    switch (this.state._tag) {
      case "Open":
        return Effect.succeed(this.state.opened)
      case "Opening":
        return this.waited(method, this.state.next)
      default:
        return Effect.fail(ended(method, this.state.cause))
    }
  }

  /**
   * The link to send on again after the server has forgotten the session of `lost`; fails with `error` where there is
   * none, or where nobody may wait for it.
   *
   * @spec 2025-11-25/basic/transports#session-management
   * @since 0.1.0
   */
  renewed(lost: Opened, error: ClientError, mayWait: boolean): Effect.Effect<Opened, ClientError> {
    return Effect.suspend(() => {
      if (lost === this.restoring) return Effect.fail(error)
      if (this.state._tag === "Open" && this.state.opened === lost) {
        this.lost(lost, error.reason._tag === "Disconnected" ? error.reason.cause : error.reason)
      }
      return mayWait && this.state._tag !== "Ended"
        ? this.current(error.method)
        : Effect.fail(error)
    })
  }

  private waited(
    method: string,
    next: Deferred.Deferred<Opened, ClientError>
  ): Effect.Effect<Opened, ClientError> {
    const { patience } = this.options
    const late = new RequestError.TimedOut({ after: Duration.toMillis(patience) })
    return Deferred.await(next).pipe(
      Effect.timeoutOrElse({
        duration: patience,
        orElse: () => Effect.fail(failed(method, late))
      })
    )
  }

  /** There is no link, and there will be none. */
  get over(): boolean {
    return this.state._tag === "Ended"
  }

  /** Nothing is opened any more. */
  end(): void {
    const { state } = this
    this.state = { _tag: "Ended", cause: "The client was closed" }
    if (state._tag !== "Opening") return
    Deferred.doneUnsafe(state.next, Exit.fail(ended("connect", "The client was closed")))
  }

  private watch(opened: Opened): void {
    opened.link.connection.onClose((cause) => {
      if (this.state._tag === "Open" && this.state.opened === opened) this.lost(opened, cause)
    })
  }

  private lost(opened: Opened, cause: unknown): void {
    const { emit, fork } = this.options
    emit({ _tag: "Lost", cause })
    if (isSessionLost(cause) && (opened !== this.renewal || opened.link.answered)) {
      const opening = this.begin(cause, this.renew)
      return fork(Effect.andThen(opening, Link.closeOnceIdle(opened.link)))
    }
    if (this.pacing === undefined) {
      this.state = { _tag: "Ended", cause }
      this.options.gone(ended("connect", cause))
      return fork(Link.close(opened.link))
    }
    const opening = this.begin(cause, this.reopen(this.pacing, cause))
    fork(Effect.andThen(Link.close(opened.link), opening))
  }

  /** Opens another link by `attempt`, for all who wait meanwhile. */
  private begin(cause: unknown, attempt: Effect.Effect<Opened, ClientError>): Effect.Effect<void> {
    const next = Deferred.makeUnsafe<Opened, ClientError>()
    this.state = { _tag: "Opening", next }
    return Effect.matchEffect(attempt, {
      onFailure: (error) => {
        if (this.state._tag === "Opening") this.state = { _tag: "Ended", cause }
        this.options.gone(error)
        return Effect.asVoid(Deferred.fail(next, error))
      },
      onSuccess: (opened) => {
        this.restoring = opened
        return Effect.andThen(this.options.restore(opened), this.restored(next, opened))
      }
    })
  }

  /** Until the policy says that it is enough; without one, once. */
  private get opening(): Effect.Effect<Opened, ClientError> {
    const { pacing } = this
    const attempt = Effect.suspend(() => this.options.open(this.opened.agreement.revision))
    if (pacing === undefined) return attempt
    const persistent: Effect.Effect<Opened, ClientError> = Effect.catch(attempt, (error) =>
      Effect.andThen(pacing.afterFailure(error), persistent)
    )
    return Effect.tap(persistent, pacing.opened)
  }

  private reopen(pacing: Pacing, cause: unknown): Effect.Effect<Opened, ClientError> {
    return Effect.andThen(pacing.afterLoss(ended("connect", cause)), this.opening)
  }

  /** Begins at once: the server is there. */
  private get renew(): Effect.Effect<Opened, ClientError> {
    return Effect.map(this.opening, (opened) => {
      this.renewal = opened
      return opened
    })
  }

  private restored(
    next: Deferred.Deferred<Opened, ClientError>,
    opened: Opened
  ): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.state._tag === "Ended") return Link.close(opened.link)
      this.opened = opened
      this.restoring = undefined
      this.state = { _tag: "Open", opened }
      Deferred.doneUnsafe(next, Exit.succeed(opened))
      this.options.emit({ _tag: "Restored", revision: opened.agreement.revision })
      this.watch(opened)
      return Effect.void
    })
  }
}

const ended = (method: string, cause: unknown): ClientError =>
  failed(method, new RequestError.Disconnected({ cause }))
