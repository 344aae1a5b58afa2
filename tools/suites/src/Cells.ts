/**
 * A server of the suites in every revision, over every transport.
 */
import { Revisions } from "@effect-mcp/schema"
import { EraMatrix } from "@effect-mcp/testing"
import { StreamableHttpClient } from "@effect-mcp/transport-http"
import type { NodeServer } from "@effect-mcp/transport-http/node"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { Effect, Layer } from "effect"

import * as Mounts from "./Mounts.ts"
import * as Serving from "./Serving.ts"

export type Cell = EraMatrix.Cell<Serving.Served>

type Carrier = EraMatrix.Carrier<Serving.Served>

const memory: Carrier = {
  name: EraMatrix.memory.name,
  transport: ({ layer }) => EraMatrix.memory.transport(layer)
}

const stdio: Carrier = {
  name: "stdio",
  transport: (served) => {
    const program = Serving.program(served)
    return StdioClient.layer({ ...program, stderr: "ignore" }).pipe(
      Layer.provide(SpawnConsent.layerExact(program))
    )
  }
}

const overUrl = (
  url: Effect.Effect<string, never, NodeServer.NodeServer>,
  server: Layer.Layer<NodeServer.NodeServer>
) =>
  Layer.unwrap(Effect.map(url, (url) => StreamableHttpClient.layer({ url }))).pipe(
    Layer.provide(server)
  )

/** Sessions where a revision shakes hands, the first included, and single requests where it does not. */
const http: Carrier = {
  name: "http",
  transport: (served) => overUrl(Serving.url.http, Serving.http(served))
}

/** What the first revision has for HTTP, and what others that shake hands can be spoken over. */
const sse: Carrier = {
  name: "sse",
  revisions: Revisions.handshake,
  transport: (served) => overUrl(Serving.url.sse, Serving.http(served, { legacySse: true }))
}

/** How every cell is connected to: a program may take long to start where much else runs. */
export const patience = { client: { probeTimeout: "15 seconds" } } as const

export const inMemory = EraMatrix.make([memory], Revisions.all)
export const overStdio = EraMatrix.make([stdio], Revisions.all)
export const overHttp = EraMatrix.make([http], Revisions.all)
export const overSse = EraMatrix.make([sse], Revisions.all)

const mounts: ReadonlyArray<Carrier> = [
  { name: "router", transport: Mounts.router },
  { name: "fetch", transport: Mounts.fetch }
]

export const overMounts = EraMatrix.make(mounts, Revisions.all)
