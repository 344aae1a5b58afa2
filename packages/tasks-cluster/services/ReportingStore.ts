/** A store that says what it is about to write, and what it has written. */
import { TaskStore } from "@effect-mcp/tasks"
import { Effect, Layer } from "effect"

import { say } from "./say.ts"

const around = <A, E>(id: string, write: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    say({ what: "writes", id })
    return Effect.tap(write, () => Effect.sync(() => say({ what: "wrote", id })))
  })

export const layer: Layer.Layer<TaskStore.TaskStore, never, TaskStore.TaskStore> = Layer.effect(
  TaskStore.TaskStore,
  Effect.map(TaskStore.TaskStore, (store) => ({
    ...store,
    create: (kept) => around(kept.task.id, store.create(kept)),
    save: (task, entries) => around(task.id, store.save(task, entries))
  }))
)
