/**
 * Who is at the other end for longer than one message: a stdio process, a session, the other half of a
 * pair in memory. One small object, of which there may be thousands that do nothing: what all of them have in common
 * is held once, and what one rarely needs is made when it is first asked for.
 *
 * @since 0.1.0
 */
import type { Capabilities, Implementation, Logging, Revision } from "@effect-mcp/schema"
import * as Context from "effect/Context"

import type { Deadlines } from "./Deadlines.ts"
import { InFlight } from "./InFlight.ts"
import { defaults, type Limits, Outgoing, type Wire } from "./Outgoing.ts"
import type { Identity } from "./Principal.ts"

/**
 * What the handshake settled. Absent in revisions that have none.
 *
 * @spec 2025-11-25/basic/lifecycle#initialization
 * @since 0.1.0
 */
export interface Handshake {
  readonly revision: Revision.Revision
  /** The peer's. For people and logs: nothing may be decided by it. */
  readonly info: Implementation.Implementation | undefined
  /** The peer's, a client's on a server and the other way round. */
  readonly capabilities: Capabilities.ClientCapabilities & Capabilities.ServerCapabilities
  /** `notifications/initialized` came. */
  initialized: boolean
}

/**
 * What is a connection's own.
 *
 * @since 0.1.0
 */
export interface Own {
  readonly principal: Identity
  /** Sends a frame that belongs to no call. */
  readonly send: (frame: string) => void
  /** Whether somebody is there to get it now; default always. */
  readonly hears?: (() => boolean) | undefined
}

/**
 * What connections have in common.
 *
 * @since 0.1.0
 */
export interface Shared {
  readonly deadlines: Deadlines
  readonly context?: Context.Context<never> | undefined
  /** How requests of ours get out, where `send` is not the way. */
  readonly wire?: Wire | undefined
  readonly limits?:
    | (Limits & { readonly inFlight: number; readonly staying?: number | undefined })
    | undefined
  /** Told of each that closes, before those who asked it themselves. */
  readonly closed?: ((connection: Connection) => void) | undefined
}

/**
 * What one connection is made of.
 *
 * @since 0.1.0
 */
export interface Options extends Own, Shared {}

/**
 * The other end.
 *
 * @since 0.1.0
 */
export class Connection {
  readonly principal: Identity
  handshake: Handshake | undefined
  /** The least severe level the peer wants to hear of, where that is said once per session. */
  logLevel: Logging.LoggingLevel | undefined
  /** Ended, by either side. Set once. */
  closed = false
  private readonly hears: (() => boolean) | undefined
  private readonly post: (frame: string) => void
  private readonly shared: Shared
  private calls: InFlight | undefined
  private requests: Outgoing | undefined
  private closing: Array<(cause: unknown) => void> | undefined
  private opening: Array<() => void> | undefined

  constructor(options: Options)
  constructor(own: Own, shared: Shared)
  constructor(own: Own, shared: Shared = own as Options) {
    this.principal = own.principal
    this.post = own.send
    this.hears = own.hears
    this.shared = shared
  }

  /** Whether what is sent now is got now. What may be missed need not be sent otherwise: it would only be kept. */
  get isHeard(): boolean {
    return !this.closed && (this.hears?.() ?? true)
  }

  /** Sends a frame that belongs to no call. Nothing happens once closed. */
  send(frame: string): void {
    if (!this.closed) this.post(frame)
  }

  /** The peer's requests that are being worked on. */
  get inFlight(): InFlight {
    const { limits } = this.shared
    return (this.calls ??= new InFlight(limits?.inFlight ?? 1024, limits?.staying ?? 1024))
  }

  /** Our requests that await an answer. */
  get outgoing(): Outgoing {
    if (this.requests === undefined) {
      const { context, deadlines, limits, wire } = this.shared
      const through = wire ?? { send: (out) => this.send(out.frame) }
      this.requests = new Outgoing(
        through,
        deadlines,
        context ?? Context.empty(),
        limits ?? defaults
      )
      if (this.closed) this.requests.end(undefined)
    }
    return this.requests
  }

  /** Whether anything is being worked on, without making the place to look. */
  get isIdle(): boolean {
    return (this.calls?.size ?? 0) === 0
  }

  /** Calls `ready` once the handshake is complete; at once where it is, or where there is none. */
  onInitialized(ready: () => void): void {
    if (this.handshake === undefined || this.handshake.initialized) return ready()
    ;(this.opening ??= []).push(ready)
  }

  /** The peer said that it is ready. */
  initialized(): void {
    if (this.handshake === undefined || this.handshake.initialized) return
    this.handshake.initialized = true
    const waiting = this.opening ?? []
    this.opening = undefined
    for (const ready of waiting) ready()
  }

  /** Calls `ended` when the connection closes; at once if it is closed. The return value forgets it. */
  onClose(ended: (cause: unknown) => void): () => void {
    if (this.closed) {
      ended(undefined)
      return () => undefined
    }
    const closing = (this.closing ??= [])
    closing.push(ended)
    return () => {
      const index = closing.indexOf(ended)
      if (index >= 0) closing.splice(index, 1)
    }
  }

  /** Interrupts what is being worked on and fails what we wait for. Closing twice is closing once. */
  close(cause?: unknown): void {
    if (this.closed) return
    this.closed = true
    this.calls?.cancelAll("The connection was closed")
    this.requests?.end(cause)
    this.shared.closed?.(this)
    const closing = this.closing ?? []
    this.closing = undefined
    for (const ended of closing) ended(cause)
  }
}
