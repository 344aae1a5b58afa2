/**
 * What a server says of a task, read: in the words of 2025-11-25's core, and in those of the extension. Nothing of
 * it is believed before it fits.
 */
import { JsonObject, RequestError, SchemaIssues } from "@effect-mcp/protocol"
import { InputRequired, JsonRpc, Tasks } from "@effect-mcp/schema"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

import type { Outcome } from "../../Task.ts"
import type { Snapshot } from "../../TaskSnapshot.ts"
import { WireTask } from "../extension/wireTask.ts"

/** A task, and what it came to where the dialect says so with it. */
export interface Seen extends Snapshot {
  readonly id: string
  readonly outcome: Outcome | undefined
}

/** What it came to is the result's to say. */
export const snapshot = (seen: Seen): Snapshot => ({
  id: seen.id,
  status: seen.status,
  statusMessage: seen.statusMessage,
  createdAt: seen.createdAt,
  updatedAt: seen.updatedAt,
  ttl: seen.ttl,
  pollInterval: seen.pollInterval,
  questions: seen.questions
})

export type Read = Seen | RequestError.InvalidResult

const invalid = (issue: string) => new RequestError.InvalidResult({ issue })

const decodePlain = Schema.decodeUnknownExit(WireTask)
const decodeCore = Schema.decodeUnknownExit(Tasks.Task)
const decodeRequests = Schema.decodeUnknownExit(InputRequired.InputRequests)
const decodeError = Schema.decodeUnknownExit(JsonRpc.ErrorObject)

const read = <A>(exit: Exit.Exit<A, Schema.SchemaError>, seen: (value: A) => Read): Read => {
  if (Exit.isSuccess(exit)) return seen(exit.value)
  const error = Exit.findErrorOption(exit)
  return invalid(
    error._tag === "Some" ? SchemaIssues.describe(SchemaIssues.of(error.value)) : "no task"
  )
}

const time = (text: string): number | undefined => {
  const millis = Date.parse(text)
  return Number.isNaN(millis) ? undefined : millis
}

const noQuestions: InputRequired.InputRequests = {}

type Same = Omit<WireTask, "ttlMs" | "pollIntervalMs">

const seen = (task: Same, millis: Pick<Seen, "ttl" | "pollInterval">): Seen => ({
  ...millis,
  id: task.taskId,
  status: task.status,
  statusMessage: task.statusMessage,
  createdAt: time(task.createdAt),
  updatedAt: time(task.lastUpdatedAt),
  questions: noQuestions,
  outcome: undefined
})

/** A task of 2025-11-25. What it came to is asked for by itself. */
export const core = (raw: unknown): Read =>
  read(decodeCore(raw), (task) => {
    if (task.taskId === "") return invalid("the task has no id")
    const { pollInterval, ttl } = task
    return seen(task, { ttl, pollInterval })
  })

/** A task of the extension, without what belongs to its status. */
export const plain = (raw: unknown): Read =>
  read(decodePlain(raw), (task) =>
    seen(task, { ttl: task.ttlMs, pollInterval: task.pollIntervalMs })
  )

/** A task of the extension, with its questions, its result or its error. */
export const detailed = (raw: JsonObject.JsonObject): Read => {
  const task = plain(raw)
  if (task instanceof RequestError.InvalidResult) return task
  switch (task.status) {
    case "input_required":
      return read(decodeRequests(raw["inputRequests"]), (questions) => ({ ...task, questions }))
    case "completed":
      return completed(task, raw["result"])
    case "failed":
      return read(decodeError(raw["error"]), (error) => ({
        ...task,
        outcome: { _tag: "Error", error }
      }))
    default:
      return task
  }
}

/** The result is one that ends a call, so none that leads elsewhere. */
const completed = (task: Seen, result: unknown): Read => {
  if (!JsonObject.is(result)) return invalid("the task has completed without a result")
  const type = result["resultType"]
  return type === undefined || type === InputRequired.complete
    ? { ...task, outcome: { _tag: "Result", result } }
    : invalid("the result of the task is not complete")
}
