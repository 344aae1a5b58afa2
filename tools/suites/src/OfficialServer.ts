/**
 * An official server that runs, and a client of ours that talks to it.
 */
import { McpClient, type Settings } from "@effect-mcp/client"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { Context, Effect, Layer } from "effect"

import * as Host from "./Host.ts"
import * as OfficialProgram from "./OfficialProgram.ts"
import * as Peer from "./Peer.ts"

/** The process that was started. */
export class Process extends Context.Service<
  Process,
  {
    /** Ends it at once. */
    readonly kill: Effect.Effect<void>
  }
>()("@effect-mcp/suites/OfficialServer") {}

const overStdio = ({ args }: OfficialProgram.OfficialProgram) => {
  let stderr = ""
  const program = { command: process.execPath, args }
  const transport = StdioClient.layer({ ...program, stderr: (text) => (stderr += text) }).pipe(
    Layer.provide(SpawnConsent.layerExact(program))
  )
  const kill = Effect.sync(() => {
    process.kill(OfficialProgram.announced("pid", stderr), "SIGKILL")
  })
  return Effect.succeed({ transport, kill })
}

/** Over HTTP it soon gives up to come back to a server that has gone. */
const overHttp = (program: OfficialProgram.OfficialProgram) =>
  Effect.map(OfficialProgram.listening(program), ({ kill, url }) => ({
    transport: StreamableHttpClient.layer({ url, resume: { delay: "20 millis", attempts: 2 } }),
    kill
  }))

/** A program may take long to start where much else runs. */
const patience = { probeTimeout: "15 seconds" } as const

const connect = (program: OfficialProgram.OfficialProgram, settings: Partial<Settings.Settings>) =>
  Effect.gen(function* () {
    const { kill, transport } = yield* (program.carrier === "stdio" ? overStdio : overHttp)(program)
    const opened = yield* Layer.build(transport)
    const peer = yield* Peer.make(
      McpClient.connect({ name: "suites", version: "0.0.0", ...patience, ...settings })
    ).pipe(Effect.provideContext(opened))
    return Context.make(Peer.Peer, peer).pipe(Context.add(Process, { kill }))
  })

/** One process and a client of it, until the layer's scope closes. */
export const layer = (
  program: OfficialProgram.OfficialProgram,
  { host, ...settings }: Partial<Settings.Settings> & { readonly host?: Host.Options } = {}
) => Layer.effectContext(connect(program, settings)).pipe(Layer.provide(Host.everybody(host)))
