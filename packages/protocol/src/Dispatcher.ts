/**
 * A method table of one revision, compiled once. Envelopes in, frames out; no transport in it.
 *
 * A method that the revision lacks is not in the table, so nothing has to remember to refuse it. The
 * handler's effect runs at the root, and only one that has to wait is registered: a request that is
 * answered at once leaves nothing behind.
 *
 * @spec 2026-07-28/basic#requests
 * @since 0.1.0
 */
import { type Implementation, type JsonRpc, type Revision } from "@effect-mcp/schema"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import type { Activity } from "./Activity.ts"
import * as Answering from "./Answering.ts"
import type { Deadlines } from "./Deadlines.ts"
import type { Exchange } from "./Exchange.ts"
import * as Extension from "./Extension.ts"
import {
  type Answer,
  type Around,
  type Failure,
  finished,
  type Handler,
  type Handlers,
  type Notifications,
  type Notified,
  type Outcome,
  type RequestServices
} from "./Handler.ts"
import { Held } from "./Held.ts"
import { McpRequest, Request } from "./McpRequest.ts"
import { Principal } from "./Principal.ts"
import * as Questions from "./Questions.ts"
import type { ResultText } from "./ResultText.ts"
import * as Results from "./ResultText.ts"
import * as Rooted from "./Rooted.ts"
import * as RpcError from "./RpcError.ts"
import { type Options as Running, RunningCall } from "./RunningCall.ts"
import * as TraceContext from "./TraceContext.ts"

/**
 * @since 0.1.0
 */
export interface Dispatcher {
  readonly revision: Revision.Revision
  readonly has: (method: string) => boolean
  /** Answers through the exchange, at once or later. Never throws. */
  readonly request: (envelope: JsonRpc.RequestEnvelope, exchange: Exchange) => void
  /** One that nobody here knows is ignored. Never throws. */
  readonly notification: (envelope: JsonRpc.NotificationEnvelope, exchange: Exchange) => void
}

/**
 * @since 0.1.0
 */
export interface Options<R> {
  readonly revision: Revision.Revision
  readonly handlers: Handlers<R>
  readonly notifications?: Notifications | undefined
  /** Of this side, in this revision. */
  readonly extensions?:
    | ReadonlyArray<Extension.Active<Extension.ServerExtension | Extension.ClientExtension>>
    | undefined
  /** Around every request, outside of the extensions. */
  readonly around?: Around | undefined
  readonly context: Context.Context<R>
  readonly deadlines: Deadlines
  /** Who answers, where the revision has results say so. */
  readonly info?: Implementation.Implementation | undefined
  readonly cache?: Results.Options["cache"]
  /**
   * How long a request of this method may be worked on, in milliseconds; `Infinity` for one that is
   * meant to stay, such as a subscription.
   *
   * @default Infinity, for all
   */
  readonly maxDuration?: ((method: string) => number) | undefined
  readonly questions?: Questions.Limits | undefined
  /** Counts what is being worked on. */
  readonly activity?: Activity | undefined
}

/**
 * @since 0.1.0
 */
export const make = <R>(options: Options<R>): Dispatcher => new Compiled(options)

type Part = Extension.Active<Extension.ServerExtension | Extension.ClientExtension>

class Compiled<R> implements Dispatcher {
  readonly revision: Revision.Revision
  private readonly handlers = new Map<string, Handler<R>>()
  private readonly notifications = new Map<string, Notified>()
  private readonly wrapping: ReadonlyArray<Part>
  private readonly text: ResultText
  private readonly questions: Questions.Questions
  private readonly grounds: Rooted.Grounds<R>
  private readonly options: Options<R>
  private readonly running: Running

  constructor(options: Options<R>) {
    const parts = options.extensions ?? []
    this.options = options
    this.running = {
      activity: options.activity,
      deadlines: options.deadlines,
      maxDuration: options.maxDuration ?? unbounded,
      log: (entry) => this.log(entry),
      answer: (request, exit) => this.answer(request, exit)
    }
    this.revision = options.revision
    this.text = Results.make(options)
    this.grounds = new Rooted.Grounds(options.context)
    this.questions = Questions.make(options.context, parts, options.questions)
    this.wrapping = parts.filter(
      ({ part }) => part.around !== undefined || part.without !== undefined
    )
    for (const part of parts) this.add(part)
    for (const [method, handler] of Object.entries(options.handlers)) {
      this.handlers.set(method, handler)
    }
    for (const [method, notified] of Object.entries(options.notifications ?? {})) {
      this.notifications.set(method, notified)
    }
  }

  has(method: string): boolean {
    return this.handlers.has(method)
  }

  request(envelope: JsonRpc.RequestEnvelope, exchange: Exchange): void {
    const { id, method } = envelope
    const handler = this.handlers.get(method)
    if (handler === undefined)
      return Answering.refuse(id, exchange, RpcError.methodNotFound(method))
    const busy = refusal(envelope, exchange, this.revision)
    if (busy !== undefined) return Answering.refuse(id, exchange, busy)
    const request = new Request(envelope, this.revision, exchange, this.options.deadlines)
    if (this.isReplayed(handler, method)) return this.replay(handler, request)
    const work = this.work(handler, request)
    this.run(work, request, handler.interactive === true && this.revision.asks === "Push")
  }

  notification(envelope: JsonRpc.NotificationEnvelope, exchange: Exchange): void {
    try {
      this.notifications.get(envelope.method)?.(envelope.params, exchange)
    } catch (defect) {
      this.log(Effect.logError(`A handler of ${envelope.method} threw`, defect))
    }
    exchange.silent()
  }

  /** Only where the revision lets the method's result be a question; elsewhere nothing can be asked. */
  private isReplayed(handler: Handler<R>, method: string): boolean {
    return (
      handler.interactive === true &&
      this.revision.asks === "Replay" &&
      this.revision.client.requests[method]?.asks === true
    )
  }

  /** What the handler wants done, with all that goes around it. */
  private work(handler: Handler<R>, request: Request): Outcome<R | RequestServices> {
    try {
      let work = handler.run(request)
      for (const extension of this.wrapping) {
        const isAgreed = Extension.isAgreed(extension, request.peer.capabilities)
        const { around, without } = extension.part
        work = (isAgreed ? around : without)?.(work, request) ?? work
      }
      return this.options.around === undefined ? work : this.options.around(work, request)
    } catch (defect) {
      return Exit.die(defect)
    }
  }

  private services(
    work: Outcome<R | RequestServices>,
    request: Request,
    asks: boolean
  ): Context.Context<R | RequestServices> {
    const ground = this.grounds.of(work, request)
    const own = Context.add(
      Context.add(ground, McpRequest, request),
      Principal,
      request.exchange.principal
    )
    const span = TraceContext.read(request.meta)
    const traced = span === undefined ? own : TraceContext.within(own, span)
    const all = asks ? this.questions.push(traced, request) : traced
    // whoever is not `interactive` has no use for the two services of asking
    return all as Context.Context<R | RequestServices>
  }

  private run(work: Outcome<R | RequestServices>, request: Request, asks: boolean): void {
    const begun = Rooted.begin(work)
    const done = finished(begun)
    if (done !== undefined) return this.answer(request, done)
    if (begun instanceof Held) return begun.begin(new RunningCall(request, begun, this.running))
    const fiber = Effect.runForkWith(this.services(work, request, asks))(begun)
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) return this.answer(request, exit)
    const call = new RunningCall(request, fiber, this.running)
    fiber.addObserver((exit) => call.end(exit))
  }

  private replay(handler: Handler<R>, request: Request): void {
    const opened = this.questions.open(request)
    if (opened instanceof RpcError.RpcError) return this.answer(request, Exit.fail(opened))
    const work = this.questions.once(opened, this.work(handler, request))
    const begun = Rooted.begin(work)
    const exit = finished(begun)
    if (exit !== undefined) return this.answer(request, exit)
    let outcome: Questions.Ended | undefined
    let call: RunningCall | undefined
    const fiber = this.questions.replay(
      begun,
      request,
      opened,
      this.services(work, request, false),
      (ended) => {
        outcome = ended
        call?.ended(() => this.conclude(work, request, ended))
      }
    )
    if (outcome !== undefined) return this.conclude(work, request, outcome)
    call = new RunningCall(request, fiber, this.running)
  }

  private conclude(
    work: Outcome<R | RequestServices>,
    request: Request,
    ended: Questions.Ended
  ): void {
    this.run(this.questions.conclude(work, request, ended), request, false)
  }

  private answer(request: Request, exit: Exit.Exit<Answer, Failure>): void {
    Answering.answer(request, exit, this.text, (entry) => this.log(entry))
  }

  private log(entry: Effect.Effect<void>): void {
    Effect.runForkWith(this.options.context)(entry)
  }

  /** What an extension adds, behind a look at whether the peer takes part. */
  private add(extension: Part): void {
    const { notifications = {}, requests = {} } = extension.part
    for (const [method, handler] of Object.entries(requests)) {
      this.handlers.set(method, {
        interactive: handler.interactive,
        run: (request) =>
          Extension.isAgreed(extension, request.peer.capabilities)
            ? handler.run(request)
            : Exit.fail(RpcError.extensionRequired(request.revision, extension.id, method))
      })
    }
    for (const [method, notified] of Object.entries(notifications)) {
      this.notifications.set(method, notified)
    }
  }
}

const unbounded = (): number => Infinity

/**
 * An id that is in use, and one request too many, are refused; what is being worked on goes on. A ping is nothing to
 * work on: who has much to do is still there.
 */
const refusal = (
  { id, method }: JsonRpc.RequestEnvelope,
  { connection }: Exchange,
  revision: Revision.Revision
): RpcError.RpcError | undefined => {
  if (connection === undefined || connection.isIdle) return undefined
  const { inFlight } = connection
  if (inFlight.has(id)) {
    return RpcError.invalidRequest("This id is in use by a request in flight", {
      reason: "IdInUse"
    })
  }
  if (revision.client.requests[method]?.stays === true) {
    return inFlight.isCrowded ? RpcError.tooManyOpen(inFlight.stayLimit) : undefined
  }
  return inFlight.isFull && method !== "ping"
    ? RpcError.tooMany("TooManyRequests", inFlight.limit)
    : undefined
}
