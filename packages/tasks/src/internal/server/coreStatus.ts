/**
 * Tells the client of a task how it is doing, as long as the connection it began on is open and somebody listens:
 * what a client must not rely on is not kept for it.
 *
 * @spec 2025-11-25/basic/utilities/tasks#task-status-notification
 */
import type { Connection } from "@effect-mcp/protocol"
import { JsonRpc } from "@effect-mcp/schema"

import * as Task from "../../Task.ts"
import { coreTask } from "../coreTask.ts"
import type { Connections } from "./connections.ts"
import type { Desk } from "./desk.ts"

export const tellClient = (
  desk: Desk,
  began: Task.Task,
  connection: Connection.Connection,
  connections: Connections
): void => {
  if (connection.closed) return connections.forget(began.id)
  const forget = () => {
    connections.forget(began.id)
    unfollow()
    stay()
  }
  const unfollow = desk.follow(
    connection.principal,
    began,
    (task) => {
      if (connection.isHeard) {
        connection.send(JsonRpc.encodeNotification("notifications/tasks/status", coreTask(task)))
      }
      if (Task.isFinal(task)) forget()
    },
    forget
  )
  const stay = connection.onClose(forget)
}
