/** 2026-07-28: changes are told on a stream of their own. */
import * as Schema from "effect/Schema"

import * as Cancellation from "../Cancellation.ts"
import { open } from "../internal/open.ts"
import { RequestId } from "../JsonRpc.ts"
import * as Domain from "../Subscription.ts"
import { requestFields, resultFields } from "./Payload.ts"

export const SubscriptionsListenRequestParams = open({
  ...Domain.SubscriptionsListenRequestParams.fields,
  ...requestFields
})

export const SubscriptionsListenResult = open({
  ...Domain.SubscriptionsListenResult.fields,
  resultType: resultFields.resultType
})

export const CancelledNotificationParams = open({
  ...Cancellation.CancelledNotificationParams.fields,
  requestId: RequestId,
  reason: Schema.optionalKey(Schema.String)
})
