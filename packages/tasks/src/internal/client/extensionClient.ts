/**
 * The client of the extension `io.modelcontextprotocol/tasks`: the server decides which call becomes a task.
 */
import type { Extension } from "@effect-mcp/protocol"

import { taskNames } from "../extension/taskNames.ts"
import * as Dialect from "./dialect.ts"
import type { Waiting } from "./outcome.ts"
import { resolve } from "./resolving.ts"

export const extensionClient = (waiting: Omit<Waiting, "asked">): Extension.ClientExtension => ({
  resultTypes: { task: { methods: ["tools/call"], resolve: resolve(Dialect.extension, waiting) } },
  names: taskNames,
  heard: [Dialect.extension.notification]
})
