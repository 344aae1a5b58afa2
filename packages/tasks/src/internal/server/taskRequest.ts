/**
 * The request a task's handler sees: the one that began it, in whatever process the handler runs now.
 *
 * Nobody waits for an answer of it. What is said on the way goes to the task, and to the connection it
 * began on while that is open and the revision lets a server speak by itself.
 */
import {
  type Connection,
  type Deadlines,
  type Exchange,
  type JsonObject,
  McpRequest,
  type Outgoing,
  Progress
} from "@effect-mcp/protocol"
import { JsonRpc, type Revision } from "@effect-mcp/schema"

import type { Call } from "../../TaskStore.ts"
import { relate, relatedTo } from "../core/relatedTask.ts"

export interface Options {
  readonly taskId: string
  readonly call: Call
  readonly revision: Revision.Revision
  readonly deadlines: Deadlines.Deadlines
  /** The one it began on. */
  readonly connection: Connection.Connection | undefined
  /** Puts a text for people on the task, and calls `said` when it is there. */
  readonly say: (message: string, said: () => void) => void
}

/** The least time between two changes of the status message, in milliseconds. */
const interval = 250

export class TaskRequest extends McpRequest.Request {
  private readonly options: Options
  private readonly client: McpRequest.Peer
  private reporting: Progress.Progress | undefined
  private held: string | undefined
  private saying = false
  private waiting: Deadlines.Deadline | undefined

  constructor(options: Options) {
    const { call, connection, deadlines, revision, taskId } = options
    const envelope = { id: taskId, method: "tools/call", params: call.params }
    super(envelope as never, revision, exchange(call, connection), deadlines)
    this.options = options
    this.client = { info: call.info, capabilities: call.capabilities }
  }

  override get peer(): McpRequest.Peer {
    return this.client
  }

  override notify(method: string, params?: JsonObject.JsonObject): void {
    const { connection } = this
    if (connection === undefined) return
    connection.send(JsonRpc.encodeNotification(method, relate(params, this.related)))
  }

  override progress(report: Outgoing.ProgressReport): void {
    if (!Number.isFinite(report.progress)) return
    this.say(textOf(report))
    const { connection, progressToken } = this
    if (connection === undefined || progressToken === undefined) return
    this.reporting ??= new Progress.Progress(
      progressToken,
      this.revision,
      this.options.deadlines,
      (frame) => this.connection?.send(frame),
      this.related
    )
    this.reporting.report(report)
  }

  /** What is held back goes out; nothing comes after. */
  override end(): void {
    this.reporting?.end()
    this.waiting?.cancel()
    this.held = undefined
    super.end()
  }

  private say(message: string): void {
    if (this.ended) return
    this.held = message
    if (this.waiting === undefined && !this.saying) this.flush()
  }

  private flush(): void {
    const { held } = this
    this.waiting = undefined
    if (held === undefined || this.ended) return
    this.held = undefined
    this.saying = true
    this.options.say(held, () => this.said())
  }

  /** One at a time: an earlier text must not be written over a later one. */
  private said(): void {
    this.saying = false
    if (this.ended) return
    this.waiting = this.options.deadlines.after(interval, () => this.flush())
  }

  private get connection(): Connection.Connection | undefined {
    const { connection } = this.options
    return connection === undefined || connection.closed || this.revision.asks !== "Push"
      ? undefined
      : connection
  }

  private get related(): JsonObject.JsonObject {
    return relatedTo(this.options.taskId)
  }
}

const textOf = ({ message, progress, total }: Outgoing.ProgressReport): string => {
  const count = total === undefined ? String(progress) : `${progress} of ${total}`
  return message === undefined ? count : total === undefined ? message : `${message} (${count})`
}

const exchange = (
  { principal }: Call,
  connection: Connection.Connection | undefined
): Exchange.Exchange => ({
  principal,
  connection,
  send: () => undefined,
  answer: () => undefined,
  silent: () => undefined
})
