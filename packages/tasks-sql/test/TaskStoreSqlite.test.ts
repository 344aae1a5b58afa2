import { taskStoreContract } from "@effect-mcp/tasks/contract"

import { TaskStoreSqlite } from "../src/sqlite/index.ts"
import { temporary } from "./support/temporary.ts"

taskStoreContract("SQLite in memory", () => TaskStoreSqlite.layer({ filename: ":memory:" }))

taskStoreContract(
  "SQLite in a file",
  () => TaskStoreSqlite.layer({ filename: temporary("tasks.db") }),
  { reopen: true }
)
