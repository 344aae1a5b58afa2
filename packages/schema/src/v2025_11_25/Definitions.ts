/** 2025-11-25: icons on tools, resources, templates and prompts; `execution` on tools. */
import * as Schema from "effect/Schema"

import { Icon } from "../Icon.ts"
import { open } from "../internal/open.ts"
import { ToolExecution } from "../Tool.ts"
import * as PreviousPrompt from "../v2025_06_18/Prompt.ts"
import * as PreviousResource from "../v2025_06_18/Resource.ts"
import * as PreviousTool from "../v2025_06_18/Tool.ts"
import { ContentBlock } from "./Content.ts"

const icons = Schema.optionalKey(Schema.Array(Icon))

export const Tool = open({
  ...PreviousTool.Tool.fields,
  icons,
  execution: Schema.optionalKey(ToolExecution)
})
export const Resource = open({ ...PreviousResource.Resource.fields, icons })
export const ResourceTemplate = open({ ...PreviousResource.ResourceTemplate.fields, icons })
export const Prompt = open({ ...PreviousPrompt.Prompt.fields, icons })

export const ListToolsResult = open({
  ...PreviousTool.ListToolsResult.fields,
  tools: Schema.Array(Tool)
})
export const ListResourcesResult = open({
  ...PreviousResource.ListResourcesResult.fields,
  resources: Schema.Array(Resource)
})
export const ListResourceTemplatesResult = open({
  ...PreviousResource.ListResourceTemplatesResult.fields,
  resourceTemplates: Schema.Array(ResourceTemplate)
})
export const ListPromptsResult = open({
  ...PreviousPrompt.ListPromptsResult.fields,
  prompts: Schema.Array(Prompt)
})

export const CallToolResult = open({
  ...PreviousTool.CallToolResult.fields,
  content: Schema.Array(ContentBlock)
})
export const PromptMessage = open({ ...PreviousPrompt.PromptMessage.fields, content: ContentBlock })
export const GetPromptResult = open({
  ...PreviousPrompt.GetPromptResult.fields,
  messages: Schema.Array(PromptMessage)
})
