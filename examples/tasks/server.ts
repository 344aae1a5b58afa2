import { StdioServer } from "@effect-mcp/transport-stdio"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Layer } from "effect"

import { Deployments } from "./deployments.ts"

StdioServer.layer(Deployments).pipe(Layer.launch, NodeRuntime.runMain)
