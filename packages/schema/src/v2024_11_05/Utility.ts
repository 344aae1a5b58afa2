/** Completion, logging, progress and cancellation of 2024-11-05. */
import * as Schema from "effect/Schema"

import { ResourceTemplateReference } from "../Completion.ts"
import { open } from "../internal/open.ts"
import { RequestId } from "../JsonRpc.ts"
import { LoggingLevel } from "../Logging.ts"
import { ProgressToken } from "../Meta.ts"
import { notificationFields, requestFields, resultFields } from "./Payload.ts"

export const PromptReference = open({ type: Schema.Literal("ref/prompt"), name: Schema.String })

export const CompleteRequestParams = open({
  ...requestFields,
  ref: Schema.Union([PromptReference, ResourceTemplateReference]),
  argument: open({ name: Schema.String, value: Schema.String })
})

export const CompleteResult = open({
  ...resultFields,
  completion: open({
    values: Schema.Array(Schema.String),
    total: Schema.optionalKey(Schema.Int),
    hasMore: Schema.optionalKey(Schema.Boolean)
  })
})

export const SetLevelRequestParams = open({ ...requestFields, level: LoggingLevel })

export const LoggingMessageNotificationParams = open({
  ...notificationFields,
  level: LoggingLevel,
  logger: Schema.optionalKey(Schema.String),
  data: Schema.Unknown
})

export const ProgressNotificationParams = open({
  ...notificationFields,
  progressToken: ProgressToken,
  progress: Schema.Finite,
  total: Schema.optionalKey(Schema.Finite)
})

export const CancelledNotificationParams = open({
  ...notificationFields,
  requestId: RequestId,
  reason: Schema.optionalKey(Schema.String)
})
