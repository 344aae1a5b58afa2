import { writeFileSync } from "node:fs"

/**
 * `node server.ts <folder> <state folder> [--http]`: the migration of one folder, served over stdio, or over HTTP on a
 * port that it names on standard output.
 *
 * @since 0.1.0
 */
import { StdioServer } from "@effect-mcp/transport-stdio"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer } from "effect"

import * as Listening from "../listening.ts"
import * as MigrationServer from "./migrationServer.ts"
import * as StateFolder from "./stateFolder.ts"

const [root, folder, mode] = process.argv.slice(2)
if (root === undefined || folder === undefined) {
  console.error("usage: server.ts <folder> <state folder> [--http]")
  process.exit(2)
}

Layer.unwrap(
  Effect.gen(function* () {
    const state = yield* StateFolder.at(folder)
    writeFileSync(state.pid, String(process.pid))
    const server = MigrationServer.layer(root, state)
    return mode === "--http" ? Layer.provide(Listening.announce, server) : StdioServer.layer(server)
  })
).pipe(Layer.provide(NodeServices.layer), Layer.launch, NodeRuntime.runMain)
