/**
 * What is said about tasks, by dialect: in 2025-11-25 the schemas of its core, and for the extension what its text says.
 * A member that is none of these is lost when it is read.
 */
import { InputRequired, Revisions, Tasks } from "@effect-mcp/schema"
import { Schema } from "effect"

import type { Payload } from "./Payloads.ts"
import type * as Transcript from "./Transcript.ts"

const moment = Schema.String.check(Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/u))

const task = {
  taskId: Schema.String,
  statusMessage: Schema.optionalKey(Schema.String),
  createdAt: moment,
  lastUpdatedAt: moment,
  ttlMs: Schema.NullOr(Schema.Int),
  pollIntervalMs: Schema.optionalKey(Schema.Int)
}

const meta = Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown))
const status = <S extends string>(name: S) => ({ status: Schema.Literal(name) })

/** A task with what belongs to its status, and `more`. */
const detailed = <F extends Schema.Struct.Fields>(more: F) =>
  Schema.Union([
    Schema.Struct({ ...task, ...more, ...status("working") }),
    Schema.Struct({ ...task, ...more, ...status("cancelled") }),
    Schema.Struct({
      ...task,
      ...more,
      ...status("input_required"),
      inputRequests: InputRequired.InputRequests
    }),
    Schema.Struct({
      ...task,
      ...more,
      ...status("completed"),
      result: Schema.Record(Schema.String, Schema.Unknown)
    }),
    Schema.Struct({
      ...task,
      ...more,
      ...status("failed"),
      error: Schema.Struct({
        code: Schema.Int,
        message: Schema.String,
        data: Schema.optionalKey(Schema.Unknown)
      })
    })
  ])

const complete = { resultType: Schema.Literal("complete"), _meta: meta }
const about = { taskId: Schema.String, _meta: meta }

interface Shapes {
  readonly created: Schema.ConstraintDecoder<unknown>
  readonly requests: { readonly [method: string]: Schema.ConstraintDecoder<unknown> }
  readonly results: { readonly [method: string]: Schema.ConstraintDecoder<unknown> }
  readonly notifications: { readonly [method: string]: Schema.ConstraintDecoder<unknown> }
}

const extension: Shapes = {
  created: Schema.Struct({
    ...task,
    _meta: meta,
    resultType: Schema.Literal("task"),
    status: Schema.Literals(["working", "input_required", "completed", "failed", "cancelled"])
  }),
  requests: {
    "tasks/get": Schema.Struct(about),
    "tasks/cancel": Schema.Struct(about),
    "tasks/update": Schema.Struct({ ...about, inputResponses: InputRequired.InputResponses })
  },
  results: {
    "tasks/get": detailed(complete),
    "tasks/update": Schema.Struct(complete),
    "tasks/cancel": Schema.Struct(complete)
  },
  notifications: {
    "notifications/tasks": detailed({
      _meta: Schema.Struct({ "io.modelcontextprotocol/subscriptionId": Schema.Unknown })
    })
  }
}

const core: Shapes = {
  created: Tasks.CreateTaskResult,
  requests: {
    "tasks/get": Tasks.TaskIdParams,
    "tasks/result": Tasks.TaskIdParams,
    "tasks/cancel": Tasks.TaskIdParams,
    "tasks/list": Tasks.ListTasksRequestParams
  },
  results: {
    "tasks/get": Tasks.GetTaskResult,
    "tasks/result": Tasks.GetTaskPayloadResult,
    "tasks/cancel": Tasks.GetTaskResult,
    "tasks/list": Tasks.ListTasksResult
  },
  notifications: { "notifications/tasks/status": Tasks.TaskStatusNotificationParams }
}

const dialects = { Core: core, Extension: extension, None: undefined }

/** Of a message about tasks; `undefined` for any other. */
export const payloadOf = ({
  envelope,
  line,
  method = ""
}: Transcript.Read): Payload | undefined => {
  const revision = Revisions.byVersion(line.revision)
  const shapes = revision && dialects[revision.tasks]
  if (shapes === undefined) return undefined
  switch (envelope._tag) {
    case "Request":
      return of(shapes.requests[method], envelope.params)
    case "Notification":
      return of(shapes.notifications[method], envelope.params)
    case "Result": {
      const { result } = envelope
      const isCreated = "task" in result || result["resultType"] === "task"
      return of(isCreated ? shapes.created : shapes.results[method], result)
    }
    default:
      return undefined
  }
}

const of = (
  schema: Schema.ConstraintDecoder<unknown> | undefined,
  value: unknown = {}
): Payload | undefined => schema && { schema, value }
