/**
 * `node server.ts [port]`: the analysis of flights, served over HTTP.
 *
 * @since 0.1.0
 */
import { Tasks } from "@effect-mcp/tasks"
import { NodeServer } from "@effect-mcp/transport-http/node"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Layer, Logger } from "effect"

import * as Listening from "../listening.ts"
import * as AnalysisServer from "./analysisServer.ts"

Listening.announce.pipe(
  Layer.provide(NodeServer.layer({ port: Number(process.argv[2] ?? 0) })),
  Layer.provide(AnalysisServer.layer),
  Layer.provide(Tasks.layerMemory()),
  Layer.provide(Logger.layer([])),
  Layer.launch,
  NodeRuntime.runMain
)
