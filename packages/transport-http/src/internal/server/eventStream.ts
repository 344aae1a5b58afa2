/**
 * A stream of events to one client: what it is carried by may end and come back, the stream goes on.
 *
 * With a store every event has a number and is kept, so that a new carrier gets what the last one did not
 * deliver. Without one there is one carrier, and the stream ends with it.
 *
 * @spec 2025-11-25/basic/transports#resumability-and-redelivery
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import type { EventStore, StoredEvent, StreamKey } from "../../EventStore.ts"
import type { HttpExchange } from "../../HttpExchange.ts"
import { eventStream } from "./content.ts"
import * as EventId from "./eventId.ts"
import type { InOrder } from "./inOrder.ts"

/** What makes a stream one that can be resumed. @since 0.1.0 */
export interface Kept {
  readonly key: StreamKey
  readonly store: EventStore["Service"]
  readonly order: InOrder
  /** Whether it begins with an event that says nothing but its id. */
  readonly primed: boolean
  /** Milliseconds that a client should wait before it comes back. */
  readonly retry: number
}

/**
 * Told why there is nothing to carry. A client that has all of a stream that is `Over` must hear that there is
 * no stream: one that only saw it end would come back for ever, as the official v1 does after an error.
 *
 * @since 0.1.0
 */
export type Refused = (why?: "Over") => void

/** What all streams of a server share. @since 0.1.0 */
export interface Carriers {
  /** Characters that a client may leave unread before its carrier is cut. */
  readonly maxUnsent: number
  readonly opened: (carrier: HttpExchange) => void
  readonly closed: (carrier: HttpExchange) => void
  readonly headers: (carrier: HttpExchange) => { readonly [name: string]: string } | undefined
}

/** Whose stream it is. @since 0.1.0 */
export interface Owner {
  /** The peer has ended the carrier of a stream that cannot be resumed. */
  readonly lost: () => void
}

/** @since 0.1.0 */
export class EventStream {
  private carrier: HttpExchange | undefined
  /** The carrier is being given what it has missed; what is new comes behind that. */
  private behind = false
  /** Waits to hear whether it can have what it asked for, and becomes the carrier then. */
  private coming: HttpExchange | undefined
  /** The number of the newest event. */
  private newest = 0
  /** The number of the newest event that a carrier has taken. */
  private taken = 0
  private over = false
  /** The store did not keep everything, so nobody is sent away to come back for it. */
  private hasGaps = false
  private readonly kept: Kept | undefined
  private readonly carriers: Carriers
  private readonly owner: Owner | undefined

  constructor(carriers: Carriers, kept: Kept | undefined, owner?: Owner) {
    this.carriers = carriers
    this.kept = kept
    this.owner = owner
  }

  /** Sends what is kept of a stream that is over. */
  static replayed(
    carriers: Carriers,
    kept: Kept,
    carrier: HttpExchange,
    number: number,
    refused: Refused
  ): void {
    const stream = new EventStream(carriers, kept)
    stream.newest = Number.POSITIVE_INFINITY
    stream.over = true
    stream.resume(carrier, number, refused)
  }

  get isCarried(): boolean {
    return this.carrier !== undefined || this.coming !== undefined
  }

  get canResume(): boolean {
    return this.kept !== undefined
  }

  /** The first carrier, and later ones of a client that does not say what it has. */
  open(carrier: HttpExchange, headers: { readonly [name: string]: string } = {}): void {
    this.carrier = carrier
    if (!this.begin(carrier, headers)) return
    if (this.kept?.primed === true) {
      carrier.write(`id: ${this.id(this.taken)}\nretry: ${this.kept.retry}\ndata: \n\n`)
    }
    this.carry(carrier)
  }

  /** A client that has everything up to `number`. `refused` is called if it cannot have the rest. */
  resume(carrier: HttpExchange, number: number, refused: Refused): void {
    if (this.kept === undefined || number > this.newest) return refused()
    this.leave()
    if (number === this.newest) {
      this.taken = number
      return this.carriedOn(carrier, [])
    }
    this.coming = carrier
    const { key, order, store } = this.kept
    order.run(store.after(key, number), (events) => {
      if (this.coming !== carrier) return refused()
      this.coming = undefined
      if (events === undefined || Option.isNone(events)) return refused()
      if (this.over && events.value.length === 0) return refused("Over")
      this.carriedOn(carrier, events.value)
    })
  }

  write(frame: string): void {
    if (this.over) return
    const number = ++this.newest
    const { carrier, kept } = this
    if (kept !== undefined) this.keep(kept, { number, frame })
    if (carrier === undefined || this.behind) return
    // one frame may be of any size; what is not read are those before it
    if (carrier.unsent > this.carriers.maxUnsent) carrier.cut()
    else this.deliver(carrier, number, frame)
  }

  private keep({ key, order, store }: Kept, event: StoredEvent): void {
    order.run(Effect.as(store.append(key, event), true), (isKept) => {
      if (isKept !== true) this.hasGaps = true
    })
  }

  /** Nothing comes after this. */
  finish(frame?: string): void {
    if (this.over) return
    if (frame !== undefined) this.write(frame)
    this.over = true
    if (!this.behind) this.drop()
  }

  /** Ends the carrier, not the stream: the client comes back for the rest. Whether that is possible. */
  detach(): boolean {
    const { carrier, kept } = this
    if (carrier === undefined || this.behind || kept?.primed !== true || this.hasGaps) return false
    carrier.write(`retry: ${kept.retry}\n\n`)
    this.drop()
    return true
  }

  /** Whether the peer is still there. */
  private begin(carrier: HttpExchange, headers: { readonly [name: string]: string } = {}): boolean {
    carrier.stream({ ...eventStream, ...this.carriers.headers(carrier), ...headers })
    this.carriers.opened(carrier)
    carrier.onGone(() => {
      this.carriers.closed(carrier)
      if (this.carrier !== carrier) return
      this.carrier = undefined
      this.behind = false
      if (this.kept === undefined && !this.over) this.owner?.lost()
    })
    return this.carrier === carrier
  }

  private carriedOn(carrier: HttpExchange, missed: ReadonlyArray<StoredEvent>): void {
    this.carrier = carrier
    if (!this.begin(carrier)) return
    for (const event of missed) this.deliver(carrier, event.number, event.frame)
    this.carry(carrier)
  }

  /** Gives a carrier what it does not have yet, as often as more has come meanwhile. */
  private carry(carrier: HttpExchange): void {
    const { kept, newest, taken } = this
    this.behind = kept !== undefined && taken < newest
    if (kept === undefined || !this.behind) return this.over ? this.drop() : undefined
    kept.order.run(kept.store.after(kept.key, taken), (events) => {
      if (this.carrier !== carrier) return
      const missed = events === undefined ? [] : Option.getOrElse(events, () => [])
      for (const event of missed) this.deliver(carrier, event.number, event.frame)
      // what the store no longer has cannot be waited for
      this.taken = Math.max(this.taken, newest)
      this.carry(carrier)
    })
  }

  private deliver(carrier: HttpExchange, number: number, frame: string): void {
    this.taken = Math.max(this.taken, number)
    const id = this.kept === undefined ? "" : `id: ${this.id(number)}\n`
    carrier.write(`${id}event: message\ndata: ${frame}\n\n`)
  }

  private id(number: number): string {
    return this.kept === undefined ? "" : EventId.format(this.kept.key, number)
  }

  /** Another carrier comes: the one before it may be long dead, and keeps nothing that it has not read. */
  private leave(): void {
    const { carrier } = this
    this.coming = undefined
    if (carrier === undefined || carrier.unsent === 0) return this.drop()
    this.carrier = undefined
    this.carriers.closed(carrier)
    carrier.cut()
  }

  private drop(): void {
    const { carrier } = this
    this.carrier = undefined
    if (carrier === undefined) return
    this.carriers.closed(carrier)
    carrier.end()
  }
}
