/** What whoever keeps a task refuses, in one wording for servers and clients. */
import { RpcError } from "@effect-mcp/protocol"

/** Another's is as unknown as one that never was. */
export const unknownTask = (id: string): RpcError.RpcError =>
  RpcError.invalidParams(
    `There is no task "${id.slice(0, 64)}": it is unknown, or its time is over`
  )

export const noTaskId = RpcError.invalidParams("taskId must be a string")

/** It cannot be cancelled any more. */
export const isOver = RpcError.invalidParams("The task is over already")
