/**
 * Who wants to hear that a client's roots have changed.
 */
import type { Connection, Handler } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

type Listener = (connection: Connection.Connection) => void

export class RootsChanges {
  private readonly listeners = new Set<Listener>()

  /** Takes the notification. */
  readonly notified: Handler.Notified = (_params, { connection }) => {
    if (connection === undefined) return
    for (const listener of this.listeners) listener(connection)
  }

  listen(listener: Listener): Effect.Effect<void, never, Scope.Scope> {
    return Effect.acquireRelease(
      Effect.sync(() => void this.listeners.add(listener)),
      () => Effect.sync(() => this.listeners.delete(listener))
    )
  }
}

/** One piece of work for each key at a time. What comes meanwhile is done once more, however often it came. */
export class Turns<Key extends object> {
  private readonly again = new WeakMap<Key, boolean>()

  /** The work to begin now; none if some is under way. */
  take<R>(key: Key, work: Effect.Effect<unknown, never, R>): Effect.Effect<void, never, R> {
    return Effect.suspend(() => {
      const isBusy = this.again.has(key)
      this.again.set(key, isBusy)
      return isBusy
        ? Effect.void
        : Effect.asVoid(Effect.repeat(work, { while: () => this.next(key) }))
    })
  }

  private next(key: Key): boolean {
    const isWanted = this.again.get(key) === true
    if (isWanted) this.again.set(key, false)
    else this.again.delete(key)
    return isWanted
  }
}
