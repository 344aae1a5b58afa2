/**
 * A server of the suites in every revision, in memory and as a process over stdio.
 */
import { fileURLToPath } from "node:url"

import type { Endpoint } from "@effect-mcp/protocol"
import { Revisions } from "@effect-mcp/schema"
import { EraMatrix } from "@effect-mcp/testing"
import { SpawnConsent, StdioClient } from "@effect-mcp/transport-stdio"
import { Layer, Logger } from "effect"

import * as Interactive from "./servers/Interactive.ts"
import * as Matrix from "./servers/Matrix.ts"

/** The same server twice: as a layer, and as the name `fixtures/serve.ts` knows it by. */
export interface Served {
  readonly layer: Layer.Layer<Endpoint.Endpoint>
  readonly name: "interactive" | "matrix"
}

/** What a server logs is not the test's output. */
const quiet = Layer.provide(Logger.layer([]))

export const interactive = { layer: quiet(Interactive.layer), name: "interactive" } as const
export const matrix = { layer: quiet(Matrix.layer), name: "matrix" } as const

export type Cell = EraMatrix.Cell<Served>

const memory: EraMatrix.Carrier<Served> = {
  name: EraMatrix.memory.name,
  transport: ({ layer }) => EraMatrix.memory.transport(layer)
}

const program = ({ name }: Served): SpawnConsent.Program => ({
  command: process.execPath,
  args: [
    "--conditions=@effect-mcp/source",
    fileURLToPath(new URL("../fixtures/serve.ts", import.meta.url)),
    name
  ]
})

const stdio: EraMatrix.Carrier<Served> = {
  name: "stdio",
  transport: (served) =>
    StdioClient.layer({ ...program(served), stderr: "ignore" }).pipe(
      Layer.provide(SpawnConsent.layerExact(program(served)))
    )
}

export const inMemory = EraMatrix.make([memory], Revisions.all)
export const overStdio = EraMatrix.make([stdio], Revisions.all)
