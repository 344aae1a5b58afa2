/**
 * Tasks that outlive their process, as the migration and the agents have them.
 *
 * @since 0.1.0
 */
import { TaskRunner, Tasks } from "@effect-mcp/tasks"
import { TaskStoreSqlite } from "@effect-mcp/tasks-sql/sqlite"
import { Layer } from "effect"

/**
 * Kept in this file, and run by a process that is believed dead a second after it was last heard of: whoever starts it
 * again is not to wait long.
 */
export const tasks = (filename: string) =>
  Tasks.layer({ pollInterval: "100 millis" }).pipe(
    Layer.provide([
      TaskRunner.layerLocal({ lease: "1 second" }),
      TaskStoreSqlite.layer({ filename })
    ])
  )
