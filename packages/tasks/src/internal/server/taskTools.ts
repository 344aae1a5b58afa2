/**
 * The tools that one server has at this moment, and what they say of tasks.
 */
import type { Extension, Handler, McpRequest, RpcError } from "@effect-mcp/protocol"
import type { ToolAnnotations } from "@effect-mcp/server"
import * as Effect from "effect/Effect"

import * as TaskOptions from "../../TaskOptions.ts"
import type { Runnable } from "./runnable.ts"

/** A tool whose calls may be tasks. */
export interface TaskTool extends Extension.ServedTool {
  /** What its tasks are kept and taken up by. */
  readonly key: string
  readonly options: TaskOptions.Resolved
}

export class TaskTools {
  private readonly server: string
  private readonly runnable: Runnable
  private readonly tools = new Map<string, Extension.ServedTool>()
  private readonly withTasks = new Map<string, TaskTool>()

  constructor(server: string, runnable: Runnable) {
    this.server = server
    this.runnable = runnable
  }

  readonly served = (tool: Extension.ServedTool): (() => void) => {
    const { annotations, name } = tool
    const options = TaskOptions.resolve(name, annotations["task"] as ToolAnnotations["task"])
    this.tools.set(name, tool)
    const stop = options && this.add({ ...tool, key: `${this.server}/${name}`, options })
    return () => {
      if (this.tools.get(name) === tool) this.tools.delete(name)
      stop?.()
    }
  }

  get(name: unknown): TaskTool | undefined {
    return typeof name === "string" ? this.withTasks.get(name) : undefined
  }

  /** The tool that a request calls, if it is one with tasks. */
  calledBy({ method, params }: McpRequest.Request): TaskTool | undefined {
    return method === "tools/call" ? this.get(params?.["name"]) : undefined
  }

  /**
   * Refuses a call of a tool that there is. Who may not see it is told the same as of one that is not
   * there, and so is `next` left to tell.
   */
  refuse<R>(
    request: McpRequest.Request,
    error: RpcError.RpcError,
    next: Handler.Outcome<R>
  ): Handler.Outcome<R | Handler.RequestServices> {
    const name = request.params?.["name"]
    const tool = typeof name === "string" ? this.tools.get(name) : undefined
    return tool === undefined ? next : tool.admit(request, () => Effect.fail(error))
  }

  private add(tool: TaskTool): () => void {
    this.withTasks.set(tool.name, tool)
    const stop = this.runnable.add(tool)
    return () => {
      if (this.withTasks.get(tool.name) === tool) this.withTasks.delete(tool.name)
      stop()
    }
  }
}
