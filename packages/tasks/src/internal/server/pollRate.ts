/**
 * How often one task is looked at, counted by seconds.
 */
import { RpcError } from "@effect-mcp/protocol"

const window = 1000

export class PollRate {
  private readonly polls = new Map<string, number>()
  private since = 0
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  /** The refusal of one look too many. */
  refusal(id: string, now: number): RpcError.RpcError | undefined {
    // The clock may have been set back.
    if (now < this.since || now - this.since >= window) {
      this.polls.clear()
      this.since = now
    }
    const polls = (this.polls.get(id) ?? 0) + 1
    if (polls > this.limit) return this.refused
    this.polls.set(id, polls)
    return undefined
  }

  private get refused(): RpcError.RpcError {
    return RpcError.invalidRequest(
      `A task may be looked at ${this.limit} times a second; honour the poll interval`,
      { reason: "TooManyPolls", limit: this.limit }
    )
  }
}
