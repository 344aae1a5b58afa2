// The server that is killed: tasks in a file, over node:http.
import { join } from "node:path"

import { McpServer } from "@effect-mcp/server"
import { TaskRunner, Tasks } from "@effect-mcp/tasks"
import { TaskStoreSqlite } from "@effect-mcp/tasks-sql/sqlite"
import { NodeServer } from "@effect-mcp/transport-http/node"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Duration, Layer } from "effect"

import * as ReportingStore from "./ReportingStore.ts"
import { say } from "./say.ts"
import { settings } from "./settings.ts"
import * as Work from "./Work.ts"

const Store = ReportingStore.layer.pipe(
  Layer.provide(TaskStoreSqlite.layer({ filename: join(settings.folder, "tasks.db") }))
)

const Tasked = Tasks.layer({ maxRunning: 1000, pollInterval: "50 millis" }).pipe(
  Layer.provide(TaskRunner.layerLocal({ lease: Duration.millis(settings.leaseMillis) })),
  Layer.provide(Store)
)

const Server = McpServer.layer({ name: "crash", version: "1.0.0" }).pipe(
  McpServer.provide(Work.layer),
  Layer.provide(Tasked)
)

const Announced = Layer.effectDiscard(
  NodeServer.NodeServer.useSync(({ port }) => say({ what: "up", port }))
)

Announced.pipe(
  Layer.provide(NodeServer.layer({ port: 0, drainWithin: "10 minutes" })),
  Layer.provide(Server),
  Layer.launch,
  NodeRuntime.runMain
)
