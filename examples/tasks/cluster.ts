import { McpServer } from "@effect-mcp/server"
import { Tasks } from "@effect-mcp/tasks"
import { TaskRunnerCluster } from "@effect-mcp/tasks-cluster"
import { TaskStorePostgres } from "@effect-mcp/tasks-sql/postgres"
import { NodeServer } from "@effect-mcp/transport-http/node"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Effect, Layer } from "effect"

import { DeployLive } from "./deployments.ts"

// #region server
const settings = Config.all({
  url: Config.Redacted("POSTGRES_URL"),
  port: Config.withDefault(Config.Int("PORT"), 3000)
})

/** One of any number of processes, all of which are started like this. */
const Server = Effect.map(settings, ({ port, url }) => {
  const Deployments = McpServer.layer({ name: "deployments", version: "1.0.0" }).pipe(
    McpServer.provide(DeployLive),
    Layer.provide(Tasks.layer()),
    Layer.provide(TaskRunnerCluster.layerPostgres({ url })),
    Layer.provide(TaskStorePostgres.layer({ url }))
  )
  return NodeServer.layer({ port }).pipe(Layer.provide(Deployments))
})
// #endregion

Layer.unwrap(Server).pipe(Layer.launch, NodeRuntime.runMain)
