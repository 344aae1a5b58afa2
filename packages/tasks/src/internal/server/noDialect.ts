/**
 * A server in the revisions that have no tasks: what cannot be done without one is not there.
 */
import { type Extension, RpcError } from "@effect-mcp/protocol"
import * as Exit from "effect/Exit"

import type { TaskTools } from "./taskTools.ts"

export const noDialect = (tools: TaskTools): Extension.ServerExtension => ({
  capabilities: () => ({}),
  agreed: () => true,
  around: (next, request) =>
    tools.calledBy(request)?.options.support === "required"
      ? Exit.fail(
          RpcError.make(
            RpcError.methodNotFound("").code,
            "This tool has to be called as a task, which this revision does not have"
          )
        )
      : next,
  tool: (definition) =>
    tools.get(definition["name"])?.options.support === "required" ? undefined : definition
})
