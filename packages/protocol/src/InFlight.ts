/**
 * Requests of the peer that are being worked on, by JSON-RPC id, so that a later message can stop one.
 *
 * A cancelled request is interrupted and never answered. A cancel for an id we do not hold is normal
 * (it crossed our answer on the wire) and is ignored. A request that ends at once is never in here.
 *
 * Requests that are meant to stay open are counted apart: a peer that listens to much can still call.
 *
 * @spec 2026-07-28/basic/patterns/cancellation#behavior-requirements
 * @since 0.1.0
 */
import type { JsonRpc } from "@effect-mcp/schema"

/**
 * One request being worked on.
 *
 * @since 0.1.0
 */
export interface Call {
  readonly method: string
  /** It is meant to stay open. */
  readonly stays?: boolean | undefined
  /** Interrupts the work; the answer is then silence. */
  readonly cancel: (reason: string | undefined) => void
}

/**
 * The calls of one connection.
 *
 * @since 0.1.0
 */
export class InFlight {
  readonly limit: number
  /** Of those that stay. */
  readonly stayLimit: number
  private readonly calls = new Map<JsonRpc.RequestId, Call>()
  private staying = 0
  private whenEmpty: Array<() => void> | undefined
  constructor(limit: number, stayLimit = limit) {
    this.limit = limit
    this.stayLimit = stayLimit
  }
  get size(): number {
    return this.calls.size
  }
  get isFull(): boolean {
    return this.calls.size - this.staying >= this.limit
  }
  /** No more that stay. */
  get isCrowded(): boolean {
    return this.staying >= this.stayLimit
  }
  has(id: JsonRpc.RequestId): boolean {
    return this.calls.has(id)
  }
  add(id: JsonRpc.RequestId, call: Call): void {
    this.calls.set(id, call)
    if (call.stays === true) this.staying++
  }
  /** The work has ended, finalizers included. */
  remove(id: JsonRpc.RequestId): void {
    if (this.calls.get(id)?.stays === true) this.staying--
    this.calls.delete(id)
    if (this.calls.size > 0 || this.whenEmpty === undefined) return
    const waiting = this.whenEmpty
    this.whenEmpty = undefined
    for (const done of waiting) done()
  }
  /** Whether there was something to stop. */
  cancel(id: JsonRpc.RequestId, reason?: string): boolean {
    const call = this.calls.get(id)
    call?.cancel(reason)
    return call !== undefined
  }
  cancelAll(reason: string): void {
    for (const call of this.calls.values()) call.cancel(reason)
  }
  /** Calls `done` once nothing is in flight; at once if nothing is. */
  onEmpty(done: () => void): void {
    if (this.calls.size === 0) return done()
    ;(this.whenEmpty ??= []).push(done)
  }
}
