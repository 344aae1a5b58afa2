/**
 * The server with everything, over HTTP: `PORT` (default 3000, 0 takes any that is free), `/mcp`, on this machine
 * only. What it logs says where it listens.
 *
 * @since 0.1.0
 */
import { NodeServer } from "@effect-mcp/transport-http/node"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Layer } from "effect"

import { Everything } from "./server.ts"

NodeServer.layerConfig({
  port: Config.withDefault(Config.Int("PORT"), 3000)
}).pipe(Layer.provide(Everything), Layer.launch, NodeRuntime.runMain)
