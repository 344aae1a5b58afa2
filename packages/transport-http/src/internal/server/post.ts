/**
 * One POST: a body on its way in, the message in it, and the way back of that message. The answer is one
 * JSON text, or a stream of events as soon as anything has to be said before it.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#sending-messages
 */
import type { Connection, Exchange, Principal } from "@effect-mcp/protocol"
import type { JsonRpc, Revision } from "@effect-mcp/schema"

import type { Headers, HttpExchange } from "../../HttpExchange.ts"
import { Arrival, idOf } from "./arrival.ts"
import type { Core } from "./core.ts"
import { EventStream, type Owner } from "./eventStream.ts"
import * as Refusal from "./refusal.ts"
import { Session } from "./session.ts"
import * as Status from "./status.ts"

/** @since 0.1.0 */
export class Post extends Arrival implements Exchange.Exchange, Owner {
  readonly principal: Principal.Identity
  readonly headers: Headers
  connection: Connection.Connection | undefined
  revision: Revision.Revision | undefined
  underway: Exchange.Underway | undefined
  private session: Session | undefined
  /** A session that begins with this very message. */
  private opening: Session | undefined
  private stream: EventStream | undefined
  /** Of a request that is alone. */
  private id: JsonRpc.RequestId | undefined
  private wantsAnswer = false
  /** It is meant to stay open. */
  private staying = false
  /** How many requests it counts as. */
  private weight = 1
  private counted: "requests" | "streams" | undefined

  constructor(core: Core, http: HttpExchange, principal: Principal.Identity) {
    super(core, http)
    this.principal = principal
    this.headers = http.headers
  }

  /** On this message's own stream; where that is not to be, on the session's. */
  send(frame: string): void {
    if (this.settled) return
    if (this.isJson) this.connection?.send(frame)
    else this.streaming().write(frame)
  }

  answer(frame: string, code?: number): void {
    if (this.settled) return
    const { opening, stream } = this
    if (opening !== undefined && code === undefined) this.core.sessions.add(opening)
    else opening?.connection.close("The session did not begin")
    const asEvent = this.core.settings.answers === "sse" && code === undefined
    if (stream === undefined && !asEvent) {
      this.over()
      const status = Status.of(this.spoken, code)
      const headers = code === undefined ? this.sessionHeader : undefined
      this.core.respond(this.http, status, frame, headers)
      return this.sent(frame.length)
    }
    const answering = this.streaming()
    this.over()
    answering.finish(frame)
    this.session?.finished(answering)
  }

  silent(): void {
    if (this.settled) return
    const { stream } = this
    this.over()
    if (stream !== undefined) {
      stream.finish()
      this.session?.finished(stream)
    } else if (this.wantsAnswer && !this.isJson) {
      const empty = new EventStream(this.core.carriers, undefined)
      empty.open(this.http)
      empty.finish()
    } else {
      this.core.respond(this.http, 202, "")
    }
  }

  /** A client that wants to listen comes back for the rest; `false` where it cannot. */
  detach(): boolean {
    if (this.settled || this.isJson || this.session?.canBeLeft !== true) return false
    return this.streaming().detach()
  }

  /** The peer has gone. Whether that stops the call is the revision's to say. */
  lost(): void {
    if (!this.settled && this.stream?.canResume !== true) this.underway?.abort()
  }

  /** The server goes down: what can be stopped is, and the peer waits no longer. */
  stop(): void {
    const { draining } = Refusal
    if (this.stream === undefined) this.refuse(draining, this.id)
    else if (this.id === undefined) this.silent()
    else this.answer(Refusal.text(draining, this.id), draining.error.code)
    this.underway?.abort()
    this.underway?.interrupt()
  }

  /** A large answer counts until it has been taken: somebody may ask for many, and read none. */
  private sent(size: number): void {
    const { core, http, principal } = this
    if (size < large || http.onSent === undefined) return
    const weight = Math.ceil(size / large)
    core.requests.begin(principal, weight)
    http.onSent(() => core.requests.end(principal, weight))
  }

  protected override take(message: JsonRpc.Parsed): void {
    const refusal = this.place(message)
    if (refusal !== undefined) return this.refuse(refusal, idOf(message))
    this.id = idOf(message)
    this.wantsAnswer = hasRequest(message)
    this.core.endpoint.receive(message, this)
    if (!this.settled) this.suspended()
  }

  /** Finds out what the message belongs to, or why it is refused. */
  private place(message: JsonRpc.Parsed): Refusal.Refusal | undefined {
    const place = this.core.place(message, this.headers)
    switch (place._tag) {
      case "Refused":
        return place.refusal
      case "Initialize":
        return this.initialize()
      case "Stateless":
        this.revision = place.revision
        return this.bounded(message)
      default:
        return this.core.settings.sessions === undefined
          ? this.sessionless(message, place.revision)
          : this.inSession(message)
    }
  }

  private initialize(): Refusal.Refusal | undefined {
    const { core } = this
    if (core.settings.sessions === undefined) return undefined
    if (core.sessions.isFull) return Refusal.tooManySessions(core.settings.sessions.max)
    this.opening = new Session(
      crypto.randomUUID(),
      (send, hears) => core.endpoint.open({ principal: this.principal, send, hears }),
      core.shared
    )
    this.connection = this.opening.connection
    return undefined
  }

  /** A server that keeps no sessions takes each message for itself. */
  private sessionless(
    message: JsonRpc.Parsed,
    revision: Revision.Revision | undefined
  ): Refusal.Refusal | undefined {
    if (message._tag === "Result" || message._tag === "Error") return Refusal.noResponses
    this.revision = revision ?? this.core.assumed
    return this.bounded(message)
  }

  private inSession(message: JsonRpc.Parsed): Refusal.Refusal | undefined {
    const id = this.headers["mcp-session-id"]
    if (id === undefined) {
      return message._tag === "Malformed" ? this.bounded(message) : Refusal.sessionRequired
    }
    const session = this.core.sessions.find(id, this.principal)
    if (session === undefined) return Refusal.unknownSession
    this.session = session
    this.connection = session.connection
    return this.bounded(message)
  }

  private bounded(message: JsonRpc.Parsed): Refusal.Refusal | undefined {
    if (message._tag === "Malformed" && !message.answerable) return Refusal.malformedResponse
    const { requests, streams } = this.core
    // three bytes of nothing have an answer of a hundred
    if (message._tag === "Batch" && message.items.length > requests.limit && this.spoken?.batches) {
      return Refusal.batchTooLong(requests.limit)
    }
    this.weight = weightOf(message)
    if (this.weight === 0) return undefined
    this.staying = this.stays(message)
    if (this.staying) {
      return streams.isFull(this.principal) ? Refusal.tooManyStreams(streams.limit) : undefined
    }
    return requests.isFull(this.principal, this.weight)
      ? Refusal.tooManyRequests(requests.limit)
      : undefined
  }

  private get spoken(): Revision.Revision | undefined {
    return this.connection?.handshake?.revision ?? this.revision
  }

  private stays(message: JsonRpc.Parsed): boolean {
    return (
      message._tag === "Request" && this.spoken?.client.requests[message.method]?.stays === true
    )
  }

  /** Nothing was answered at once: from here on it counts, and it matters whether the peer is there. */
  private suspended(): void {
    const { core } = this
    this.counted = this.staying ? "streams" : "requests"
    core[this.counted].begin(this.principal, this.weight)
    core.pending.add(this)
    if (this.stream === undefined) this.http.onGone(() => this.lost())
    if (this.session !== undefined && Number.isFinite(core.settings.closeAfter)) {
      this.timer = core.deadlines.after(core.settings.closeAfter, () => this.detach())
    }
  }

  /** Whether nothing but JSON may be answered; what is meant to stay open has to be a stream. */
  private get isJson(): boolean {
    return this.core.settings.answers === "json" && !this.staying
  }

  private streaming(): EventStream {
    if (this.stream !== undefined) return this.stream
    const made = this.session?.stream() ?? new EventStream(this.core.carriers, undefined, this)
    this.stream = made
    made.open(this.http, this.sessionHeader)
    return made
  }

  private get sessionHeader(): { readonly [name: string]: string } | undefined {
    return this.opening === undefined ? undefined : { "mcp-session-id": this.opening.id }
  }

  protected override over(): void {
    super.over()
    if (this.counted === undefined) return
    this.core[this.counted].end(this.principal, this.weight)
    this.core.pending.delete(this)
  }
}

/** Characters; what is smaller fits into the buffers of a connection. */
const large = 1024 * 1024

const hasRequest = (message: JsonRpc.Parsed): boolean =>
  message._tag === "Request" || (message._tag === "Batch" && message.items.some(hasRequest))

/** A ping is nothing to work on: who has much to do is still there. */
const weightOf = (message: JsonRpc.Parsed): number => {
  switch (message._tag) {
    case "Request":
      return message.method === "ping" ? 0 : 1
    case "Batch":
      return message.items.filter((item) => weightOf(item) > 0).length
    default:
      return 0
  }
}
