/**
 * How far a call has got, told to the peer no oftener than it can be looked at.
 *
 * At most one notification per 20 ms and token. What is held back is replaced by what is newer, and
 * the last is always sent: after the 20 ms, or before the answer. Progress that does not rise is
 * dropped, since the specification wants each notification to be greater than the one before.
 *
 * @spec 2026-07-28/basic/patterns/progress#behavior-requirements
 * @since 0.1.0
 */
import { JsonRpc, type Meta, type Revision, Wire } from "@effect-mcp/schema"

import type { Deadline, Deadlines } from "./Deadlines.ts"
import type { JsonObject } from "./JsonObject.ts"
import type { ProgressReport } from "./Outgoing.ts"

/**
 * The least time between two notifications of one token, in milliseconds.
 *
 * @since 0.1.0
 */
export const interval = 20

/**
 * The progress of one call.
 *
 * @since 0.1.0
 */
export class Progress {
  private highest = Number.NEGATIVE_INFINITY
  private held: ProgressReport | undefined
  private waiting: Deadline | undefined
  private over = false
  private readonly token: Meta.ProgressToken
  private readonly revision: Revision.Revision
  private readonly deadlines: Deadlines
  private readonly send: (frame: string) => void
  private readonly meta: JsonObject | undefined

  /** `meta` goes under `_meta` of each. */
  constructor(
    token: Meta.ProgressToken,
    revision: Revision.Revision,
    deadlines: Deadlines,
    send: (frame: string) => void,
    meta?: JsonObject
  ) {
    this.meta = meta
    this.token = token
    this.revision = revision
    this.deadlines = deadlines
    this.send = send
  }

  report(report: ProgressReport): void {
    if (this.over || !(report.progress > this.highest) || !Number.isFinite(report.progress)) return
    this.highest = report.progress
    if (this.waiting !== undefined) {
      this.held = report
      return
    }
    this.emit(report)
    this.waiting = this.deadlines.after(interval, () => this.release())
  }

  /** Sends what is held back. Nothing is sent afterwards. */
  end(): void {
    if (this.over) return
    this.over = true
    this.waiting?.cancel()
    this.release()
  }

  /** Forgets what is held back: the peer no longer wants to know. */
  drop(): void {
    this.held = undefined
    this.end()
  }

  private release(): void {
    const report = this.held
    this.held = undefined
    this.waiting = undefined
    if (report === undefined) return
    this.emit(report)
    if (!this.over) this.waiting = this.deadlines.after(interval, () => this.release())
  }

  private emit(report: ProgressReport): void {
    const { message, progress, total } = report
    const params = {
      progressToken: this.token,
      progress,
      ...(total !== undefined && { total }),
      ...(message !== undefined && { message }),
      ...(this.meta !== undefined && { _meta: this.meta })
    }
    const projected = Wire.progress(this.revision, params)
    this.send(JsonRpc.encodeNotification("notifications/progress", projected))
  }
}
