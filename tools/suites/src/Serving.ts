/**
 * The suites' servers in a place: as a program over stdio, and over HTTP on a port of its own.
 */
import { fileURLToPath } from "node:url"

import type { Endpoint } from "@effect-mcp/protocol"
import { NodeServer } from "@effect-mcp/transport-http/node"
import { Layer, Logger } from "effect"

import * as Interactive from "./servers/Interactive.ts"
import * as Interop from "./servers/Interop.ts"
import * as Matrix from "./servers/Matrix.ts"
import * as Tasks from "./servers/Tasks.ts"

/** The same server twice: as a layer, and as the name `fixtures/serve.ts` knows it by. */
export interface Served {
  readonly layer: Layer.Layer<Endpoint.Endpoint>
  readonly name: "interactive" | "interop" | "matrix" | "tasks"
}

/** What a server logs is not the test's output. */
const quiet = Layer.provide(Logger.layer([]))

export const interactive: Served = { layer: quiet(Interactive.layer), name: "interactive" }
export const interop: Served = { layer: quiet(Interop.layer), name: "interop" }
export const matrix: Served = { layer: quiet(Matrix.layer), name: "matrix" }
export const tasks: Served = { layer: quiet(Tasks.layer), name: "tasks" }

/** As a program that speaks over its own stdio. */
export const program = ({ name }: Served) => ({
  command: process.execPath,
  args: [
    "--conditions=@effect-mcp/source",
    fileURLToPath(new URL("../fixtures/serve.ts", import.meta.url)),
    name
  ]
})

/** Listens on this machine until the scope closes; where, is in the context. */
export const http = (
  { layer }: Served,
  options: Partial<NodeServer.Options> = {}
): Layer.Layer<NodeServer.NodeServer> =>
  Layer.orDie(Layer.provide(NodeServer.layer({ port: 0, ...options }), layer))

/** The same, over the HTTP+SSE of the first revision too. */
export const url = {
  http: NodeServer.NodeServer.useSync(({ url }) => url),
  sse: NodeServer.NodeServer.useSync(({ url }) => new URL("/sse", url).href)
}
