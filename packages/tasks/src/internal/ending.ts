/** How a task ends, by what its work came to. */
import { Handler, RpcError } from "@effect-mcp/protocol"

import type * as Task from "../Task.ts"

/** Its work failed with a JSON-RPC error. */
export const failed = (error: RpcError.RpcError): Task.End => ({
  status: "failed",
  outcome: { _tag: "Error", error: RpcError.toObject(error) },
  statusMessage: error.message
})

/** Its work gave a result. */
export const completed = (answer: Handler.Answer): Task.End => {
  // What was written as text here is a result, and so a JSON object.
  const result = (answer instanceof Handler.Encoded ? JSON.parse(answer.text) : answer) as object
  return { status: "completed", outcome: { _tag: "Result", result: { ...result } } }
}
