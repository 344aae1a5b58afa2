/**
 * The connections tasks began on, for as long as both live: a server may tell its client of a task where
 * the revision lets it speak by itself.
 */
import type { Connection, McpRequest } from "@effect-mcp/protocol"

import type { Task } from "../../Task.ts"

export class Connections {
  /** Told of each task that has one. */
  onBegan: ((task: Task, connection: Connection.Connection) => void) | undefined
  private readonly byTask = new Map<string, Connection.Connection>()

  began(task: Task, { exchange, revision }: McpRequest.Request): void {
    const { connection } = exchange
    if (connection === undefined || revision.asks !== "Push") return
    this.byTask.set(task.id, connection)
    this.onBegan?.(task, connection)
  }

  /** Nothing more is to be told of it. */
  forget(id: string): void {
    this.byTask.delete(id)
  }

  of(id: string): Connection.Connection | undefined {
    const connection = this.byTask.get(id)
    if (connection?.closed !== true) return connection
    this.byTask.delete(id)
    return undefined
  }
}
