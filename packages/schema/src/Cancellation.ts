/**
 * Taking a request back.
 *
 * @spec 2026-07-28/basic/patterns/cancellation#cancellation-flow
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { open } from "./internal/open.ts"
import { RequestId } from "./JsonRpc.ts"
import { notificationFields } from "./Payload.ts"

/**
 * Parameters of `notifications/cancelled`. Only 2025-11-25 lets `requestId` be absent; then it names
 * nothing.
 *
 * @spec 2026-07-28/schema#cancellednotificationparams
 * @since 0.1.0
 */
export class CancelledNotificationParams extends Schema.Opaque<CancelledNotificationParams>()(
  open({
    ...notificationFields,
    requestId: Schema.optionalKey(RequestId),
    reason: Schema.optionalKey(Schema.String)
  })
) {}
