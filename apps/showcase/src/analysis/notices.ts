/**
 * What the server says of a task unasked. A client needs none of this: `handle.status` has it. The driver listens on the
 * wire itself, so as to show that it was told, and did not merely ask.
 *
 * @since 0.1.0
 */
import type { ClientTransport } from "@effect-mcp/protocol"
import type { JsonRpc, Revision } from "@effect-mcp/schema"
import { Deferred, type Effect, Exit } from "effect"

/** One notification. */
export interface Notice {
  readonly method: string
  readonly task: string
  readonly status: string
}

export interface Notices {
  /** The transport that is listened to. */
  readonly transport: ClientTransport.ClientTransport["Service"]
  readonly heard: ReadonlyArray<Notice>
  readonly isOver: (task: string) => boolean
  /** Waits until it was told that the task is over. */
  readonly over: (task: string) => Effect.Effect<Notice>
}

/** What a revision calls them. */
export const method = ({ tasks }: Revision.Revision): string =>
  tasks === "Core" ? "notifications/tasks/status" : "notifications/tasks"

const read = (message: JsonRpc.Parsed): Notice | undefined => {
  if (message._tag !== "Notification" || !message.method.startsWith("notifications/tasks")) {
    return undefined
  }
  const { status, taskId } = message.params ?? {}
  return typeof taskId === "string" && typeof status === "string"
    ? { method: message.method, task: taskId, status }
    : undefined
}

const final = new Set(["completed", "failed", "cancelled"])

/** Listens to whatever comes through a transport. */
export const make = (inner: ClientTransport.ClientTransport["Service"]): Notices => {
  const heard: Array<Notice> = []
  const ends = new Map<string, Deferred.Deferred<Notice>>()
  const end = (task: string): Deferred.Deferred<Notice> => {
    const known = ends.get(task) ?? Deferred.makeUnsafe<Notice>()
    ends.set(task, known)
    return known
  }
  const hear = (message: JsonRpc.Parsed): void => {
    const notice = read(message)
    if (notice === undefined) return
    heard.push(notice)
    if (final.has(notice.status)) Deferred.doneUnsafe(end(notice.task), Exit.succeed(notice))
  }
  return {
    heard,
    isOver: (task) => heard.some((notice) => notice.task === task && final.has(notice.status)),
    over: (task) => Deferred.await(end(task)),
    transport: {
      ...inner,
      open: (sink) =>
        inner.open({
          closed: (reason) => sink.closed(reason),
          receive: (message) => {
            hear(message)
            sink.receive(message)
          }
        })
    }
  }
}
