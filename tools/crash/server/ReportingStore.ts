/** A store that says what it is about to write, and what it has written. */
import { Task, type TaskJournal, TaskStore } from "@effect-mcp/tasks"
import { Effect, Layer } from "effect"

import type { Place, Point } from "../src/Report.ts"
import { say } from "./say.ts"

type Details = Omit<Point, "what" | "phase" | "place">

const around = <A extends boolean | void, E>(
  place: Place,
  details: Details,
  write: Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    say({ what: "point", phase: "before", place, ...details })
    return Effect.map(write, (written) => {
      say({ what: "point", phase: "after", place, ...details, written: written !== false })
      return written
    })
  })

const stepsOf = (entries: TaskJournal.Entries = []): ReadonlyArray<string> =>
  entries.flatMap((entry) => (entry._tag === "Step" ? [entry.path] : []))

const nameOf = ({ arguments: input }: TaskStore.Call["params"]): string =>
  String(Object(input)["task"])

/** Told afterwards: that there was anything to claim is not known before. */
const sayClaimed = ({ length }: ReadonlyArray<TaskStore.Kept>): void => {
  if (length > 0) say({ what: "point", phase: "after", place: "claim" })
}

export const layer: Layer.Layer<TaskStore.TaskStore, never, TaskStore.TaskStore> = Layer.effect(
  TaskStore.TaskStore,
  Effect.map(TaskStore.TaskStore, (store) => ({
    ...store,
    create: (kept) =>
      around("create", { id: kept.task.id, task: nameOf(kept.call.params) }, store.create(kept)),
    save: (task, entries) =>
      around(
        "save",
        { id: task.id, steps: stepsOf(entries), final: Task.isFinal(task) },
        store.save(task, entries)
      ),
    append: (id, runner, entries) =>
      around("append", { id, steps: stepsOf(entries) }, store.append(id, runner, entries)),
    claim: (query) => Effect.tap(store.claim(query), (kept) => Effect.sync(() => sayClaimed(kept)))
  }))
)
