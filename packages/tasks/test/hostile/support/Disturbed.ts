/**
 * A store in memory that is slow, or fails, as a seed or a number says.
 */
import { TaskStore, TaskStoreMemory } from "@effect-mcp/tasks"
import { Effect } from "effect"

import type { Store } from "./Bench.ts"

/** Numbers from 0 to below 1, the same for each seed. */
export const random = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Use = <A>(
  operation: string,
  work: Effect.Effect<A, TaskStore.TaskStoreError>
) => Effect.Effect<A, TaskStore.TaskStoreError>

/** Does something to each use of a store. */
export const disturb = (store: Store, use: Use): Store => ({
  create: (kept) => use("create", store.create(kept)),
  get: (id) => use("get", store.get(id)),
  load: (id) => use("load", store.load(id)),
  save: (task, entries) => use("save", store.save(task, entries)),
  append: (id, runner, entries) => use("append", store.append(id, runner, entries)),
  list: (query) => use("list", store.list(query)),
  count: (owner) => use("count", store.count(owner)),
  claim: (query) => use("claim", store.claim(query)),
  renew: (lease) => use("renew", store.renew(lease)),
  release: (runner) => use("release", store.release(runner)),
  sweep: (now) => use("sweep", store.sweep(now)),
  watch: store.watch
})

const turns = (count: number): Effect.Effect<void> =>
  Effect.forEach(Array.from({ length: count }), () => Effect.yieldNow, { discard: true })

/** Each use takes some turns, before and after it is done. */
export const slow = (store: Store, next: () => number): Store =>
  disturb(store, (_, work) =>
    Effect.suspend(() =>
      turns(Math.floor(next() * 4)).pipe(
        Effect.andThen(work),
        Effect.tap(() => turns(Math.floor(next() * 4)))
      )
    )
  )

/** When a use fails: with nothing done, or with all of it done. */
export type When = "before" | "after"

const failed = (operation: string) =>
  Effect.fail(new TaskStore.TaskStoreError({ operation, cause: new Error("gone") }))

/** A store whose n-th use fails, and how often it was used. */
export const failing = (is: (use: number, operation: string) => When | undefined) => {
  const memory = TaskStoreMemory.make()
  const uses = { count: 0 }
  const store = disturb(memory, (operation, work) =>
    Effect.suspend(() => {
      const when = is(uses.count++, operation)
      if (when === undefined) return work
      return when === "before" ? failed(operation) : Effect.andThen(work, failed(operation))
    })
  )
  return { memory, store, uses }
}
