/**
 * A store over a database, once its tables are there.
 *
 * @since 0.1.0
 */
import type { TaskStore } from "@effect-mcp/tasks"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"

import type { SchemaTooNew } from "../SchemaTooNew.ts"
import type { Database } from "./Database.ts"
import type { Dialect } from "./Dialect.ts"
import { Listeners } from "./Listeners.ts"
import { migrate } from "./migrate.ts"
import { statements } from "./statements.ts"
import * as store from "./store.ts"

export interface Opened {
  readonly store: TaskStore.TaskStore["Service"]
  readonly listeners: Listeners
}

export const open = (
  database: Database,
  dialect: Dialect
): Effect.Effect<Opened, SqlError | SchemaTooNew> =>
  Effect.map(migrate(database, dialect), () => {
    const listeners = new Listeners()
    const parts = { database, statements: statements(dialect), listeners }
    return { listeners, store: store.make(parts) }
  })
