import { taskStoreContract } from "@effect-mcp/tasks/contract"
import { Layer } from "effect"

import { TaskStoreSql } from "../src/index.ts"
import { NodeSqliteClient } from "../src/sqlite/index.ts"
import { temporary } from "./support/temporary.ts"

/** Over nothing but the interface of `SqlClient`. */
const layer = (filename: string) =>
  TaskStoreSql.layer.pipe(Layer.provide(NodeSqliteClient.layer({ filename })))

taskStoreContract("any client, SQLite in memory", () => layer(":memory:"))

taskStoreContract("any client, SQLite in a file", () => layer(temporary("tasks.db")), {
  reopen: true
})
