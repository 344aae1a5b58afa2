import { taskStoreContract } from "@effect-mcp/tasks/contract"
import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, Layer } from "effect"

import { TaskStoreSql } from "../src/index.ts"
import { TaskStorePostgres } from "../src/postgres/index.ts"
import { schema } from "./Schemas.ts"

taskStoreContract(
  "Postgres",
  () => {
    const { config, make } = schema()
    return Layer.unwrap(Effect.as(make, TaskStorePostgres.layer(config)))
  },
  { reopen: true }
)

taskStoreContract("any client, Postgres", () => {
  const { config, make } = schema()
  const client = Layer.unwrap(Effect.as(make, PgClient.layer(config)))
  return TaskStoreSql.layer.pipe(Layer.provide(client))
})
