/**
 * How far a request has come.
 *
 * @spec 2026-07-28/basic/patterns/progress#progress-flow
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { open } from "./internal/open.ts"
import { ProgressToken } from "./Meta.ts"
import { notificationFields } from "./Payload.ts"

/**
 * Parameters of `notifications/progress`. `progress` grows with each, whether or not `total` is known.
 *
 * @spec 2026-07-28/schema#progressnotificationparams
 * @since 0.1.0
 */
export class ProgressNotificationParams extends Schema.Opaque<ProgressNotificationParams>()(
  open({
    ...notificationFields,
    progressToken: ProgressToken,
    progress: Schema.Finite,
    total: Schema.optionalKey(Schema.Finite),
    message: Schema.optionalKey(Schema.String)
  })
) {}
