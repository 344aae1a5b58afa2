/**
 * The official servers as programs, and a client of ours that talks to one.
 */
import { fileURLToPath } from "node:url"

import { McpClient, type Settings } from "@effect-mcp/client"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { Context, Effect, Layer } from "effect"

import * as Host from "./Host.ts"
import * as Peer from "./Peer.ts"

/** The process that was started. */
export class Process extends Context.Service<
  Process,
  {
    /** Ends it at once. */
    readonly kill: Effect.Effect<void>
  }
>()("@effect-mcp/suites/OfficialServer") {}

/** It says its id on standard error, so that a test can end it. */
const sayPid = ["--import", "data:text/javascript,console.error(`pid ${process.pid} pid`)"]

const node = (...args: ReadonlyArray<string>): SpawnConsent.Program => ({
  command: process.execPath,
  args: [...sayPid, ...args]
})

/** The reference server that has everything, made with the official v1 library. */
export const everything = node(
  fileURLToPath(import.meta.resolve("@modelcontextprotocol/server-everything/dist/index.js")),
  "stdio"
)

/** The official v2 library, both eras. */
export const officialV2 = node(
  fileURLToPath(new URL("../fixtures/official-v2-server.ts", import.meta.url))
)

const start = (program: SpawnConsent.Program, settings: Partial<Settings.Settings>) =>
  Effect.gen(function* () {
    let stderr = ""
    const transport = StdioClient.layer({ ...program, stderr: (text) => (stderr += text) }).pipe(
      Layer.provide(SpawnConsent.layerExact(program))
    )
    const peer = yield* Peer.make(
      McpClient.connect({ name: "suites", version: "0.0.0", ...settings })
    ).pipe(Effect.provide(transport))
    const kill = Effect.sync(() => {
      process.kill(Number(/pid (\d+) pid/.exec(stderr)?.[1]), "SIGKILL")
    })
    return Context.make(Peer.Peer, peer).pipe(Context.add(Process, { kill }))
  })

/** One process and a client of it, until the layer's scope closes. */
export const layer = (
  program: SpawnConsent.Program,
  { host, ...settings }: Partial<Settings.Settings> & { readonly host?: Host.Options } = {}
) => Layer.effectContext(start(program, settings)).pipe(Layer.provide(Host.everybody(host)))
