/**
 * What every store of tasks does: `taskStoreContract("memory", () => TaskStoreMemory.layer)`.
 */
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Layer, Scope } from "effect"

import type { TaskStore } from "../../src/index.ts"
import { leases } from "./leases.ts"
import { lists } from "./lists.ts"
import { sharing } from "./sharing.ts"
import { values } from "./values.ts"
import { writing } from "./writing.ts"

/** One store, with nothing in it. */
export type Empty = () => Layer.Layer<TaskStore.TaskStore, unknown>

/** A test that is given a store of its own. */
export type Case = (
  name: string,
  body: () => Effect.Effect<void, unknown, TaskStore.TaskStore | Scope.Scope>
) => void

export interface Options {
  /** A layer that is built twice opens the same store twice. */
  readonly reopen?: boolean
}

/**
 * Runs the contract. `empty` gives another store each time.
 */
export const taskStoreContract = (name: string, empty: Empty, { reopen = false }: Options = {}) =>
  describe(`TaskStore: ${name}`, () => {
    const test: Case = (name, body) =>
      it.effect(name, () => Effect.suspend(body).pipe(Effect.scoped, Effect.provide(empty())))
    for (const part of [writing, leases, lists, values]) part(test)
    if (reopen) sharing(empty)
  })
