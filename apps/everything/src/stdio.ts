/**
 * The server with everything, over the process's own pipes.
 *
 * @since 0.1.0
 */
import { StdioServer } from "@effect-mcp/transport-stdio"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Layer } from "effect"

import { Everything } from "./server.ts"

StdioServer.layer(Everything).pipe(Layer.launch, NodeRuntime.runMain)
