/**
 * What 2026-07-28 changed.
 *
 * No handshake and no session: a request says in `_meta` which revision it is in and what its sender can
 * do, `server/discover` tells the same of a server. A server asks by a result that has questions, and is
 * called again with the answers. Changes are told on the stream of `subscriptions/listen`. Results say
 * what kind they are and how long they may be kept; structured content is any JSON. `ping`,
 * `logging/setLevel`, `resources/subscribe` and `resources/unsubscribe` are gone, tasks are an extension,
 * extensions have a capability. Roots, sampling and logging are deprecated.
 *
 * @spec 2026-07-28/changelog#major-changes
 * @since 0.1.0
 */
import * as ErrorCode from "./ErrorCode.ts"
import { ProgressNotificationParams } from "./Progress.ts"
import { ResourceUpdatedNotificationParams } from "./Resource.ts"
import type { Revision } from "./Revision.ts"
import { CreateMessageResult } from "./Sampling.ts"
import { domain } from "./Shapes.ts"
import { SubscriptionsAcknowledgedNotificationParams } from "./Subscription.ts"
import * as Capabilities from "./v2026_07_28/Capabilities.ts"
import * as Client from "./v2026_07_28/Client.ts"
import * as Payload from "./v2026_07_28/Payload.ts"
import * as Server from "./v2026_07_28/Server.ts"
import * as Subscription from "./v2026_07_28/Subscription.ts"

const listChanged = { params: Payload.NotificationParams }

/**
 * Revision 2026-07-28.
 *
 * @spec 2026-07-28/basic#schema
 * @since 0.1.0
 */
export const v2026_07_28: Revision = {
  version: "2026-07-28",
  lifecycle: "PerRequest", // basic/versioning#protocol-version-negotiation
  disconnect: "Cancels", // basic/patterns/cancellation#transport-specific-cancellation
  asks: "Replay", // basic/patterns/mrtr#basic-workflow
  changes: "Listen", // basic/patterns/subscriptions#opening-a-stream
  logging: "Request", // server/utilities/logging#per-request-log-level
  requestIds: "Outstanding", // basic#requests
  batches: false,
  errorIdOptional: true, // basic#error-responses
  versionHeader: true, // basic/transports/streamable-http#protocol-version-header
  requestHeaders: true, // basic/transports/streamable-http#standard-request-headers
  primed: false, // basic/transports/streamable-http#earlier-streamable-http-revisions
  resultEnvelope: true, // basic#resulttype
  caching: true, // server/utilities/caching#cacheable-results
  structuredContent: "Any", // server/tools#structured-content
  elicitation: true, // client/elicitation#capabilities
  tasks: "Extension", // changelog#major-changes
  urlElicitation: "Input", // client/elicitation#url-mode-elicitation-requests
  invalidToolInput: "ToolResult", // server/tools#error-handling
  resourceNotFound: ErrorCode.invalidParams, // server/resources#error-handling
  capabilityRequired: ErrorCode.missingRequiredClientCapability, // basic#error-codes
  client: {
    requests: {
      "server/discover": {
        params: Payload.RequestParams,
        result: Server.DiscoverResult,
        cacheable: true
      },
      "subscriptions/listen": {
        params: Subscription.SubscriptionsListenRequestParams,
        result: Subscription.SubscriptionsListenResult,
        stays: true
      },
      "tools/list": {
        params: Payload.PaginatedRequestParams,
        result: Server.ListToolsResult,
        cacheable: true
      },
      "tools/call": {
        params: Server.CallToolRequestParams,
        result: Server.CallToolResult,
        asks: true,
        named: "name"
      },
      "prompts/list": {
        params: Payload.PaginatedRequestParams,
        result: Server.ListPromptsResult,
        cacheable: true
      },
      "prompts/get": {
        params: Server.GetPromptRequestParams,
        result: Server.GetPromptResult,
        asks: true,
        named: "name"
      },
      "resources/list": {
        params: Payload.PaginatedRequestParams,
        result: Server.ListResourcesResult,
        cacheable: true
      },
      "resources/templates/list": {
        params: Payload.PaginatedRequestParams,
        result: Server.ListResourceTemplatesResult,
        cacheable: true
      },
      "resources/read": {
        params: Server.ReadResourceRequestParams,
        result: Server.ReadResourceResult,
        asks: true,
        cacheable: true,
        named: "uri"
      },
      "completion/complete": {
        params: Server.CompleteRequestParams,
        result: Server.CompleteResult
      }
    },
    notifications: {
      "notifications/cancelled": { params: Subscription.CancelledNotificationParams }
    }
  },
  server: {
    requests: {},
    notifications: {
      "notifications/cancelled": { params: Subscription.CancelledNotificationParams },
      "notifications/progress": { params: ProgressNotificationParams },
      "notifications/message": { params: Server.LoggingMessageNotificationParams },
      "notifications/subscriptions/acknowledged": {
        params: SubscriptionsAcknowledgedNotificationParams
      },
      "notifications/tools/list_changed": listChanged,
      "notifications/prompts/list_changed": listChanged,
      "notifications/resources/list_changed": listChanged,
      "notifications/resources/updated": { params: ResourceUpdatedNotificationParams }
    }
  },
  inputRequests: {
    "elicitation/create": { params: Client.ElicitRequestParams, result: Client.ElicitResult },
    "sampling/createMessage": {
      params: Client.CreateMessageRequestParams,
      result: CreateMessageResult
    },
    "roots/list": { params: Client.ListRootsRequestParams, result: Client.ListRootsResult }
  },
  shapes: {
    ...domain,
    ClientCapabilities: Capabilities.ClientCapabilities,
    RootsCapability: Capabilities.RootsCapability,
    ServerCapabilities: Capabilities.ServerCapabilities,
    Tool: Server.Tool,
    CallToolResult: Server.CallToolResult,
    ReadResourceResult: Server.ReadResourceResult,
    GetPromptResult: Server.GetPromptResult,
    CompleteRequestParams: Server.CompleteRequestParams,
    CreateMessageRequestParams: Client.CreateMessageRequestParams,
    ElicitRequestFormParams: Client.ElicitRequestFormParams,
    ElicitRequestURLParams: Client.ElicitRequestURLParams
  }
}
