/** 2025-11-25: a cancellation need not name a request. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import { RequestId } from "../JsonRpc.ts"
import * as First from "../v2024_11_05/Utility.ts"

export const CancelledNotificationParams = open({
  ...First.CancelledNotificationParams.fields,
  requestId: Schema.optionalKey(RequestId)
})
