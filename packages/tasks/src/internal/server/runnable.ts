/**
 * The tools whose tasks can be run in this process, of all servers that share these tasks: by the name of
 * their server and their own.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import type { TaskTool } from "./taskTools.ts"

export class Runnable {
  private readonly tools = new Map<string, TaskTool>()
  private readonly listeners = new Set<() => void>()

  get keys(): ReadonlyArray<string> {
    return [...this.tools.keys()]
  }

  get(key: string): TaskTool | undefined {
    return this.tools.get(key)
  }

  /** Gives what takes it back. Nobody could tell whose a task is if two had the same key. */
  add(tool: TaskTool): () => void {
    const { key } = tool
    if (this.tools.has(key)) throw new Error(`There is a tool "${key}" with tasks already`)
    this.tools.set(key, tool)
    this.changed()
    return () => {
      this.tools.delete(key)
      this.changed()
    }
  }

  onChange(listener: () => void): Effect.Effect<void, never, Scope.Scope> {
    return Effect.acquireRelease(
      Effect.sync(() => {
        this.listeners.add(listener)
      }),
      () => Effect.sync(() => this.listeners.delete(listener))
    )
  }

  private changed(): void {
    for (const listener of this.listeners) listener()
  }
}
