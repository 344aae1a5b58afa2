/** Asking a store until it answers. Whoever asks is the run of a workflow, and has nothing else to do. */
import type { TaskStore } from "@effect-mcp/tasks"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"

const pace = Schedule.min([Schedule.exponential("50 millis"), Schedule.spaced("5 seconds")])

export const patiently = <A>(work: Effect.Effect<A, TaskStore.TaskStoreError>): Effect.Effect<A> =>
  work.pipe(
    Effect.tapError((error) => Effect.logWarning("A task waits for its store", error)),
    Effect.retry(pace),
    Effect.orDie
  )
