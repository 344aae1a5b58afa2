/**
 * The server that the official clients are let loose on: what the others have, folders, and a list of several pages.
 */
import { McpServer, Roots, Tool } from "@effect-mcp/server"
import { Effect, Layer } from "effect"

import * as Interactive from "./Interactive.ts"
import * as Matrix from "./Matrix.ts"

const Where = Tool.make("where", {}).handle(() =>
  Effect.map(Roots.list, (roots) => roots.map(({ uri }) => uri).join(", "))
)

const fillers = Array.from({ length: 30 }, (_, index) =>
  Tool.make(`filler-${index + 1}`, {}).handle(() => Effect.succeed("filled"))
).reduce<Layer.Layer<never, never, McpServer.McpServer>>(
  (all, one) => Layer.merge(all, one),
  Layer.empty
)

export const layer = McpServer.layer({ name: "interop", version: "1.0.0", pageSize: 10 }).pipe(
  McpServer.provide(Matrix.features, Interactive.features, Where, fillers)
)
