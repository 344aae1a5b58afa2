/**
 * A request whose handler has to wait: the only kind that is registered, that can be cancelled and
 * that can take too long.
 *
 * Who stops it also ends it for the peer, at once; the handler's finalizers run on behind, and its id
 * stays in use until they are done.
 *
 * @spec 2026-07-28/basic/patterns/cancellation#behavior-requirements
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

import type { Activity } from "./Activity.ts"
import * as Answering from "./Answering.ts"
import type { Deadline, Deadlines } from "./Deadlines.ts"
import type { Call } from "./InFlight.ts"
import type { Request } from "./McpRequest.ts"
import * as RpcError from "./RpcError.ts"

/**
 * What a running call needs of its dispatcher.
 *
 * @since 0.1.0
 */
export interface Options {
  readonly activity: Activity | undefined
  readonly deadlines: Deadlines
  /** Milliseconds. */
  readonly maxDuration: number
  readonly log: (entry: Effect.Effect<void>) => void
}

/**
 * One of them. Making it registers it.
 *
 * @since 0.1.0
 */
export class RunningCall implements Call {
  private readonly request: Request
  private readonly fiber: Fiber.Fiber<unknown, unknown>
  private readonly options: Options
  private readonly deadline: Deadline

  constructor(request: Request, fiber: Fiber.Fiber<unknown, unknown>, options: Options) {
    const { exchange, revision } = request
    this.request = request
    this.fiber = fiber
    this.options = options
    this.deadline = options.deadlines.after(options.maxDuration, () => this.expire())
    options.activity?.begin()
    exchange.connection?.inFlight.add(request.id, this)
    if (revision.disconnect === "Cancels") {
      exchange.abort = () => this.cancel("The stream was closed")
    }
    if (exchange.connection === undefined) {
      exchange.interrupt = () => this.cancel("The server is going down")
    }
  }

  get method(): string {
    return this.request.method
  }

  get stays(): boolean {
    const { method, revision } = this.request
    return revision.client.requests[method]?.stays === true
  }

  cancel(reason: string | undefined): void {
    if (this.request.ended) return
    this.request.abandon()
    this.request.exchange.silent()
    this.stop(reason ?? "no reason given")
  }

  /** The handler has ended, its finalizers too. `answer` is called unless the peer has had its answer. */
  ended(answer: () => void): void {
    const { exchange, id } = this.request
    this.deadline.cancel()
    exchange.abort = undefined
    exchange.interrupt = undefined
    exchange.connection?.inFlight.remove(id)
    if (!this.request.ended) answer()
    this.options.activity?.end()
  }

  private expire(): void {
    if (this.request.ended) return
    const { maxDuration } = this.options
    this.request.end()
    const { exchange, id } = this.request
    Answering.refuse(id, exchange, RpcError.tookTooLong(maxDuration))
    this.stop(`It took longer than ${maxDuration} ms`)
  }

  private stop(reason: string): void {
    const { id, method } = this.request
    this.options.log(
      Effect.annotateLogs(Effect.logDebug("A request was stopped"), { id, method, reason })
    )
    this.fiber.interruptUnsafe()
  }
}
