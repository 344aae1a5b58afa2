/**
 * One session: its connection, its standalone stream, and the streams of its calls that are still open.
 *
 * @spec 2025-11-25/basic/transports#session-management
 */
import { type Connection, type Principal } from "@effect-mcp/protocol"

import type { EventStore } from "../../EventStore.ts"
import type { HttpExchange } from "../../HttpExchange.ts"
import { type Carriers, EventStream, type Kept, type Refused } from "./eventStream.ts"
import type { InOrder } from "./inOrder.ts"

/** What all sessions of a server share. @since 0.1.0 */
export interface Shared {
  readonly carriers: Carriers
  readonly store: EventStore["Service"] | undefined
  readonly order: () => InOrder
  readonly retry: number
  readonly now: () => number
}

/** @since 0.1.0 */
export class Session {
  readonly id: string
  readonly connection: Connection.Connection
  /** When it was used last, in milliseconds of the server's own clock. */
  used: number
  private readonly shared: Shared
  /** Part of event ids, and no secret: whoever reads an event learns nothing of the session's id. */
  private tag: string | undefined
  private order: InOrder | undefined
  private lastStream = 0
  private calls: Map<number, EventStream> | undefined
  private standalone: EventStream | undefined

  constructor(
    id: string,
    open: (send: (frame: string) => void, hears: () => boolean) => Connection.Connection,
    shared: Shared
  ) {
    this.id = id
    this.shared = shared
    this.used = shared.now()
    this.connection = open(
      (frame) => this.listening.write(frame),
      () => this.standalone?.isCarried === true
    )
  }

  get principal(): Principal.Identity {
    return this.connection.principal
  }

  /** Nobody listens and nothing is being worked on. */
  get isIdle(): boolean {
    return this.standalone?.isCarried !== true && this.connection.isIdle
  }

  /** Whether a client that is asked to go comes back for the rest of a stream. */
  get canBeLeft(): boolean {
    const { handshake } = this.connection
    return this.shared.store !== undefined && handshake?.revision.primed === true
  }

  touch(): void {
    this.used = this.shared.now()
  }

  /** For what belongs to no call. What comes while nobody listens is kept for whoever does. */
  get listening(): EventStream {
    return (this.standalone ??= new EventStream(this.shared.carriers, this.kept(0)))
  }

  /** The stream of one call. */
  stream(): EventStream {
    const number = ++this.lastStream
    const stream = new EventStream(this.shared.carriers, this.kept(number))
    if (stream.canResume) (this.calls ??= new Map()).set(number, stream)
    return stream
  }

  /** The call of this stream has been answered; what is left of it is in the store. */
  finished(stream: EventStream): void {
    for (const [number, open] of this.calls ?? []) {
      if (open === stream) this.calls?.delete(number)
    }
  }

  /** Gives a client the rest of a stream that it lost. */
  resume(
    carrier: HttpExchange,
    event: { readonly session: string; readonly stream: number; readonly number: number },
    refused: Refused
  ): void {
    if (this.tag === undefined || event.session !== this.tag) return refused()
    if (event.stream === 0) return this.listening.resume(carrier, event.number, refused)
    const open = this.calls?.get(event.stream)
    if (open !== undefined) return open.resume(carrier, event.number, refused)
    this.past(carrier, event, refused)
  }

  /** A call that was answered while its client was away. */
  private past(
    carrier: HttpExchange,
    event: { readonly stream: number; readonly number: number },
    refused: Refused
  ): void {
    const kept = this.kept(event.stream)
    if (kept === undefined || event.stream > this.lastStream) return refused()
    EventStream.replayed(this.shared.carriers, kept, carrier, event.number, refused)
  }

  close(reason: string): void {
    this.connection.close(reason)
    for (const stream of this.calls?.values() ?? []) stream.finish()
    this.standalone?.finish()
    const { store } = this.shared
    if (store !== undefined && this.tag !== undefined) {
      this.order?.run(store.forget(this.tag), () => undefined)
    }
  }

  private kept(stream: number): Kept | undefined {
    const { store } = this.shared
    if (store === undefined) return undefined
    this.tag ??= crypto.randomUUID().slice(-12)
    this.order ??= this.shared.order()
    return {
      key: { session: this.tag, stream },
      store,
      order: this.order,
      primed: this.canBeLeft,
      retry: this.shared.retry
    }
  }
}
