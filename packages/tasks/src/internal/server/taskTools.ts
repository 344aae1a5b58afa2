/**
 * The tools that are served at this moment, and what they say of tasks.
 */
import type { Extension, Handler, McpRequest, RpcError } from "@effect-mcp/protocol"
import type { ToolAnnotations } from "@effect-mcp/server"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import * as TaskOptions from "../../TaskOptions.ts"

/** A tool whose calls may be tasks. */
export interface TaskTool extends Extension.ServedTool {
  readonly options: TaskOptions.Resolved
}

export class TaskTools {
  private readonly tools = new Map<string, Extension.ServedTool>()
  private readonly withTasks = new Map<string, TaskTool>()
  private readonly listeners = new Set<() => void>()

  readonly served = (tool: Extension.ServedTool): (() => void) => {
    const { annotations, name } = tool
    const options = TaskOptions.resolve(name, annotations["task"] as ToolAnnotations["task"])
    this.tools.set(name, tool)
    if (options !== undefined) this.withTasks.set(name, { ...tool, options })
    this.changed()
    return () => {
      if (this.tools.get(name) !== tool) return
      this.tools.delete(name)
      this.withTasks.delete(name)
      this.changed()
    }
  }

  /** Of those with tasks. */
  get names(): ReadonlyArray<string> {
    return [...this.withTasks.keys()]
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

  onChange(listener: () => void): Effect.Effect<void, never, Scope.Scope> {
    return Effect.acquireRelease(
      Effect.sync(() => {
        this.listeners.add(listener)
      }),
      () => Effect.sync(() => this.listeners.delete(listener))
    )
  }

  private changed(): void {
    for (const listener of this.listeners) listener()
  }
}
