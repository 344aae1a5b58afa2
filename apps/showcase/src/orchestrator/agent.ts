import { writeFileSync } from "node:fs"

/**
 * `node agent.ts <role> <files>`: one agent, served over stdio. It keeps its tasks in `<files>.db`.
 *
 * @since 0.1.0
 */
import { McpServer } from "@effect-mcp/server"
import { StdioServer } from "@effect-mcp/transport-stdio"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Layer, Schema } from "effect"

import * as Durable from "../durable.ts"
import * as StepLog from "../stepLog.ts"
import * as Coder from "./coder.ts"
import * as Researcher from "./researcher.ts"
import * as Reviewer from "./reviewer.ts"
import { Role } from "./work.ts"

const tools = { researcher: Researcher.layer, coder: Coder.layer, reviewer: Reviewer.layer }

const [role, files] = process.argv.slice(2)
if (!Schema.is(Role)(role) || files === undefined) {
  console.error("usage: agent.ts researcher|coder|reviewer <files>")
  process.exit(2)
}

writeFileSync(`${files}.pid`, String(process.pid))

const agent = McpServer.layer({ name: role, version: "1.0.0" }).pipe(
  McpServer.provide(tools[role]),
  Layer.provide([Durable.tasks(`${files}.db`), StepLog.layer(`${files}.log`)])
)

StdioServer.layer(agent).pipe(Layer.launch, NodeRuntime.runMain)
