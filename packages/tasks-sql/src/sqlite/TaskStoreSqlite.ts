/**
 * Tasks kept in a file of SQLite, through `node:sqlite`: what is on disk when the process ends is what the next one goes
 * on with. Several processes of one machine may use the same file.
 *
 * A store of its own connection, whose effects finish without waiting unless another process writes at that moment.
 *
 * @since 0.1.0
 */
import { TaskStore } from "@effect-mcp/tasks"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"

import * as changeLog from "../internal/changeLog.ts"
import type { Database } from "../internal/Database.ts"
import * as Dialect from "../internal/Dialect.ts"
import { open } from "../internal/open.ts"
import type { SchemaTooNew } from "../SchemaTooNew.ts"
import * as NodeSqliteClient from "./NodeSqliteClient.ts"

/** No transaction but the store's own is ever open, so what is written is committed. */
const ofNode = (sql: NodeSqliteClient.NodeSqliteClient): Database => ({
  run: sql.now,
  atomically: (work) =>
    sql.nowAtomically((run) => {
      const steps = work()
      let step = steps.next()
      while (step.done !== true) step = steps.next(run(step.value.text, step.value.values))
      return step.value
    }),
  committed: (tell) => Effect.sync(tell)
})

/**
 * Opens the file until the scope closes, and makes the tables where there are none. What other processes change is
 * looked for four times a second.
 *
 * @since 0.1.0
 */
export const make: (
  options: NodeSqliteClient.Options
) => Effect.Effect<
  TaskStore.TaskStore["Service"],
  SqlError | SchemaTooNew,
  Scope.Scope | Reactivity.Reactivity
> = Effect.fnUntraced(function* (options) {
  const database = ofNode(yield* NodeSqliteClient.make(options))
  const { listeners, store } = yield* open(database, Dialect.sqlite)
  if (options.filename !== ":memory:") yield* changeLog.follow(database, listeners.tell, true)
  return store
})

/**
 * `make`, as a layer.
 *
 * @since 0.1.0
 */
export const layer = (
  options: NodeSqliteClient.Options
): Layer.Layer<TaskStore.TaskStore, SqlError | SchemaTooNew> =>
  Layer.effect(TaskStore.TaskStore, make(options)).pipe(Layer.provide(Reactivity.layer))
