/**
 * One conversation with a server over HTTP: each message its own POST, its session if it has one, and the stream on
 * which the server speaks of itself.
 *
 * @spec 2025-11-25/basic/transports#streamable-http
 * @spec 2026-07-28/basic/transports/streamable-http#sending-messages
 * @since 0.1.0
 */
import { type ClientTransport, TransportError } from "@effect-mcp/protocol"
import type { JsonRpc, Revision } from "@effect-mcp/schema"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import type { Receiver } from "./call.ts"
import { deliver } from "./delivery.ts"
import { Departure } from "./departure.ts"
import { failure, lost, type Reason } from "./failure.ts"
import * as HttpSse from "./httpSse.ts"
import type { Patience } from "./position.ts"
import { type Host, type Outcome, RequestExchange } from "./requestExchange.ts"
import type { List } from "./requestHeaders.ts"
import * as Resumption from "./resumption.ts"
import { Standalone } from "./standalone.ts"
import type { Wire } from "./wire.ts"

/** @since 0.1.0 */
export interface Options {
  readonly wire: Wire
  readonly sink: ClientTransport.Sink
  readonly patience: Patience
  /** How long a server may take to accept what wants no answer. */
  readonly acknowledgeTimeout: Duration.Input
  readonly run: (work: Effect.Effect<void>) => void
}

/** How long a server may take to say where messages go in the older transport. */
const greeting = "10 seconds"
/** How long it may take to end a session. */
const farewell = "1 second"

/** @since 0.1.0 */
export class HttpChannel implements ClientTransport.Channel, Host {
  readonly sink: ClientTransport.Sink
  readonly patience: Patience
  readonly #options: Options
  readonly #wire: Wire
  readonly #requests = new Map<JsonRpc.RequestId, RequestExchange>()
  readonly #departure: Departure
  readonly #standalone: Standalone
  readonly #closing = Deferred.makeUnsafe<never, Reason>()
  #closed: TransportError.TransportError | undefined
  #isForgotten = false
  /** Where messages go in the older transport. */
  #olderPath: string | undefined

  constructor(options: Options) {
    const { patience, run, sink, wire } = options
    this.#options = options
    this.sink = sink
    this.patience = patience
    this.#wire = wire
    this.#departure = new Departure(wire, (out, credentials) => this.#post(out, credentials))
    this.#standalone = new Standalone({
      sink,
      patience,
      get: this.#get,
      run: this.#background(run)
    })
  }

  send(out: ClientTransport.Outbound): Outcome {
    return this.#departure.send(out)
  }

  abandon(id: JsonRpc.RequestId): boolean {
    return this.#departure.withdraw(id) || this.#requests.get(id)?.abandon() === true
  }

  negotiated(revision: Revision.Revision): void {
    this.#wire.revision = revision
    if (revision.lifecycle === "PerRequest") return
    // A probe that was never answered would hold its connection for as long as the session lasts.
    for (const request of this.#requests.values()) {
      if (request.isPerRequest) request.abandon()
    }
  }

  /** Ends everything, and the session too. */
  close(): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.#closed !== undefined) return Effect.void
      this.#end(new TransportError.Closed())
      const isOver = this.#wire.session === undefined || this.#isForgotten
      return isOver ? Effect.void : this.#leaveSession()
    })
  }

  begin(session: string): void {
    this.#wire.begin(session)
  }

  readonly sessionLost = (): Reason => {
    this.#isForgotten = true
    return new TransportError.SessionLost()
  }

  reached(): void {
    this.#standalone.wake()
  }

  resume(reader: Resumption.Reader, reason: Reason): Outcome {
    return this.#untilClosed(
      Effect.mapError(Resumption.follow(this.#get, reader, reason), unfinished)
    )
  }

  older(out: ClientTransport.Outbound, otherwise: Outcome): Outcome {
    const opened = Effect.timeoutOrElse(this.#openOlder, {
      duration: greeting,
      orElse: () => Effect.fail(lost(new Error("No endpoint came")))
    })
    return Effect.matchEffect(opened, {
      onFailure: () => otherwise,
      onSuccess: () => this.send(out)
    })
  }

  #post(out: ClientTransport.Outbound, credentials: List): Outcome {
    const { id, kind, method } = out.message
    if (kind === "request" && id !== undefined && this.#olderPath === undefined) {
      return this.#request(out, id, credentials)
    }
    if (kind === "response") return this.#answer(out, credentials)
    const delivered = this.#deliver(out, credentials)
    if (method !== "notifications/initialized") return delivered
    return this.#departure.introduce(Effect.tap(delivered, () => Effect.sync(() => this.#listen())))
  }

  #request(out: ClientTransport.Outbound, id: JsonRpc.RequestId, credentials: List): Outcome {
    return Effect.callback((resume) => {
      if (this.#closed !== undefined) return resume(Effect.fail(this.#closed))
      const forget = () => void this.#requests.delete(id)
      const exchange = new RequestExchange(this, {
        out,
        id,
        inSession: this.#isInSession(out),
        batches: this.#wire.revision?.batches === true,
        end: (outcome) => {
          forget()
          resume(outcome)
        },
        goOn: (work) => resume(Effect.ensuring(work, Effect.sync(forget)))
      })
      this.#requests.set(id, exchange)
      exchange.call = this.#wire.post(out, credentials, exchange, undefined)
      exchange.call.start()
      return Effect.sync(() => {
        forget()
        exchange.call?.abort()
      })
    })
  }

  #deliver(out: ClientTransport.Outbound, credentials: List): Outcome {
    const taken = Effect.suspend(() => {
      if (this.#closed !== undefined) return Effect.fail(this.#closed)
      const begin = (receiver: Receiver) =>
        this.#wire.post(out, credentials, receiver, this.#olderPath)
      const inSession = this.#isInSession(out) ? this.sessionLost : undefined
      return Effect.mapError(deliver(begin, inSession), failure)
    })
    return Effect.timeoutOrElse(taken, {
      duration: this.#options.acknowledgeTimeout,
      orElse: () => Effect.fail(failure(lost(new Error("The server did not take the message"))))
    })
  }

  #answer(out: ClientTransport.Outbound, credentials: List): Outcome {
    return Effect.suspend(() => {
      const { flow } = this.#wire
      flow.began()
      return Effect.ensuring(
        this.#deliver(out, credentials),
        Effect.sync(() => flow.ended())
      )
    })
  }

  #isInSession({ message }: ClientTransport.Outbound): boolean {
    return this.#wire.session !== undefined && message.method !== "initialize"
  }

  #listen(): void {
    const { revision } = this.#wire
    const hasStream = revision?.lifecycle === "Handshake" && this.#olderPath === undefined
    if (hasStream) this.#standalone.open(revision.batches)
  }

  readonly #get: Resumption.Get = (lastEventId) =>
    this.#wire.prepared(
      (credentials) =>
        Effect.succeed((receiver: Receiver) => {
          const call = this.#wire.get(lastEventId, credentials, receiver)
          call.start()
          return call
        }),
      (reason) => reason
    )

  readonly #openOlder: Effect.Effect<void, Reason> = Effect.suspend(() => {
    const stream = {
      sink: this.sink,
      url: this.#wire.url,
      lost: (reason: Reason) => this.#lost(reason)
    }
    const path = this.#wire.prepared(
      (credentials) =>
        HttpSse.open(stream, (receiver) => this.#wire.get(undefined, credentials, receiver)),
      (reason) => reason
    )
    return Effect.map(path, (path) => {
      this.#olderPath = path
    })
  })

  #leaveSession(): Effect.Effect<void> {
    const left = this.#wire.prepared(
      (credentials) => deliver((receiver) => this.#wire.delete(credentials, receiver)),
      (reason) => reason
    )
    return Effect.ignore(Effect.timeoutOption(left, farewell))
  }

  #background(run: (work: Effect.Effect<void>) => void) {
    return (work: Effect.Effect<void>) => run(Effect.ignore(this.#untilClosed(work)))
  }

  #untilClosed(work: Effect.Effect<void, Reason>): Outcome {
    return Effect.mapError(Effect.raceFirst(work, Deferred.await(this.#closing)), failure)
  }

  #lost(reason: Reason): void {
    if (this.#closed === undefined) this.sink.closed(this.#end(reason))
  }

  #end(reason: Reason): TransportError.TransportError {
    const error = failure(reason)
    this.#closed = error
    Deferred.doneUnsafe(this.#closing, Exit.fail(reason))
    this.#wire.end(reason)
    return error
  }
}

/** The server had the request: that its stream is not to be had again says nothing of what became of it. */
const unfinished = (reason: Reason): Reason =>
  reason._tag === "ConnectFailed" || reason._tag === "Rejected" ? lost(failure(reason)) : reason
