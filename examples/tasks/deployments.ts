import { Elicitation, McpServer, Progress, Step, Tool } from "@effect-mcp/server"
import { Tasks } from "@effect-mcp/tasks"
import { TaskStoreSqlite } from "@effect-mcp/tasks-sql/sqlite"
import { Effect, Layer, Schema } from "effect"

import { Deploy } from "./deploy.ts"

const Plan = Schema.Struct({ name: Schema.String, pid: Schema.Int })

/** Stands in for what takes long. The process is noted, to be seen in the result. */
const plan = (env: string) =>
  Effect.as(Effect.sleep("200 millis"), { name: `3 changes in ${env}`, pid: process.pid })

const apply = (_plan: string, _idempotencyKey: string) =>
  Effect.as(Effect.sleep("200 millis"), process.pid)

// #region handler
export const DeployLive = Deploy.handle(
  Effect.fnUntraced(function* ({ env }) {
    yield* Progress.report(1, { total: 3, message: `planning in process ${process.pid}` })
    const { name, pid } = yield* Step.once("plan", Plan, plan(env))

    const { approved } = yield* Elicitation.form({
      message: `Apply ${name}?`,
      schema: Schema.Struct({ approved: Schema.Boolean })
    })
    if (!approved) return yield* Tool.fail("The operator declined.")

    yield* Progress.report(2, { total: 3, message: "applying" })
    const key = yield* Step.idempotencyKey("apply")
    const appliedBy = yield* Step.once("apply", Schema.Int, apply(name, key))
    return { plan: name, plannedBy: pid, appliedBy }
  })
)
// #endregion

// #region server
export const Deployments = McpServer.layer({ name: "deployments", version: "1.0.0" }).pipe(
  McpServer.provide(DeployLive),
  Layer.provide(Tasks.layer({ pollInterval: "200 millis" })),
  Layer.provide(TaskStoreSqlite.layer({ filename: "tasks.db" }))
)
// #endregion
