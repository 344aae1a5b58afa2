/** 2025-11-25: icons on resource links; tool calls and their results inside sampling. */
import * as Schema from "effect/Schema"

import { ResourceLink } from "../Content.ts"
import { open } from "../internal/open.ts"
import { JsonObject } from "../Json.ts"
import { ToolResultContent as Domain, ToolUseContent } from "../Sampling.ts"
import * as Previous from "../v2025_06_18/Content.ts"

export { ResourceLink, ToolUseContent }

export const ContentBlock = Schema.Union([
  Previous.TextContent,
  Previous.ImageContent,
  Previous.AudioContent,
  ResourceLink,
  Previous.EmbeddedResource
])

export const ToolResultContent = open({
  ...Domain.fields,
  content: Schema.Array(ContentBlock),
  structuredContent: Schema.optionalKey(JsonObject)
})

const SamplingBlock = Schema.Union([
  Previous.TextContent,
  Previous.ImageContent,
  Previous.AudioContent,
  ToolUseContent,
  ToolResultContent
])
export const SamplingContent = Schema.Union([SamplingBlock, Schema.Array(SamplingBlock)])
