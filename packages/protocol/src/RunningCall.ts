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
import type * as Exit from "effect/Exit"

import type { Activity } from "./Activity.ts"
import * as Answering from "./Answering.ts"
import type { Deadline, Deadlines } from "./Deadlines.ts"
import type { Underway } from "./Exchange.ts"
import type { Answer, Failure } from "./Handler.ts"
import type { Holder } from "./Held.ts"
import type { Call } from "./InFlight.ts"
import type { Request } from "./McpRequest.ts"
import * as RpcError from "./RpcError.ts"

/**
 * What running calls need of their dispatcher.
 *
 * @since 0.1.0
 */
export interface Options {
  readonly activity: Activity | undefined
  readonly deadlines: Deadlines
  /** Milliseconds. */
  readonly maxDuration: (method: string) => number
  readonly log: (entry: Effect.Effect<void>) => void
  readonly answer: (request: Request, exit: Exit.Exit<Answer, Failure>) => void
}

/**
 * What is going on: a fiber, or what is held without one.
 *
 * @since 0.1.0
 */
export interface Work {
  readonly interruptUnsafe: () => void
}

/**
 * One of them. Making it registers it.
 *
 * @since 0.1.0
 */
export class RunningCall implements Call, Holder, Underway {
  private readonly request: Request
  private readonly work: Work
  private readonly options: Options
  private readonly deadline: Deadline

  constructor(request: Request, work: Work, options: Options) {
    const { exchange, method } = request
    this.request = request
    this.work = work
    this.options = options
    this.deadline = options.deadlines.after(options.maxDuration(method), () => this.expire())
    options.activity?.begin()
    exchange.connection?.inFlight.add(request.id, this)
    exchange.underway = this
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

  abort(): void {
    if (this.request.revision.disconnect === "Cancels") this.cancel("The stream was closed")
  }

  interrupt(): void {
    if (this.request.exchange.connection === undefined) this.cancel("The server is going down")
  }

  /** As `ended`, with what is to be answered. */
  end(exit: Exit.Exit<Answer, Failure>): void {
    this.ended(() => this.options.answer(this.request, exit))
  }

  /** The handler has ended, its finalizers too. `answer` is called unless the peer has had its answer. */
  ended(answer: () => void): void {
    const { exchange, id } = this.request
    this.deadline.cancel()
    exchange.underway = undefined
    exchange.connection?.inFlight.remove(id)
    if (!this.request.ended) answer()
    this.options.activity?.end()
  }

  private expire(): void {
    if (this.request.ended) return
    const { exchange, id, method } = this.request
    const maxDuration = this.options.maxDuration(method)
    this.request.end()
    Answering.refuse(id, exchange, RpcError.tookTooLong(maxDuration))
    this.stop(`It took longer than ${maxDuration} ms`)
  }

  private stop(reason: string): void {
    const { id, method } = this.request
    this.options.log(
      Effect.annotateLogs(Effect.logDebug("A request was stopped"), { id, method, reason })
    )
    this.work.interruptUnsafe()
  }
}
