/**
 * Whoever wants to know which tasks have changed.
 *
 * @since 0.1.0
 */
import type { TaskStore } from "@effect-mcp/tasks"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

type Listener = TaskStore.Listener

export class Listeners {
  private readonly all = new Set<{ readonly tell: Listener }>()

  readonly tell: Listener = (id) => {
    for (const { tell } of this.all) tell(id)
  }

  watch(tell: Listener): Effect.Effect<void, never, Scope.Scope> {
    return Effect.asVoid(
      Effect.acquireRelease(
        Effect.sync(() => {
          const entry = { tell }
          this.all.add(entry)
          return entry
        }),
        (entry) => Effect.sync(() => this.all.delete(entry))
      )
    )
  }
}
