/**
 * Tasks kept in a file of SQLite, through `node:sqlite`: what is on disk when the process ends is what the next one goes
 * on with. Several processes of one machine may use the same file.
 *
 * A store of its own connection. What is written in one turn of the event loop is committed together at its end, and nobody
 * goes on before that; a read is done at once where nothing waits to be committed.
 *
 * @since 0.1.0
 */
import { TaskStore } from "@effect-mcp/tasks"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { SqlError } from "effect/sql/SqlError"

import * as changeLog from "../internal/changeLog.ts"
import * as Dialect from "../internal/Dialect.ts"
import { GroupCommit } from "../internal/GroupCommit.ts"
import { open } from "../internal/open.ts"
import * as sqliteFile from "../internal/sqliteFile.ts"
import type { SchemaTooNew } from "../SchemaTooNew.ts"
import type * as NodeSqliteClient from "./NodeSqliteClient.ts"

/**
 * Opens the file until the scope closes, and makes the tables where there are none. What other processes change is
 * looked for four times a second.
 *
 * @since 0.1.0
 */
export const make: (
  options: NodeSqliteClient.Options
) => Effect.Effect<TaskStore.TaskStore["Service"], SqlError | SchemaTooNew, Scope.Scope> =
  Effect.fnUntraced(function* (options) {
    const { filename, synchronous = "normal" } = options
    const database = new GroupCommit(yield* sqliteFile.acquire(filename, synchronous))
    yield* Effect.addFinalizer(() => Effect.sync(() => database.commit()))
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
  Layer.effect(TaskStore.TaskStore, make(options))
