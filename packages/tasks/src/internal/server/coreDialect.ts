/**
 * The server of tasks as 2025-11-25 has them in its core: the client says which call is to be a task, the
 * result is fetched by `tasks/result`, and while that blocks the server asks on its stream.
 */
import {
  type Extension,
  type Handler,
  type JsonObject,
  type McpRequest,
  type Principal,
  RpcError
} from "@effect-mcp/protocol"
import { ErrorCode, Meta } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import * as TaskMetadata from "../core/taskMetadata.ts"
import { coreTask } from "../coreTask.ts"
import { isOver } from "../refusals.ts"
import type { CoreResults } from "./coreResults.ts"
import type { Desk } from "./desk.ts"
import type { TaskTool, TaskTools } from "./taskTools.ts"

type Outcome = Handler.Outcome<Handler.RequestServices>

export const coreDialect = (
  tools: TaskTools,
  desk: Desk,
  results: CoreResults
): Extension.ServerExtension => ({
  capabilities: (caller) => ({
    tasks: {
      ...(isKnown(caller) ? { list: {} } : undefined),
      cancel: {},
      requests: { tools: { call: {} } }
    }
  }),
  // The client declares what it takes as tasks; it may ask for ours without that.
  agreed: () => true,
  params: ["task"],
  around: (next, request) =>
    request.method === "tools/call" ? called(tools, desk, next, request) : next,
  requests: {
    "tasks/get": {
      run: ({ params, principal }) =>
        Effect.map(desk.poll(principal, params?.["taskId"]), (task) => coreTask(task))
    },
    "tasks/result": { run: (request) => results.await(request) },
    "tasks/list": { run: (request) => listed(desk, request) },
    "tasks/cancel": { run: (request) => cancelled(desk, request) }
  },
  tool: (definition, annotations) => {
    const support = tools.get(definition["name"])?.options.support
    return support === undefined || annotations["task"] === undefined
      ? definition
      : { ...definition, execution: { taskSupport: support } }
  }
})

/** All anonymous callers are the same one, and would see each other's. */
const isKnown = ({ kind }: Principal.Identity): boolean => kind !== "anonymous"

const called = <R>(
  tools: TaskTools,
  desk: Desk,
  next: Handler.Outcome<R>,
  request: McpRequest.Request
): Handler.Outcome<R | Handler.RequestServices> => {
  const asked = request.params?.["task"]
  const tool = tools.calledBy(request)
  if (asked === undefined) {
    return tool?.options.support === "required" ? tools.refuse(request, hasToBe, next) : next
  }
  if (tool === undefined) return tools.refuse(request, cannotBe, next)
  if (!TaskMetadata.is(asked)) return Exit.fail(TaskMetadata.malformed)
  return desk.begin({ tool, request, isPromised: true, ttl: asked.ttl }, (task) => ({
    task: coreTask(task),
    ...immediate(tool)
  }))
}

const hasToBe = RpcError.make(ErrorCode.methodNotFound, "This tool has to be called as a task")

const cannotBe = RpcError.make(ErrorCode.methodNotFound, "This tool cannot be called as a task")

const immediate = ({ options }: TaskTool): JsonObject.JsonObject | undefined =>
  options.immediate === undefined
    ? undefined
    : { _meta: { [Meta.modelImmediateResponse]: options.immediate } }

const listed = (desk: Desk, { method, params, principal }: McpRequest.Request): Outcome =>
  isKnown(principal)
    ? Effect.map(desk.list(principal, params?.["cursor"]), ({ nextCursor, tasks }) => ({
        tasks: tasks.map(coreTask),
        ...(nextCursor === undefined ? undefined : { nextCursor })
      }))
    : Exit.fail(RpcError.methodNotFound(method))

const cancelled = (desk: Desk, { params, principal }: McpRequest.Request): Outcome =>
  Effect.flatMap(desk.cancel(principal, params?.["taskId"]), (task) =>
    task === undefined ? Effect.fail(isOver) : Effect.succeed(coreTask(task))
  )
