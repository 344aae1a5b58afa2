/**
 * One thing that happens and any number who want to hear of it, each as a stream of its own.
 *
 * A listener that falls behind loses the oldest of what it has not read: a peer that talks without end
 * must not fill the memory of a reader that does not read.
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

const capacity = 1024

export class Emitter<A> {
  private readonly listeners = new Set<(event: A) => void>()

  emit(event: A): void {
    for (const listener of this.listeners) listener(event)
  }

  /** Calls `listener` until the return value is called. */
  on(listener: (event: A) => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  /** From the moment it is run; what `pick` gives `undefined` for is left out. */
  stream<B>(pick: (event: A) => B | undefined): Stream.Stream<B> {
    return Stream.callback<B>(
      (queue) =>
        Effect.acquireRelease(
          Effect.sync(() =>
            this.on((event) => {
              const picked = pick(event)
              if (picked !== undefined) Queue.offerUnsafe(queue, picked)
            })
          ),
          (off) => Effect.sync(off)
        ),
      { bufferSize: capacity, strategy: "sliding" }
    )
  }
}
