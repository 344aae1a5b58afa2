/**
 * Being told of changes: per resource in handshake revisions, on a stream of its own in 2026-07-28.
 *
 * @spec 2026-07-28/basic/patterns/subscriptions#notification-filter
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { Implementation } from "./Implementation.ts"
import { open, openRecord } from "./internal/open.ts"
import { Uri } from "./internal/text.ts"
import { RequestId } from "./JsonRpc.ts"
import { serverInfo, subscriptionId } from "./Meta.ts"
import { notificationFields, requestFields, ResultType } from "./Payload.ts"

/**
 * Parameters of `resources/subscribe`.
 *
 * @spec 2025-11-25/schema#subscriberequestparams
 * @since 0.1.0
 */
export class SubscribeRequestParams extends Schema.Opaque<SubscribeRequestParams>()(
  open({ ...requestFields, uri: Uri })
) {}

/**
 * Parameters of `resources/unsubscribe`.
 *
 * @spec 2025-11-25/schema#unsubscriberequestparams
 * @since 0.1.0
 */
export const UnsubscribeRequestParams = SubscribeRequestParams
export type UnsubscribeRequestParams = typeof UnsubscribeRequestParams.Type

/**
 * Which changes are wanted, or will be told. Extensions add members.
 *
 * @spec 2026-07-28/schema#subscriptionfilter
 * @since 0.1.0
 */
export class SubscriptionFilter extends Schema.Opaque<SubscriptionFilter>()(
  openRecord({
    toolsListChanged: Schema.optionalKey(Schema.Boolean),
    promptsListChanged: Schema.optionalKey(Schema.Boolean),
    resourcesListChanged: Schema.optionalKey(Schema.Boolean),
    resourceSubscriptions: Schema.optionalKey(Schema.Array(Schema.String))
  })
) {}

/**
 * Parameters of `subscriptions/listen`.
 *
 * @spec 2026-07-28/schema#subscriptionslistenrequestparams
 * @since 0.1.0
 */
export class SubscriptionsListenRequestParams extends Schema.Opaque<SubscriptionsListenRequestParams>()(
  open({
    ...requestFields,
    notifications: SubscriptionFilter
  })
) {}

/**
 * Parameters of `notifications/subscriptions/acknowledged`: what of the filter is honoured.
 *
 * @spec 2026-07-28/schema#subscriptionsacknowledgednotificationparams
 * @since 0.1.0
 */
export class SubscriptionsAcknowledgedNotificationParams extends Schema.Opaque<SubscriptionsAcknowledgedNotificationParams>()(
  open({
    ...notificationFields,
    notifications: SubscriptionFilter
  })
) {}

/**
 * The end of a stream, as its server says it.
 *
 * @spec 2026-07-28/schema#subscriptionslistenresult
 * @since 0.1.0
 */
export class SubscriptionsListenResult extends Schema.Opaque<SubscriptionsListenResult>()(
  open({
    resultType: Schema.optionalKey(ResultType),
    _meta: openRecord({
      [subscriptionId]: RequestId,
      [serverInfo]: Schema.optionalKey(Implementation)
    })
  })
) {}
