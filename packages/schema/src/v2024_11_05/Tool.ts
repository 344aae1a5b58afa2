/** Tools of 2024-11-05: a name, a description and an input schema. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import { JsonObject } from "../Json.ts"
import { InputSchema } from "../Tool.ts"
import { ContentBlock } from "./Content.ts"
import { pageFields, requestFields, resultFields } from "./Payload.ts"

export const Tool = open({
  name: Schema.String,
  description: Schema.optionalKey(Schema.String),
  inputSchema: InputSchema
})

export const ListToolsResult = open({ ...pageFields, tools: Schema.Array(Tool) })

export const CallToolRequestParams = open({
  ...requestFields,
  name: Schema.String,
  arguments: Schema.optionalKey(JsonObject)
})

export const CallToolResult = open({
  ...resultFields,
  content: Schema.Array(ContentBlock),
  isError: Schema.optionalKey(Schema.Boolean)
})
