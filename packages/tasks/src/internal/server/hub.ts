/**
 * Who wants to know of changes of which task.
 */
import type { RpcError } from "@effect-mcp/protocol"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import * as Task from "../../Task.ts"
import { Looking } from "../looking.ts"

export class Hub {
  private readonly listeners = new Map<string, Set<() => void>>()
  private readonly context: Context.Context<never>

  constructor(context: Context.Context<never>) {
    this.context = context
  }

  /** Gives what ends it. */
  listen(id: string, listener: () => void): () => void {
    const all = this.listeners.get(id) ?? new Set()
    this.listeners.set(id, all)
    all.add(listener)
    return () => {
      all.delete(listener)
      if (all.size === 0 && this.listeners.get(id) === all) this.listeners.delete(id)
    }
  }

  tell(id: string): void {
    for (const listener of this.listeners.get(id) ?? []) listener()
  }

  /** Any of them may have changed. */
  tellAll(): void {
    for (const id of this.listeners.keys()) this.tell(id)
  }

  /**
   * Reads the task when it has changed from what is known, one at a time. Ends by itself when the task is over, or
   * `gone`. Gives what ends it before.
   */
  follow(
    known: Task.Task,
    read: () => Effect.Effect<Task.Task, RpcError.RpcError>,
    seen: (task: Task.Task) => void,
    gone: () => void = () => undefined
  ): () => void {
    const follower = new Follower(known, read, seen, gone, this.context)
    const stop = this.listen(known.id, () => follower.told())
    follower.over = stop
    return () => {
      follower.over = undefined
      stop()
    }
  }
}

class Follower {
  /** `undefined` once nobody follows. */
  over: (() => void) | undefined
  private known: Task.Task
  private readonly looking: Looking
  private readonly seen: (task: Task.Task) => void
  private readonly gone: () => void

  constructor(
    known: Task.Task,
    read: () => Effect.Effect<Task.Task, RpcError.RpcError>,
    seen: (task: Task.Task) => void,
    gone: () => void,
    context: Context.Context<never>
  ) {
    this.known = known
    this.seen = seen
    this.gone = gone
    const look = Effect.suspend(() =>
      this.over === undefined
        ? Effect.void
        : Effect.map(Effect.exit(read()), (exit) => this.see(exit))
    )
    this.looking = new Looking(look, context)
  }

  told(): void {
    this.looking.told()
  }

  private see(read: Exit.Exit<Task.Task, RpcError.RpcError>): void {
    if (this.over === undefined) return
    if (Exit.isFailure(read)) return this.missed(read.cause)
    if (Task.isSame(read.value, this.known)) return
    this.known = read.value
    this.seen(read.value)
    if (Task.isFinal(read.value)) this.end()
  }

  /** It is not there any more, or cannot be read just now: then the next change looks again. */
  private missed(cause: Cause.Cause<RpcError.RpcError>): void {
    if (!Cause.hasFails(cause)) return
    this.end()
    this.gone()
  }

  private end(): void {
    const { over } = this
    this.over = undefined
    over?.()
  }
}
