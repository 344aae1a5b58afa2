/**
 * Comments on streams that are open, so that nobody on the way takes them for dead.
 *
 * @spec 2026-07-28/basic/transports/streamable-http#receiving-messages
 */
import type { Deadlines } from "@effect-mcp/protocol"

import type { HttpExchange } from "../../HttpExchange.ts"

/** @since 0.1.0 */
export class KeepAlive {
  private readonly carriers = new Map<HttpExchange, Deadlines.Deadline>()
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
    const again = (): void => {
      carrier.write(":\n\n")
      this.add(carrier)
    }
    this.carriers.set(carrier, this.deadlines.after(this.every, again))
  }

  remove(carrier: HttpExchange): void {
    this.carriers.get(carrier)?.cancel()
    this.carriers.delete(carrier)
  }

  /** Ends whatever is still open. */
  endAll(): void {
    for (const [carrier, next] of this.carriers) {
      next.cancel()
      carrier.end()
    }
    this.carriers.clear()
  }
}
