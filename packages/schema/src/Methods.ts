/**
 * Which method carries which payload, as types over the domain model.
 *
 * The types cover every revision; which of the methods a revision has is in its tables (`Revision`).
 *
 * @spec 2026-07-28/schema#json-rpc
 * @since 0.1.0
 */
import type { CancelledNotificationParams } from "./Cancellation.ts"
import type { CompleteRequestParams, CompleteResult } from "./Completion.ts"
import type { DiscoverRequestParams, DiscoverResult } from "./Discover.ts"
import type {
  ElicitationCompleteNotificationParams,
  ElicitRequestParams,
  ElicitResult
} from "./Elicitation.ts"
import type { InitializeRequestParams, InitializeResult } from "./Lifecycle.ts"
import type { LoggingMessageNotificationParams, SetLevelRequestParams } from "./Logging.ts"
import type {
  EmptyResult,
  NotificationParams,
  PaginatedRequestParams,
  RequestParams
} from "./Payload.ts"
import type { ProgressNotificationParams } from "./Progress.ts"
import type { GetPromptRequestParams, GetPromptResult, ListPromptsResult } from "./Prompt.ts"
import type {
  ListResourcesResult,
  ListResourceTemplatesResult,
  ReadResourceRequestParams,
  ReadResourceResult,
  ResourceUpdatedNotificationParams
} from "./Resource.ts"
import type { ListRootsRequestParams, ListRootsResult } from "./Roots.ts"
import type { CreateMessageRequestParams, CreateMessageResult } from "./Sampling.ts"
import type {
  SubscribeRequestParams,
  SubscriptionsAcknowledgedNotificationParams,
  SubscriptionsListenRequestParams,
  SubscriptionsListenResult,
  UnsubscribeRequestParams
} from "./Subscription.ts"
import type { CallToolRequestParams, CallToolResult, ListToolsResult } from "./Tool.ts"

/**
 * The two payloads of a request.
 *
 * @since 0.1.0
 */
export interface Request<Params, Result> {
  readonly params: Params
  readonly result: Result
}

/**
 * Requests a client sends.
 *
 * @since 0.1.0
 */
export interface ClientRequests {
  readonly initialize: Request<InitializeRequestParams, InitializeResult>
  readonly ping: Request<RequestParams, EmptyResult>
  readonly "server/discover": Request<DiscoverRequestParams, DiscoverResult>
  readonly "subscriptions/listen": Request<
    SubscriptionsListenRequestParams,
    SubscriptionsListenResult
  >
  readonly "tools/list": Request<PaginatedRequestParams, ListToolsResult>
  readonly "tools/call": Request<CallToolRequestParams, CallToolResult>
  readonly "prompts/list": Request<PaginatedRequestParams, ListPromptsResult>
  readonly "prompts/get": Request<GetPromptRequestParams, GetPromptResult>
  readonly "resources/list": Request<PaginatedRequestParams, ListResourcesResult>
  readonly "resources/templates/list": Request<PaginatedRequestParams, ListResourceTemplatesResult>
  readonly "resources/read": Request<ReadResourceRequestParams, ReadResourceResult>
  readonly "resources/subscribe": Request<SubscribeRequestParams, EmptyResult>
  readonly "resources/unsubscribe": Request<UnsubscribeRequestParams, EmptyResult>
  readonly "completion/complete": Request<CompleteRequestParams, CompleteResult>
  readonly "logging/setLevel": Request<SetLevelRequestParams, EmptyResult>
}

/**
 * Notifications a client sends.
 *
 * @since 0.1.0
 */
export interface ClientNotifications {
  readonly "notifications/initialized": NotificationParams
  readonly "notifications/cancelled": CancelledNotificationParams
  readonly "notifications/progress": ProgressNotificationParams
  readonly "notifications/roots/list_changed": NotificationParams
}

/**
 * What a server asks of a client: requests of their own, or questions inside a result.
 *
 * @spec 2026-07-28/basic/patterns/mrtr#inputrequests
 * @since 0.1.0
 */
export interface InputRequests {
  readonly "elicitation/create": Request<ElicitRequestParams, ElicitResult>
  readonly "sampling/createMessage": Request<CreateMessageRequestParams, CreateMessageResult>
  readonly "roots/list": Request<ListRootsRequestParams, ListRootsResult>
}

/**
 * Requests a server sends, in handshake revisions.
 *
 * @since 0.1.0
 */
export interface ServerRequests extends InputRequests {
  readonly ping: Request<RequestParams, EmptyResult>
}

/**
 * Notifications a server sends.
 *
 * @since 0.1.0
 */
export interface ServerNotifications {
  readonly "notifications/cancelled": CancelledNotificationParams
  readonly "notifications/progress": ProgressNotificationParams
  readonly "notifications/message": LoggingMessageNotificationParams
  readonly "notifications/tools/list_changed": NotificationParams
  readonly "notifications/prompts/list_changed": NotificationParams
  readonly "notifications/resources/list_changed": NotificationParams
  readonly "notifications/resources/updated": ResourceUpdatedNotificationParams
  readonly "notifications/elicitation/complete": ElicitationCompleteNotificationParams
  readonly "notifications/subscriptions/acknowledged": SubscriptionsAcknowledgedNotificationParams
}
