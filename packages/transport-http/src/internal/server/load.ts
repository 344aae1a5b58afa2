/**
 * How much each principal has this server do at once. Counted only once it takes time.
 */
import { Principal } from "@effect-mcp/protocol"

/** @since 0.1.0 */
export class Load {
  readonly limit: number
  private readonly counts = new Map<string, number>()

  constructor(limit: number) {
    this.limit = limit
  }

  /** Whether `more` would be too many. */
  isFull(principal: Principal.Identity, more = 1): boolean {
    const now = this.counts.size === 0 ? 0 : (this.counts.get(Principal.key(principal)) ?? 0)
    return now + more > this.limit
  }

  begin(principal: Principal.Identity, more = 1): void {
    const key = Principal.key(principal)
    this.counts.set(key, (this.counts.get(key) ?? 0) + more)
  }

  end(principal: Principal.Identity, less = 1): void {
    const key = Principal.key(principal)
    const rest = (this.counts.get(key) ?? 0) - less
    if (rest > 0) this.counts.set(key, rest)
    else this.counts.delete(key)
  }
}
