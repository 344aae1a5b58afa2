/**
 * The tools that are served with `task`, at this moment.
 */
import type { Extension, McpRequest } from "@effect-mcp/protocol"
import type { ToolAnnotations } from "@effect-mcp/server"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import * as TaskOptions from "../../TaskOptions.ts"

export interface TaskTool {
  readonly name: string
  readonly options: TaskOptions.Resolved
  readonly call: Extension.ServedTool["call"]
  readonly refusal: Extension.ServedTool["refusal"]
}

export class TaskTools {
  private readonly tools = new Map<string, TaskTool>()
  private readonly listeners = new Set<() => void>()

  readonly served = ({ annotations, call, name, refusal }: Extension.ServedTool): (() => void) => {
    const options = TaskOptions.resolve(name, annotations["task"] as ToolAnnotations["task"])
    if (options === undefined) return () => undefined
    const tool = { name, options, call, refusal }
    this.tools.set(name, tool)
    for (const listener of this.listeners) listener()
    return () => {
      if (this.tools.get(name) !== tool) return
      this.tools.delete(name)
      for (const listener of this.listeners) listener()
    }
  }

  get names(): ReadonlyArray<string> {
    return [...this.tools.keys()]
  }

  get(name: unknown): TaskTool | undefined {
    return typeof name === "string" ? this.tools.get(name) : undefined
  }

  /** The tool that a request calls, if it is one with tasks. */
  calledBy({ method, params }: McpRequest.Request): TaskTool | undefined {
    return method === "tools/call" ? this.get(params?.["name"]) : undefined
  }

  onChange(listener: () => void): Effect.Effect<void, never, Scope.Scope> {
    return Effect.acquireRelease(
      Effect.sync(() => {
        this.listeners.add(listener)
      }),
      () => Effect.sync(() => this.listeners.delete(listener))
    )
  }
}
