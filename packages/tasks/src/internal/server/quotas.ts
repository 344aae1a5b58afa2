/**
 * How many tasks each principal has. Counted here while the process runs, and by the store whenever it
 * has forgotten: others may share the store.
 */
import { RpcError } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"

import type { Limits } from "../../TaskLimits.ts"
import type { TaskStore, TaskStoreError } from "../../TaskStore.ts"

/** Of one principal, from when it was counted until it is counted again. */
export interface Count {
  kept: number
  running: number
}

export class Quotas {
  private readonly counts = new Map<string, Count>()
  private readonly store: TaskStore["Service"]
  private readonly limits: Limits

  constructor(store: TaskStore["Service"], limits: Limits) {
    this.store = store
    this.limits = limits
  }

  /** Takes a place for one task more; gives where it was taken. */
  admit(owner: string): Effect.Effect<Count, RpcError.RpcError | TaskStoreError> {
    const known = this.counts.get(owner)
    if (known !== undefined) return this.take(known)
    return Effect.flatMap(this.store.count(owner), ({ kept, open }) => {
      const count = this.counts.get(owner) ?? { kept, running: open }
      this.counts.set(owner, count)
      return this.take(count)
    })
  }

  /** It was not kept after all. */
  giveBack(count: Count): void {
    count.kept--
    if (count.running > 0) count.running--
  }

  /** One of its tasks is over. */
  over(owner: string): void {
    const count = this.counts.get(owner)
    if (count !== undefined && count.running > 0) count.running--
  }

  /** To be counted again. */
  forget(): void {
    this.counts.clear()
  }

  private take(count: Count): Effect.Effect<Count, RpcError.RpcError> {
    const { maxKept, maxRunning } = this.limits
    if (count.running >= maxRunning) return refuse("TooManyRunningTasks", maxRunning)
    if (count.kept >= maxKept) return refuse("TooManyTasks", maxKept)
    count.kept++
    count.running++
    return Effect.succeed(count)
  }
}

const refuse = (reason: "TooManyRunningTasks" | "TooManyTasks", limit: number) =>
  Effect.fail(
    RpcError.invalidRequest(
      reason === "TooManyTasks"
        ? `No more than ${limit} tasks are kept for one caller`
        : `No more than ${limit} tasks of one caller run at once`,
      { reason, limit }
    )
  )
