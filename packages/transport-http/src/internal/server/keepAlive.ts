/**
 * Comments on streams that are open, so that nobody on the way takes them for dead. One timer for all.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#receiving-messages
 */
import type { Deadlines } from "@effect-mcp/protocol"

import type { HttpExchange } from "../../HttpExchange.ts"

/** @since 0.1.0 */
export class KeepAlive {
  private readonly carriers = new Set<HttpExchange>()
  private running = false
  private readonly every: number
  private readonly deadlines: Deadlines.Deadlines

  /** `every` is in milliseconds; infinite for never. */
  constructor(every: number, deadlines: Deadlines.Deadlines) {
    this.every = every
    this.deadlines = deadlines
  }

  get size(): number {
    return this.carriers.size
  }

  add(carrier: HttpExchange): void {
    this.carriers.add(carrier)
    this.run()
  }

  remove(carrier: HttpExchange): void {
    this.carriers.delete(carrier)
  }

  /** Ends whatever is still open. */
  endAll(): void {
    for (const carrier of this.carriers) carrier.end()
    this.carriers.clear()
  }

  private run(): void {
    if (this.running || this.carriers.size === 0 || !Number.isFinite(this.every)) return
    this.running = true
    this.deadlines.after(this.every, () => {
      this.running = false
      for (const carrier of this.carriers) carrier.write(":\n\n")
      this.run()
    })
  }
}
