/**
 * The client of the extension `io.modelcontextprotocol/tasks`: the server decides which call becomes a task.
 */
import type { Extension, JsonObject } from "@effect-mcp/protocol"

import * as Dialect from "./dialect.ts"
import type { Waiting } from "./outcome.ts"
import { resolve } from "./resolving.ts"

const taskId = ({ taskId }: JsonObject.JsonObject): string | undefined =>
  typeof taskId === "string" ? taskId : undefined

export const extensionClient = (waiting: Omit<Waiting, "asked">): Extension.ClientExtension => ({
  resultTypes: { task: { methods: ["tools/call"], resolve: resolve(Dialect.extension, waiting) } },
  names: { "tasks/get": taskId, "tasks/update": taskId, "tasks/cancel": taskId },
  heard: [Dialect.extension.notification]
})
