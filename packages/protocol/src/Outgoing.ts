/**
 * Our own requests to the peer, each awaiting its answer.
 *
 * An answer that comes late, twice, or for an id we never used is dropped. A wait that ends by time or
 * by interruption tells the peer so, unless the transport's way of cancelling is another.
 *
 * @spec 2026-07-28/basic/patterns/cancellation#timeouts
 * @since 0.1.0
 */
import { JsonRpc, type Revision } from "@effect-mcp/schema"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

import type { Outbound } from "./ClientTransport.ts"
import type { Deadlines } from "./Deadlines.ts"
import { Messages } from "./internal/messages.ts"
import type { JsonObject } from "./JsonObject.ts"
import { PendingRequest } from "./PendingRequest.ts"
import {
  Disconnected,
  InvalidResult,
  Refused,
  type RequestError,
  TimedOut,
  TooManyOutstanding
} from "./RequestError.ts"
import * as RequestNames from "./RequestNames.ts"
import type { TransportError } from "./TransportError.ts"

export type { JsonObject } from "./JsonObject.ts"

/**
 * Progress as the peer reported it.
 *
 * @since 0.1.0
 */
export interface ProgressReport {
  readonly progress: number
  readonly total?: number | undefined
  readonly message?: string | undefined
}

/**
 * How a message of ours gets out. A server sends at once; a client's transport may have to wait.
 *
 * @since 0.1.0
 */
export interface Wire {
  readonly send: (out: Outbound) => Effect.Effect<void, TransportError> | void
  /** `true`: the transport has ended the request in its own way, send no notification. */
  readonly abandon?: ((id: JsonRpc.RequestId) => boolean) | undefined
  /** What a request is about, for revisions that say so outside of the message; by default what their own methods are. */
  readonly nameOf?: RequestNames.NameOf | undefined
}

/**
 * What can be said about one request.
 *
 * @since 0.1.0
 */
export interface RequestOptions {
  /**
   * How long to wait for the answer; a bare number is milliseconds. Progress restarts the wait.
   *
   * @default "60 seconds"
   */
  readonly timeout?: Duration.Input | undefined
  /**
   * How long to wait at most, whatever progress there is.
   *
   * @default "10 minutes"
   */
  readonly ceiling?: Duration.Input | undefined
  /** Asks the peer for progress. Not called after the end. */
  readonly onProgress?: ((report: ProgressReport) => void) | undefined
  /** `false` for what must not be cancelled: `initialize`. */
  readonly cancellable?: boolean | undefined
  /** Sends on the stream of a call in flight instead of the connection's own. */
  readonly via?: ((frame: string) => void) | undefined
  /** Told the id before the request is sent. */
  readonly onId?: ((id: JsonRpc.RequestId) => void) | undefined
  /** Further headers, in revisions with `requestHeaders`; not yet encoded. */
  readonly headers?: { readonly [name: string]: string } | undefined
}

/**
 * The limits of one connection's outgoing requests.
 *
 * @since 0.1.0
 */
export interface Limits {
  readonly timeout: number
  readonly ceiling: number
  readonly outstanding: number
}

/**
 * 60 seconds, 10 minutes, 1024 at once.
 *
 * @since 0.1.0
 */
export const defaults: Limits = { timeout: 60_000, ceiling: 600_000, outstanding: 1024 }

/**
 * The outgoing requests of one connection.
 *
 * @since 0.1.0
 */
export class Outgoing {
  private readonly pending = new Map<JsonRpc.RequestId, PendingRequest>()
  private lastId = 0
  private pauses = 0
  private whenIdle: Array<() => void> | undefined
  private ended: { readonly cause: unknown } | undefined
  private readonly wire: Wire
  private readonly deadlines: Deadlines
  private readonly limits: Limits
  private readonly messages: Messages
  private readonly run: (send: Effect.Effect<void>) => void

  constructor(
    wire: Wire,
    deadlines: Deadlines,
    context: Context.Context<never>,
    limits: Limits = defaults
  ) {
    this.wire = wire
    this.deadlines = deadlines
    this.limits = limits
    this.messages = new Messages(wire.nameOf ?? RequestNames.core)
    this.run = Effect.runForkWith(context)
  }

  get size(): number {
    return this.pending.size
  }

  /** Calls `done` once nothing awaits an answer; at once if nothing does. */
  onIdle(done: () => void): void {
    if (this.pending.size === 0) return done()
    ;(this.whenIdle ??= []).push(done)
  }

  /** Never the same twice. */
  nextId(): JsonRpc.RequestId {
    return ++this.lastId
  }

  /**
   * Sends a request and waits for its result. Interrupting it cancels it at the peer.
   */
  request(
    method: string,
    params: JsonObject | undefined,
    revision: Revision.Revision | undefined,
    options: RequestOptions = {}
  ): Effect.Effect<JsonObject, RequestError> {
    return Effect.callback((resume) => {
      if (this.ended !== undefined) return resume(Effect.fail(new Disconnected(this.ended)))
      if (this.pending.size >= this.limits.outstanding) {
        return resume(Effect.fail(new TooManyOutstanding({ limit: this.limits.outstanding })))
      }
      const id = this.nextId()
      options.onId?.(id)
      const expired = (after: number) => this.expire(id, after, revision, options)
      const entry = new PendingRequest(
        {
          resume,
          onProgress: options.onProgress,
          timeout: millis(options.timeout, this.limits.timeout),
          ceiling: millis(options.ceiling, this.limits.ceiling),
          expired
        },
        this.deadlines
      )
      this.pending.set(id, entry)
      if (this.pauses === 0) entry.start()
      else entry.pause()
      const out = this.messages.request(id, method, params, revision, {
        wantsProgress: options.onProgress !== undefined,
        headers: options.headers
      })
      this.transmit(out, options.via, (error) =>
        this.settle(id, Effect.fail(new Disconnected({ cause: error })))
      )
      return Effect.sync(() => this.give(id, revision, options, "The caller went away"))
    })
  }

  /** Sends a notification; what cannot be sent is lost. */
  notify(
    method: string,
    params: JsonObject | undefined,
    revision: Revision.Revision | undefined
  ): void {
    const out = this.messages.notification(method, params, revision)
    this.transmit(out, undefined, () => undefined)
  }

  /** Whether somebody was waiting for it. */
  result(id: JsonRpc.RequestId, result: JsonObject): boolean {
    return this.settle(id, Effect.succeed(result))
  }

  /** Whether somebody was waiting for it. */
  error(id: JsonRpc.RequestId, error: JsonRpc.ErrorObject): boolean {
    return this.settle(
      id,
      Effect.fail(
        new Refused(
          error.data === undefined
            ? { code: error.code, message: error.message }
            : { code: error.code, message: error.message, data: error.data }
        )
      )
    )
  }

  /** An answer came that is none. Whether somebody was waiting for it. */
  unreadable(id: JsonRpc.RequestId, issue: string): boolean {
    return this.settle(id, Effect.fail(new InvalidResult({ issue })))
  }

  /** Whether it belongs to a request that is still waiting. */
  progress(params: JsonObject | undefined): boolean {
    const token = params?.["progressToken"]
    if (!JsonRpc.isRequestId(token)) return false
    const entry = this.pending.get(token)
    const progress = params?.["progress"]
    if (entry?.onProgress === undefined || typeof progress !== "number") return false
    if (this.pauses === 0) entry.restart()
    entry.onProgress({
      progress,
      total: typeof params?.["total"] === "number" ? params["total"] : undefined,
      message: typeof params?.["message"] === "string" ? params["message"] : undefined
    })
    return true
  }

  /**
   * Nobody is late while the peer waits for somebody here: all waits stand still until the function
   * returned is called, and then begin again. Ceilings go on.
   */
  pause(): () => void {
    this.pauses++
    for (const entry of this.pending.values()) entry.pause()
    let over = false
    return () => {
      if (over) return
      over = true
      if (--this.pauses > 0) return
      for (const entry of this.pending.values()) entry.start()
    }
  }

  /** The connection is gone: everything that waits fails, and so does all that comes later. */
  end(cause: unknown): void {
    if (this.ended !== undefined) return
    this.ended = { cause }
    for (const id of this.pending.keys()) {
      this.settle(id, Effect.fail(new Disconnected({ cause })))
    }
  }

  private expire(
    id: JsonRpc.RequestId,
    after: number,
    revision: Revision.Revision | undefined,
    options: RequestOptions
  ): void {
    const entry = this.pending.get(id)
    if (entry === undefined) return
    this.give(id, revision, options, `No answer within ${after} ms`)
    entry.resume(Effect.fail(new TimedOut({ after })))
  }

  /** Stops waiting, and tells the peer. */
  private give(
    id: JsonRpc.RequestId,
    revision: Revision.Revision | undefined,
    options: RequestOptions,
    reason: string
  ): void {
    if (this.take(id) === undefined || this.ended !== undefined) return
    if (options.cancellable === false || this.wire.abandon?.(id) === true) return
    const params = { requestId: id, reason }
    const out = this.messages.notification("notifications/cancelled", params, revision)
    this.transmit(out, options.via, () => undefined)
  }

  private settle(id: JsonRpc.RequestId, answer: Effect.Effect<JsonObject, RequestError>): boolean {
    const entry = this.take(id)
    entry?.resume(answer)
    return entry !== undefined
  }

  private take(id: JsonRpc.RequestId): PendingRequest | undefined {
    const entry = this.pending.get(id)
    if (entry === undefined) return undefined
    this.pending.delete(id)
    entry.end()
    if (this.whenIdle !== undefined && this.pending.size === 0) this.idle(this.whenIdle)
    return entry
  }

  private idle(waiting: ReadonlyArray<() => void>): void {
    this.whenIdle = undefined
    for (const done of waiting) done()
  }

  private transmit(
    out: Outbound,
    via: ((frame: string) => void) | undefined,
    failed: (error: unknown) => void
  ): void {
    if (via !== undefined) return via(out.frame)
    const sending = this.wire.send(out)
    if (sending === undefined) return
    this.run(Effect.catchCause(sending, (cause) => Effect.sync(() => failed(Cause.squash(cause)))))
  }
}

const millis = (input: Duration.Input | undefined, otherwise: number): number =>
  input === undefined ? otherwise : Duration.toMillis(input)
