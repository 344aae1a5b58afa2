import { fileURLToPath } from "node:url"

/**
 * The server of a folder as a process that can be started, killed, and started again on what it has kept.
 *
 * @since 0.1.0
 */
import { McpClient, type Settings } from "@effect-mcp/client"
import { ClientTransport } from "@effect-mcp/protocol"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { Console, Effect, FileSystem } from "effect"

import * as Listening from "../listening.ts"
import type { StateFolder } from "./stateFolder.ts"

const serverFile = fileURLToPath(new URL("./server.ts", import.meta.url))

/** Shows the command before it agrees to it; whoever typed `npm start` asked for exactly this one. */
const consent = SpawnConsent.layer((request) =>
  Effect.as(Console.log(`${SpawnConsent.describe(request)}\n`), true)
)

const overStdio = Effect.fnUntraced(function* (root: string, state: StateFolder) {
  const transport = yield* StdioClient.make({
    command: process.execPath,
    args: [...process.execArgv, serverFile, root, state.folder]
  })
  return Effect.succeed(transport)
}, Effect.provide(consent))

const overHttp = (root: string, state: StateFolder) =>
  Effect.gen(function* () {
    const url = yield* Listening.start(serverFile, [root, state.folder, "--http"])
    yield* Console.log(`  Serving ${url}`)
    return StreamableHttpClient.make({ url })
  })

/** Ways to the server of `root`: each connection has a process of its own, which ends with its scope. */
export const make = Effect.fnUntraced(function* (
  root: string,
  state: StateFolder,
  { http }: { readonly http: boolean }
) {
  const fs = yield* FileSystem.FileSystem
  const open = http ? overHttp(root, state) : yield* overStdio(root, state)
  const pid = Effect.map(fs.readFileString(state.pid), Number)
  return {
    /** Starts the server and connects to it. */
    connect: (settings: Settings.Settings) =>
      Effect.flatMap(open, (transport) =>
        Effect.provideService(
          McpClient.connect(settings),
          ClientTransport.ClientTransport,
          transport
        )
      ),
    /** The process that serves. */
    pid,
    /** Ends the server as a crash does: no goodbye, no finalizers. */
    kill: Effect.tap(pid, (pid) => Effect.sync(() => process.kill(pid, "SIGKILL")))
  }
})

export type Hosting = Effect.Success<ReturnType<typeof make>>
