/**
 * What 2025-03-26 changed, in the order of its changelog:
 *
 * 1. authorization (no wire shape);
 * 2. Streamable HTTP instead of HTTP+SSE (no wire shape);
 * 3. batches, a frame that is an array of messages;
 * 4. tool annotations;
 * 5. `message` on progress, audio content, the `completions` capability.
 *
 * @spec 2025-03-26/changelog#major-changes
 * @since 0.1.0
 */
import type { Revision } from "./Revision.ts"
import { ToolAnnotations } from "./Tool.ts"
import { v2024_11_05 } from "./v2024_11_05.ts"
import { InitializeRequestParams } from "./v2024_11_05/Lifecycle.ts"
import { PaginatedRequestParams } from "./v2024_11_05/Payload.ts"
import { GetPromptRequestParams } from "./v2024_11_05/Prompt.ts"
import { CallToolRequestParams } from "./v2024_11_05/Tool.ts"
import * as Client from "./v2025_03_26/Client.ts"
import * as Content from "./v2025_03_26/Content.ts"
import * as Lifecycle from "./v2025_03_26/Lifecycle.ts"
import * as Prompt from "./v2025_03_26/Prompt.ts"
import * as Tool from "./v2025_03_26/Tool.ts"
import * as Utility from "./v2025_03_26/Utility.ts"

const previous = v2024_11_05

const inputRequests = {
  ...previous.inputRequests,
  "sampling/createMessage": {
    params: Client.CreateMessageRequestParams,
    result: Client.CreateMessageResult
  }
}

/**
 * Revision 2025-03-26.
 *
 * @spec 2025-03-26/basic#schema
 * @since 0.1.0
 */
export const v2025_03_26: Revision = {
  ...previous,
  version: "2025-03-26",
  batches: true, // basic#batching
  client: {
    requests: {
      ...previous.client.requests,
      initialize: { params: InitializeRequestParams, result: Lifecycle.InitializeResult },
      "tools/list": { params: PaginatedRequestParams, result: Tool.ListToolsResult },
      "tools/call": { params: CallToolRequestParams, result: Tool.CallToolResult },
      "prompts/get": { params: GetPromptRequestParams, result: Prompt.GetPromptResult }
    },
    notifications: {
      ...previous.client.notifications,
      "notifications/progress": { params: Utility.ProgressNotificationParams }
    }
  },
  server: {
    requests: { ...previous.server.requests, ...inputRequests },
    notifications: {
      ...previous.server.notifications,
      "notifications/progress": { params: Utility.ProgressNotificationParams }
    }
  },
  inputRequests,
  shapes: {
    ...previous.shapes,
    ServerCapabilities: Lifecycle.ServerCapabilities,
    AudioContent: Content.AudioContent,
    Tool: Tool.Tool,
    ToolAnnotations,
    CallToolResult: Tool.CallToolResult,
    GetPromptResult: Prompt.GetPromptResult,
    ProgressNotificationParams: Utility.ProgressNotificationParams,
    SamplingMessage: Client.SamplingMessage,
    CreateMessageRequestParams: Client.CreateMessageRequestParams,
    CreateMessageResult: Client.CreateMessageResult
  }
}
