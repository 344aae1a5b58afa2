/** 2026-07-28: lists may be kept, structured content is any JSON, calls may end in questions. */
import * as Schema from "effect/Schema"

import * as Completion from "../Completion.ts"
import * as Domain from "../Discover.ts"
import { open } from "../internal/open.ts"
import * as Logging from "../Logging.ts"
import { inputResponseFields } from "../Payload.ts"
import * as Prompt from "../Prompt.ts"
import * as Resource from "../Resource.ts"
import * as DomainTool from "../Tool.ts"
import { ServerCapabilities } from "./Capabilities.ts"
import {
  cacheFields,
  notificationFields,
  pageFields,
  requestFields,
  resultFields
} from "./Payload.ts"

const { execution: _execution, ...toolFields } = DomainTool.Tool.fields

export const Tool = open(toolFields)

export const DiscoverResult = open({
  ...Domain.DiscoverResult.fields,
  ...resultFields,
  ...cacheFields,
  capabilities: ServerCapabilities
})

export const ListToolsResult = open({ ...pageFields, tools: Schema.Array(Tool) })
export const ListPromptsResult = open({ ...pageFields, prompts: Schema.Array(Prompt.Prompt) })
export const ListResourcesResult = open({
  ...pageFields,
  resources: Schema.Array(Resource.Resource)
})
export const ListResourceTemplatesResult = open({
  ...pageFields,
  resourceTemplates: Schema.Array(Resource.ResourceTemplate)
})

const asking = { ...requestFields, ...inputResponseFields }

export const CallToolRequestParams = open({ ...DomainTool.CallToolRequestParams.fields, ...asking })
export const CallToolResult = open({ ...DomainTool.CallToolResult.fields, ...resultFields })
export const GetPromptRequestParams = open({ ...Prompt.GetPromptRequestParams.fields, ...asking })
export const GetPromptResult = open({ ...Prompt.GetPromptResult.fields, ...resultFields })
export const ReadResourceRequestParams = open({
  ...Resource.ReadResourceRequestParams.fields,
  ...asking
})
export const ReadResourceResult = open({
  ...Resource.ReadResourceResult.fields,
  ...resultFields,
  ...cacheFields
})

export const CompleteRequestParams = open({
  ...Completion.CompleteRequestParams.fields,
  ...requestFields
})
export const CompleteResult = open({ ...Completion.CompleteResult.fields, ...resultFields })

export const LoggingMessageNotificationParams = open({
  ...Logging.LoggingMessageNotificationParams.fields,
  ...notificationFields
})
