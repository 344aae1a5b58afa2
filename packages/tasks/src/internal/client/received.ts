/**
 * Tasks that a server wants of its client, in 2025-11-25: a model's answer, or a person's, that the server does not wait
 * for at one go.
 *
 * @spec 2025-11-25/basic/utilities/tasks#task-support-and-handling
 */
import {
  type Extension,
  Handler,
  JsonObject,
  type McpRequest,
  RpcError
} from "@effect-mcp/protocol"
import { type Capabilities, Meta } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import { relate } from "../core/relatedTask.ts"
import * as TaskMetadata from "../core/taskMetadata.ts"
import { coreTask } from "../coreTask.ts"
import { ReceivedTasks } from "./receivedTasks.ts"

type Part = Pick<Extension.ClientExtension, "capabilities" | "around" | "requests">

/** What is declared is what there are handlers for. */
export const received = (own: Capabilities.ClientCapabilities, maxKept: number): Part => {
  const requests = accepted(own)
  const methods = new Set(Object.keys(requests).flatMap((kind) => of[kind] ?? []))
  if (methods.size === 0) return { capabilities: {}, around: related }
  const tasks = new ReceivedTasks(maxKept)
  return {
    capabilities: { tasks: { list: {}, cancel: {}, requests } },
    around: (next, request) =>
      methods.has(request.method) && request.params?.["task"] !== undefined
        ? begun(tasks, next, request)
        : related(next, request),
    requests: {
      "tasks/get": { run: (request) => Effect.map(tasks.find(request), coreTask) },
      "tasks/result": { run: (request) => tasks.result(request) },
      "tasks/list": { run: (request) => listed(tasks, request) },
      "tasks/cancel": { run: (request) => Effect.map(tasks.cancel(request), coreTask) }
    }
  }
}

const of: { readonly [kind: string]: string } = {
  sampling: "sampling/createMessage",
  elicitation: "elicitation/create"
}

const accepted = ({ elicitation, sampling }: Capabilities.ClientCapabilities) => ({
  ...(sampling === undefined ? undefined : { sampling: { createMessage: {} } }),
  ...(elicitation === undefined ? undefined : { elicitation: { create: {} } })
})

/** Their parameters say which task they are about, and nothing else counts. */
const aboutTasks: ReadonlySet<string> = new Set([
  "tasks/get",
  "tasks/result",
  "tasks/list",
  "tasks/cancel"
])

/**
 * What is asked for a task is answered for it.
 *
 * @spec 2025-11-25/basic/utilities/tasks#related-task-metadata
 */
const related: Handler.Around = (next, request) => {
  const task = JsonObject.child(request.meta, Meta.relatedTask)
  if (task === undefined || aboutTasks.has(request.method)) return next
  return Effect.map(next, (answer) =>
    answer instanceof Handler.Encoded ? answer : relate(answer, { [Meta.relatedTask]: task })
  )
}

const begun = <R>(
  tasks: ReceivedTasks,
  next: Handler.Outcome<R>,
  request: McpRequest.Request
): Handler.Outcome<R | Handler.RequestServices> => {
  const asked = request.params?.["task"]
  if (!TaskMetadata.is(asked)) return Exit.fail(TaskMetadata.malformed)
  return Effect.map(tasks.begin(next, request, asked.ttl), (task) => ({ task: coreTask(task) }))
}

/** All of them are one page. */
const listed = (
  tasks: ReceivedTasks,
  request: McpRequest.Request
): Handler.Outcome<Handler.RequestServices> =>
  request.params?.["cursor"] === undefined
    ? Effect.map(tasks.all(request), (all) => ({ tasks: all.map(coreTask) }))
    : Exit.fail(RpcError.invalidParams("Invalid cursor"))
