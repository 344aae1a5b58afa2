/**
 * What 2025-06-18 changed, in the order of its changelog:
 *
 * 1. no more batches;
 * 2. structured tool output;
 * 3. authorization (no wire shape);
 * 4. elicitation;
 * 5. resource links in tool results;
 * 6. the `MCP-Protocol-Version` header;
 * 7. `_meta` on more objects, `context` of a completion, `title` beside `name`.
 *
 * @spec 2025-06-18/changelog#major-changes
 * @since 0.1.0
 */
import { Annotations } from "./Annotations.ts"
import { BooleanSchema } from "./Elicitation.ts"
import type { Revision } from "./Revision.ts"
import { Root } from "./Roots.ts"
import { PaginatedRequestParams, RequestParams } from "./v2024_11_05/Payload.ts"
import { GetPromptRequestParams } from "./v2024_11_05/Prompt.ts"
import { ResourceRequestParams } from "./v2024_11_05/Resource.ts"
import { CallToolRequestParams } from "./v2024_11_05/Tool.ts"
import { CompleteResult } from "./v2024_11_05/Utility.ts"
import { v2025_03_26 } from "./v2025_03_26.ts"
import * as Client from "./v2025_06_18/Client.ts"
import * as Completion from "./v2025_06_18/Completion.ts"
import * as Content from "./v2025_06_18/Content.ts"
import * as Elicitation from "./v2025_06_18/Elicitation.ts"
import * as Lifecycle from "./v2025_06_18/Lifecycle.ts"
import * as Prompt from "./v2025_06_18/Prompt.ts"
import * as Resource from "./v2025_06_18/Resource.ts"
import * as Tool from "./v2025_06_18/Tool.ts"

const previous = v2025_03_26

const inputRequests = {
  ...previous.inputRequests,
  "elicitation/create": {
    params: Elicitation.ElicitRequestParams,
    result: Elicitation.ElicitResult
  },
  "sampling/createMessage": {
    params: Client.CreateMessageRequestParams,
    result: Client.CreateMessageResult
  },
  "roots/list": { params: RequestParams, result: Client.ListRootsResult }
}

/**
 * Revision 2025-06-18.
 *
 * @spec 2025-06-18/basic#schema
 * @since 0.1.0
 */
export const v2025_06_18: Revision = {
  ...previous,
  version: "2025-06-18",
  batches: false, // changelog#major-changes
  structuredContent: "Object", // server/tools#structured-content
  elicitation: true, // client/elicitation#capabilities
  versionHeader: true, // basic/transports#protocol-version-header
  client: {
    requests: {
      ...previous.client.requests,
      initialize: { params: Lifecycle.InitializeRequestParams, result: Lifecycle.InitializeResult },
      "tools/list": { params: PaginatedRequestParams, result: Tool.ListToolsResult },
      "tools/call": { params: CallToolRequestParams, result: Tool.CallToolResult },
      "prompts/list": { params: PaginatedRequestParams, result: Prompt.ListPromptsResult },
      "prompts/get": { params: GetPromptRequestParams, result: Prompt.GetPromptResult },
      "resources/list": { params: PaginatedRequestParams, result: Resource.ListResourcesResult },
      "resources/templates/list": {
        params: PaginatedRequestParams,
        result: Resource.ListResourceTemplatesResult
      },
      "resources/read": { params: ResourceRequestParams, result: Resource.ReadResourceResult },
      "completion/complete": { params: Completion.CompleteRequestParams, result: CompleteResult }
    },
    notifications: previous.client.notifications
  },
  server: {
    requests: { ...previous.server.requests, ...inputRequests },
    notifications: previous.server.notifications
  },
  inputRequests,
  shapes: {
    ...previous.shapes,
    Implementation: Lifecycle.Implementation,
    ClientCapabilities: Lifecycle.ClientCapabilities,
    ElicitationCapability: Lifecycle.ElicitationCapability,
    Annotations,
    TextContent: Content.TextContent,
    ImageContent: Content.ImageContent,
    AudioContent: Content.AudioContent,
    ResourceLink: Content.ResourceLink,
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
    CompleteRequestParams: Completion.CompleteRequestParams,
    PromptReference: Completion.PromptReference,
    SamplingMessage: Client.SamplingMessage,
    CreateMessageRequestParams: Client.CreateMessageRequestParams,
    CreateMessageResult: Client.CreateMessageResult,
    Root,
    ElicitRequestFormParams: Elicitation.ElicitRequestParams,
    StringSchema: Elicitation.StringSchema,
    NumberSchema: Elicitation.NumberSchema,
    BooleanSchema,
    UntitledSingleSelectEnumSchema: Elicitation.EnumSchema,
    LegacyTitledEnumSchema: Elicitation.EnumSchema
  }
}
