/**
 * `node server.ts <folder>`: the migration of one folder, served over stdio.
 *
 * @since 0.1.0
 */
import { StdioServer } from "@effect-mcp/transport-stdio"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Layer } from "effect"

import * as MigrationServer from "./migrationServer.ts"

const root = process.argv[2]
if (root === undefined) {
  console.error("usage: server.ts <folder>")
  process.exit(2)
}

StdioServer.layer(MigrationServer.layer(root)).pipe(Layer.launch, NodeRuntime.runMain)
