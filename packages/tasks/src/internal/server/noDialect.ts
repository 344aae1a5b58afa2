/**
 * A server in the revisions that have no tasks: what cannot be done without one is not there.
 */
import { type Extension, RpcError } from "@effect-mcp/protocol"
import { ErrorCode } from "@effect-mcp/schema"

import type { TaskTools } from "./taskTools.ts"

const notHere = RpcError.make(
  ErrorCode.methodNotFound,
  "This tool has to be called as a task, which this revision does not have"
)

export const noDialect = (tools: TaskTools): Extension.ServerExtension => ({
  capabilities: () => ({}),
  agreed: () => true,
  around: (next, request) =>
    tools.calledBy(request)?.options.support === "required"
      ? tools.refuse(request, notHere, next)
      : next,
  tool: (definition) =>
    tools.get(definition["name"])?.options.support === "required" ? undefined : definition
})
