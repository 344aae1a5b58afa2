/** 2025-03-26 adds annotations to tools. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import { ToolAnnotations } from "../Tool.ts"
import * as Previous from "../v2024_11_05/Tool.ts"
import { ContentBlock } from "./Content.ts"

export const Tool = open({
  ...Previous.Tool.fields,
  annotations: Schema.optionalKey(ToolAnnotations)
})

export const ListToolsResult = open({
  ...Previous.ListToolsResult.fields,
  tools: Schema.Array(Tool)
})

export const CallToolResult = open({
  ...Previous.CallToolResult.fields,
  content: Schema.Array(ContentBlock)
})
