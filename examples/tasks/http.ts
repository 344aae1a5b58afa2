import { NodeServer } from "@effect-mcp/transport-http/node"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Config, Layer } from "effect"

import { Deployments } from "./deployments.ts"

const port = Config.withDefault(Config.Int("PORT"), 3000)

NodeServer.layerConfig({ port }).pipe(Layer.provide(Deployments), Layer.launch, NodeRuntime.runMain)
