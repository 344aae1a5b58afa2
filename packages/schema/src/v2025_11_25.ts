/**
 * What 2025-11-25 changed, in the order of its changelog:
 *
 * 1. OpenID Connect discovery (no wire shape);
 * 2. icons on tools, resources, resource templates, prompts and implementations;
 * 3. incremental scope consent (no wire shape);
 * 4. tool names (`ToolName`);
 * 5. enums: titled, untitled, single, multiple;
 * 6. elicitation by page;
 * 7. tools inside sampling;
 * 8. client id metadata documents (no wire shape);
 * 9. tasks (`Tasks`; in no method table);
 * 10. wrong tool input is a tool's error, the default dialect is JSON Schema 2020-12, defaults for every
 *     field of a form, `description` of implementations, an error's id may be absent;
 * 11. payloads stand alone, apart from the methods that carry them.
 *
 * @spec 2025-11-25/changelog#major-changes
 * @since 0.1.0
 */
import * as Capabilities from "./Capabilities.ts"
import * as Domain from "./Elicitation.ts"
import type { Revision } from "./Revision.ts"
import { PaginatedRequestParams } from "./v2024_11_05/Payload.ts"
import { GetPromptRequestParams } from "./v2024_11_05/Prompt.ts"
import { CallToolRequestParams } from "./v2024_11_05/Tool.ts"
import { v2025_06_18 } from "./v2025_06_18.ts"
import * as Client from "./v2025_11_25/Client.ts"
import * as Content from "./v2025_11_25/Content.ts"
import * as Definitions from "./v2025_11_25/Definitions.ts"
import * as Lifecycle from "./v2025_11_25/Lifecycle.ts"
import * as Utility from "./v2025_11_25/Utility.ts"

const previous = v2025_06_18

const inputRequests = {
  ...previous.inputRequests,
  "elicitation/create": { params: Client.ElicitRequestParams, result: Client.ElicitResult },
  "sampling/createMessage": {
    params: Client.CreateMessageRequestParams,
    result: Client.CreateMessageResult
  }
}

/**
 * Revision 2025-11-25.
 *
 * @spec 2025-11-25/basic#schema
 * @since 0.1.0
 */
export const v2025_11_25: Revision = {
  ...previous,
  version: "2025-11-25",
  errorIdOptional: true, // basic#error-responses
  primed: true, // basic/transports#sending-messages-to-the-server
  tasks: "Core", // basic/utilities/tasks#capabilities
  urlElicitation: "Request", // client/elicitation#url-mode-elicitation-requests
  invalidToolInput: "ToolResult", // server/tools#error-handling
  client: {
    requests: {
      ...previous.client.requests,
      initialize: { params: Lifecycle.InitializeRequestParams, result: Lifecycle.InitializeResult },
      "tools/list": { params: PaginatedRequestParams, result: Definitions.ListToolsResult },
      "tools/call": { params: CallToolRequestParams, result: Definitions.CallToolResult },
      "prompts/list": { params: PaginatedRequestParams, result: Definitions.ListPromptsResult },
      "prompts/get": { params: GetPromptRequestParams, result: Definitions.GetPromptResult },
      "resources/list": { params: PaginatedRequestParams, result: Definitions.ListResourcesResult },
      "resources/templates/list": {
        params: PaginatedRequestParams,
        result: Definitions.ListResourceTemplatesResult
      }
    },
    notifications: {
      ...previous.client.notifications,
      "notifications/cancelled": { params: Utility.CancelledNotificationParams }
    }
  },
  server: {
    requests: { ...previous.server.requests, ...inputRequests },
    notifications: {
      ...previous.server.notifications,
      "notifications/cancelled": { params: Utility.CancelledNotificationParams },
      "notifications/elicitation/complete": { params: Domain.ElicitationCompleteNotificationParams }
    }
  },
  inputRequests,
  shapes: {
    ...previous.shapes,
    Implementation: Lifecycle.Implementation,
    ClientCapabilities: Lifecycle.ClientCapabilities,
    SamplingCapability: Capabilities.SamplingCapability,
    ElicitationCapability: Capabilities.ElicitationCapability,
    ServerCapabilities: Lifecycle.ServerCapabilities,
    ResourceLink: Content.ResourceLink,
    Tool: Definitions.Tool,
    CallToolResult: Definitions.CallToolResult,
    Resource: Definitions.Resource,
    ResourceTemplate: Definitions.ResourceTemplate,
    Prompt: Definitions.Prompt,
    GetPromptResult: Definitions.GetPromptResult,
    SamplingMessage: Client.SamplingMessage,
    ToolUseContent: Content.ToolUseContent,
    ToolResultContent: Content.ToolResultContent,
    CreateMessageRequestParams: Client.CreateMessageRequestParams,
    CreateMessageResult: Client.CreateMessageResult,
    ElicitRequestFormParams: Client.ElicitRequestFormParams,
    ElicitRequestURLParams: Client.ElicitRequestURLParams,
    StringSchema: Domain.StringSchema,
    NumberSchema: Domain.NumberSchema,
    BooleanSchema: Domain.BooleanSchema,
    UntitledSingleSelectEnumSchema: Domain.UntitledSingleSelectEnumSchema,
    TitledSingleSelectEnumSchema: Domain.TitledSingleSelectEnumSchema,
    UntitledMultiSelectEnumSchema: Domain.UntitledMultiSelectEnumSchema,
    TitledMultiSelectEnumSchema: Domain.TitledMultiSelectEnumSchema,
    LegacyTitledEnumSchema: Domain.LegacyTitledEnumSchema
  }
}
