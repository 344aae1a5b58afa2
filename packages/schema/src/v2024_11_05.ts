/**
 * The first revision: JSON-RPC over stdio and HTTP+SSE, a handshake, tools, resources, prompts, sampling,
 * roots, completion, logging.
 *
 * @spec 2024-11-05/basic#protocol-layers
 * @since 0.1.0
 */
import { RootsCapability } from "./Capabilities.ts"
import * as ErrorCode from "./ErrorCode.ts"
import type { Revision } from "./Revision.ts"
import * as Client from "./v2024_11_05/Client.ts"
import * as Content from "./v2024_11_05/Content.ts"
import * as Lifecycle from "./v2024_11_05/Lifecycle.ts"
import * as Payload from "./v2024_11_05/Payload.ts"
import * as Prompt from "./v2024_11_05/Prompt.ts"
import * as Resource from "./v2024_11_05/Resource.ts"
import * as Tool from "./v2024_11_05/Tool.ts"
import * as Utility from "./v2024_11_05/Utility.ts"

const ping = { params: Payload.RequestParams, result: Payload.EmptyResult }

const inputRequests = {
  "sampling/createMessage": {
    params: Client.CreateMessageRequestParams,
    result: Client.CreateMessageResult
  },
  "roots/list": { params: Payload.RequestParams, result: Client.ListRootsResult }
}

/**
 * Revision 2024-11-05.
 *
 * @spec 2024-11-05/basic#schema
 * @since 0.1.0
 */
export const v2024_11_05: Revision = {
  version: "2024-11-05",
  lifecycle: "Handshake", // basic/lifecycle#initialization
  disconnect: "LeavesRunning", // the HTTP+SSE stream is not the request's
  asks: "Push", // client/sampling#creating-messages
  changes: "Connection", // server/resources#subscriptions
  logging: "Session", // server/utilities/logging#setting-log-level
  requestIds: "Session", // basic/messages#requests
  batches: false,
  errorIdOptional: false, // basic/messages#responses
  versionHeader: false,
  requestHeaders: false,
  primed: false,
  resultEnvelope: false,
  caching: false,
  structuredContent: "None",
  elicitation: false,
  tasks: "None",
  urlElicitation: "None",
  invalidToolInput: "ProtocolError", // server/tools#error-handling
  resourceNotFound: ErrorCode.resourceNotFound, // server/resources#error-handling
  capabilityRequired: ErrorCode.invalidParams,
  client: {
    requests: {
      initialize: { params: Lifecycle.InitializeRequestParams, result: Lifecycle.InitializeResult },
      ping,
      "tools/list": { params: Payload.PaginatedRequestParams, result: Tool.ListToolsResult },
      "tools/call": { params: Tool.CallToolRequestParams, result: Tool.CallToolResult },
      "prompts/list": { params: Payload.PaginatedRequestParams, result: Prompt.ListPromptsResult },
      "prompts/get": { params: Prompt.GetPromptRequestParams, result: Prompt.GetPromptResult },
      "resources/list": {
        params: Payload.PaginatedRequestParams,
        result: Resource.ListResourcesResult
      },
      "resources/templates/list": {
        params: Payload.PaginatedRequestParams,
        result: Resource.ListResourceTemplatesResult
      },
      "resources/read": {
        params: Resource.ResourceRequestParams,
        result: Resource.ReadResourceResult
      },
      "resources/subscribe": {
        params: Resource.ResourceRequestParams,
        result: Payload.EmptyResult
      },
      "resources/unsubscribe": {
        params: Resource.ResourceRequestParams,
        result: Payload.EmptyResult
      },
      "completion/complete": {
        params: Utility.CompleteRequestParams,
        result: Utility.CompleteResult
      },
      "logging/setLevel": { params: Utility.SetLevelRequestParams, result: Payload.EmptyResult }
    },
    notifications: {
      "notifications/initialized": { params: Payload.NotificationParams },
      "notifications/cancelled": { params: Utility.CancelledNotificationParams },
      "notifications/progress": { params: Utility.ProgressNotificationParams },
      "notifications/roots/list_changed": { params: Payload.NotificationParams }
    }
  },
  server: {
    requests: { ping, ...inputRequests },
    notifications: {
      "notifications/cancelled": { params: Utility.CancelledNotificationParams },
      "notifications/progress": { params: Utility.ProgressNotificationParams },
      "notifications/message": { params: Utility.LoggingMessageNotificationParams },
      "notifications/tools/list_changed": { params: Payload.NotificationParams },
      "notifications/prompts/list_changed": { params: Payload.NotificationParams },
      "notifications/resources/list_changed": { params: Payload.NotificationParams },
      "notifications/resources/updated": { params: Resource.ResourceUpdatedNotificationParams }
    }
  },
  inputRequests,
  shapes: {
    Implementation: Lifecycle.Implementation,
    ClientCapabilities: Lifecycle.ClientCapabilities,
    RootsCapability,
    SamplingCapability: Lifecycle.SamplingCapability,
    ServerCapabilities: Lifecycle.ServerCapabilities,
    Annotations: Content.Annotations,
    TextContent: Content.TextContent,
    ImageContent: Content.ImageContent,
    EmbeddedResource: Content.EmbeddedResource,
    TextResourceContents: Content.TextResourceContents,
    BlobResourceContents: Content.BlobResourceContents,
    Tool: Tool.Tool,
    CallToolResult: Tool.CallToolResult,
    Resource: Resource.Resource,
    ResourceTemplate: Resource.ResourceTemplate,
    ReadResourceResult: Resource.ReadResourceResult,
    Prompt: Prompt.Prompt,
    PromptArgument: Prompt.PromptArgument,
    GetPromptResult: Prompt.GetPromptResult,
    CompleteRequestParams: Utility.CompleteRequestParams,
    PromptReference: Utility.PromptReference,
    ProgressNotificationParams: Utility.ProgressNotificationParams,
    SamplingMessage: Client.SamplingMessage,
    CreateMessageRequestParams: Client.CreateMessageRequestParams,
    CreateMessageResult: Client.CreateMessageResult,
    Root: Client.Root
  }
}
