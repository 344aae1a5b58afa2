/**
 * All sessions of a server: found by id, for their owner only, and gone when nobody has used them for long.
 *
 * @spec 2025-11-25/basic/transports#session-management
 */
import { type Deadlines, Principal } from "@effect-mcp/protocol"

import type { Session } from "./session.ts"

/** Milliseconds. @since 0.1.0 */
export interface Options {
  readonly max: number
  readonly idle: number
  readonly deadlines: Deadlines.Deadlines
}

/** @since 0.1.0 */
export class Sessions {
  private readonly byId = new Map<string, Session>()
  private sweeping = false
  private readonly options: Options

  constructor(options: Options) {
    this.options = options
  }

  get isFull(): boolean {
    return this.byId.size >= this.options.max
  }

  /**
   * Another principal's session is as good as none.
   *
   * @spec 2025-11-25/basic/transports#session-management
   */
  find(id: string, principal: Principal.Identity): Session | undefined {
    const session = this.byId.get(id)
    if (session === undefined || !Principal.same(session.principal, principal)) return undefined
    session.touch()
    return session
  }

  add(session: Session): void {
    this.byId.set(session.id, session)
    session.connection.onClose(() => this.remove(session, "The session was ended"))
    this.sweepLater()
  }

  remove(session: Session, reason: string): void {
    if (!this.byId.delete(session.id)) return
    session.close(reason)
  }

  closeAll(reason: string): void {
    for (const session of this.byId.values()) this.remove(session, reason)
  }

  /** One look at all of them, as long as there are any. */
  private sweepLater(): void {
    const { deadlines, idle } = this.options
    if (this.sweeping || this.byId.size === 0 || !Number.isFinite(idle)) return
    this.sweeping = true
    deadlines.after(Math.max(1, idle / 4), () => {
      this.sweeping = false
      this.sweep(deadlines.now() - idle)
      this.sweepLater()
    })
  }

  private sweep(unusedSince: number): void {
    for (const session of this.byId.values()) {
      if (!session.isIdle) session.touch()
      else if (session.used <= unusedSince) this.remove(session, "The session was idle")
    }
  }
}
