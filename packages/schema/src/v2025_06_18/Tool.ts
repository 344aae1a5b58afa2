/** 2025-06-18: titles, `_meta`, output schemas and structured content. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import { JsonObject, ObjectSchema } from "../Json.ts"
import { MetaObject } from "../Meta.ts"
import * as Previous from "../v2025_03_26/Tool.ts"
import { ContentBlock } from "./Content.ts"

export const Tool = open({
  ...Previous.Tool.fields,
  title: Schema.optionalKey(Schema.String),
  outputSchema: Schema.optionalKey(ObjectSchema),
  _meta: Schema.optionalKey(MetaObject)
})

export const ListToolsResult = open({
  ...Previous.ListToolsResult.fields,
  tools: Schema.Array(Tool)
})

export const CallToolResult = open({
  ...Previous.CallToolResult.fields,
  content: Schema.Array(ContentBlock),
  structuredContent: Schema.optionalKey(JsonObject)
})
