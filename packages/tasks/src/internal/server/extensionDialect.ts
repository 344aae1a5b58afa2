/**
 * The server of the extension `io.modelcontextprotocol/tasks`: it decides which calls are tasks, results
 * are part of the task, and answers come by `tasks/update`.
 */
import {
  type Extension,
  type Handler,
  JsonObject,
  type McpRequest,
  RpcError
} from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import type * as Task from "../../Task.ts"
import { taskNames } from "../extension/taskNames.ts"
import { changed, type WireTask } from "../extension/wireTask.ts"
import { tasksExtension } from "../extensionId.ts"
import { iso } from "../time.ts"
import type { Desk } from "./desk.ts"
import type { TaskTool, TaskTools } from "./taskTools.ts"

type Outcome = Handler.Outcome<Handler.RequestServices>

/** Tasks one subscriber can hear of. */
const maxHeard = 1024

export const extensionDialect = (
  revision: Revision.Revision,
  tools: TaskTools,
  desk: Desk
): Extension.ServerExtension => ({
  around: (next, request) => {
    const tool = tools.calledBy(request)
    return tool === undefined || tool.options.begin === "marked"
      ? next
      : created(desk, tool, request)
  },
  without: (next, request) => {
    const error = RpcError.extensionRequired(revision, tasksExtension, request.method)
    if (listensToTasks(request)) return Exit.fail(error)
    return tools.calledBy(request)?.options.support === "required"
      ? tools.refuse(request, error, next)
      : next
  },
  escalation: {
    allowed: (request) => tools.calledBy(request)?.options.begin === "marked",
    take: (_, request, journal) => {
      const tool = tools.calledBy(request)
      return tool === undefined
        ? Exit.die(new Error("The tool of an escalated call is gone"))
        : created(desk, tool, request, journal)
    }
  },
  requests: {
    "tasks/get": {
      run: ({ params, principal }) =>
        Effect.map(desk.poll(principal, params?.["taskId"]), (task) => detailed(task))
    },
    "tasks/update": { run: (request) => updated(desk, request) },
    "tasks/cancel": {
      run: ({ params, principal }) => Effect.as(desk.cancel(principal, params?.["taskId"]), {})
    }
  },
  names: taskNames,
  resultTypes: { task: { methods: ["tools/call"] } },
  listen: { taskIds: listenTo(desk) }
})

const listensToTasks = ({ method, params }: McpRequest.Request): boolean =>
  method === "subscriptions/listen" &&
  JsonObject.child(params, "notifications")?.["taskIds"] !== undefined

const created = (
  desk: Desk,
  tool: TaskTool,
  request: McpRequest.Request,
  journal?: Parameters<Extension.Escalation["take"]>[2]
): Outcome =>
  desk.begin({ tool, request, isPromised: false, journal }, (task) => ({
    resultType: "task",
    ...plain(task)
  }))

const updated = (desk: Desk, { params, principal }: McpRequest.Request): Outcome => {
  const responses = params?.["inputResponses"]
  return JsonObject.is(responses)
    ? Effect.as(desk.answer(principal, params?.["taskId"], responses), {})
    : Exit.fail(RpcError.invalidParams("inputResponses must be an object"))
}

/** A task without what it came to. */
const plain = (task: Task.Task): WireTask => ({
  taskId: task.id,
  status: task.status,
  ...(task.statusMessage === undefined ? undefined : { statusMessage: task.statusMessage }),
  createdAt: iso(task.createdAt),
  lastUpdatedAt: iso(task.updatedAt),
  ttlMs: task.ttl,
  pollIntervalMs: task.pollInterval
})

const detailed = (task: Task.Task): JsonObject.JsonObject => ({ ...plain(task), ...details(task) })

const details = ({ outcome, questions, status }: Task.Task): JsonObject.JsonObject | undefined => {
  if (status === "input_required") return { inputRequests: asked(questions) }
  if (outcome === undefined) return undefined
  return outcome._tag === "Error"
    ? { error: outcome.error }
    : { result: { resultType: "complete", ...outcome.result } }
}

const asked = (questions: Task.Task["questions"]): JsonObject.JsonObject =>
  Object.fromEntries(
    Array.from(questions, ([key, { method, params }]) => [key, { method, params }] as const)
  )

/** Tells a subscriber of those of these tasks that are the caller's. */
const listenTo =
  (desk: Desk): Extension.ListenFilter =>
  (ids, { notify, request }) => {
    if (!isIds(ids)) {
      return Effect.fail(RpcError.invalidParams("taskIds must be a list of strings"))
    }
    const wanted = [...new Set(ids)]
    if (wanted.length > maxHeard) {
      const data = { reason: "TooManySubscriptions", limit: maxHeard }
      return Effect.fail(RpcError.invalidRequest(`More than ${maxHeard} tasks listened to`, data))
    }
    const { principal } = request
    const mine = (id: string) =>
      Effect.match(desk.find(principal, id), { onSuccess: (task) => [task], onFailure: () => [] })
    return Effect.map(Effect.forEach(wanted, mine), (found): Extension.Heard => {
      const tasks = found.flat()
      const stops = tasks.map((task) =>
        desk.follow(principal, task, (now) => notify(changed, detailed(now)))
      )
      // What changed between looking and following.
      for (const { id } of tasks) desk.wake(id)
      return {
        honoured: tasks.map(({ id }) => id),
        close: () => {
          for (const stop of stops) stop()
        }
      }
    })
  }

const isIds = (value: unknown): value is ReadonlyArray<string> =>
  Array.isArray(value) && value.every((id) => typeof id === "string")
