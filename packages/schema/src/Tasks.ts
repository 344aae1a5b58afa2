/**
 * Tasks as 2025-11-25 has them: a request that is answered with a handle, and asked after.
 *
 * No method table of `Revision` names these: they are here for who offers tasks.
 *
 * @spec 2025-11-25/basic/utilities/tasks#protocol-messages
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { open } from "./internal/open.ts"
import { Moment } from "./internal/text.ts"
import { JsonObject } from "./Json.ts"
import { MetaObject } from "./Meta.ts"
import { Cursor, notificationFields, PaginatedRequestParams, requestFields } from "./Payload.ts"

const flag = Schema.optionalKey(JsonObject)

/**
 * Where a task is in its life.
 *
 * @spec 2025-11-25/schema#taskstatus
 * @since 0.1.0
 */
export const TaskStatus = Schema.Literals([
  "working",
  "input_required",
  "completed",
  "failed",
  "cancelled"
])
export type TaskStatus = typeof TaskStatus.Type

const taskFields = {
  taskId: Schema.String,
  status: TaskStatus,
  statusMessage: Schema.optionalKey(Schema.String),
  createdAt: Moment,
  lastUpdatedAt: Moment,
  ttl: Schema.NullOr(Schema.Int),
  pollInterval: Schema.optionalKey(Schema.Int)
}

/**
 * A task. Times are ISO 8601; `ttl` and `pollInterval` are milliseconds, and a `ttl` of `null` is for ever.
 *
 * @spec 2025-11-25/schema#task
 * @since 0.1.0
 */
export class Task extends Schema.Opaque<Task>()(open(taskFields)) {}

/**
 * `params.task` of a request that is to run as a task.
 *
 * @spec 2025-11-25/schema#taskmetadata
 * @since 0.1.0
 */
export class TaskMetadata extends Schema.Opaque<TaskMetadata>()(
  open({ ttl: Schema.optionalKey(Schema.Int) })
) {}

/**
 * What such a request has beside its own parameters.
 *
 * @spec 2025-11-25/basic/utilities/tasks#task-parameters
 * @since 0.1.0
 */
export class TaskAugmentedRequestParams extends Schema.Opaque<TaskAugmentedRequestParams>()(
  open({
    ...requestFields,
    task: Schema.optionalKey(TaskMetadata)
  })
) {}

/**
 * What is under `Meta.relatedTask`.
 *
 * @spec 2025-11-25/schema#relatedtaskmetadata
 * @since 0.1.0
 */
export class RelatedTaskMetadata extends Schema.Opaque<RelatedTaskMetadata>()(
  open({ taskId: Schema.String })
) {}

/**
 * The first answer to a request that runs as a task.
 *
 * @spec 2025-11-25/schema#createtaskresult
 * @since 0.1.0
 */
export class CreateTaskResult extends Schema.Opaque<CreateTaskResult>()(
  open({ task: Task, _meta: Schema.optionalKey(MetaObject) })
) {}

/**
 * Parameters of `tasks/get`, `tasks/result` and `tasks/cancel`.
 *
 * @spec 2025-11-25/schema#gettaskrequest
 * @since 0.1.0
 */
export class TaskIdParams extends Schema.Opaque<TaskIdParams>()(
  open({ ...requestFields, taskId: Schema.String })
) {}

/**
 * Result of `tasks/get`, and of `tasks/cancel`.
 *
 * @spec 2025-11-25/schema#gettaskresult
 * @since 0.1.0
 */
export class GetTaskResult extends Schema.Opaque<GetTaskResult>()(
  open({ ...taskFields, _meta: Schema.optionalKey(MetaObject) })
) {}

/**
 * Result of `tasks/result`: what the request itself would have answered.
 *
 * @spec 2025-11-25/schema#gettaskpayloadresult
 * @since 0.1.0
 */
export class GetTaskPayloadResult extends Schema.Opaque<GetTaskPayloadResult>()(
  open({ _meta: Schema.optionalKey(MetaObject) })
) {}

/**
 * Parameters of `tasks/list`.
 *
 * @spec 2025-11-25/schema#listtasksrequest
 * @since 0.1.0
 */
export const ListTasksRequestParams = PaginatedRequestParams
export type ListTasksRequestParams = typeof ListTasksRequestParams.Type

/**
 * One page of tasks.
 *
 * @spec 2025-11-25/schema#listtasksresult
 * @since 0.1.0
 */
export class ListTasksResult extends Schema.Opaque<ListTasksResult>()(
  open({
    tasks: Schema.Array(Task),
    nextCursor: Schema.optionalKey(Cursor),
    _meta: Schema.optionalKey(MetaObject)
  })
) {}

/**
 * Parameters of `notifications/tasks/status`.
 *
 * @spec 2025-11-25/schema#taskstatusnotificationparams
 * @since 0.1.0
 */
export class TaskStatusNotificationParams extends Schema.Opaque<TaskStatusNotificationParams>()(
  open({ ...notificationFields, ...taskFields })
) {}

/**
 * What a client accepts as tasks.
 *
 * @spec 2025-11-25/basic/utilities/tasks#client-capabilities
 * @since 0.1.0
 */
export class ClientTasksCapability extends Schema.Opaque<ClientTasksCapability>()(
  open({
    list: flag,
    cancel: flag,
    requests: Schema.optionalKey(
      open({
        sampling: Schema.optionalKey(open({ createMessage: flag })),
        elicitation: Schema.optionalKey(open({ create: flag }))
      })
    )
  })
) {}

/**
 * What a server accepts as tasks.
 *
 * @spec 2025-11-25/basic/utilities/tasks#server-capabilities
 * @since 0.1.0
 */
export class ServerTasksCapability extends Schema.Opaque<ServerTasksCapability>()(
  open({
    list: flag,
    cancel: flag,
    requests: Schema.optionalKey(open({ tools: Schema.optionalKey(open({ call: flag })) }))
  })
) {}
