/** Prompts of 2024-11-05. */
import * as Schema from "effect/Schema"

import { Role } from "../Annotations.ts"
import { open } from "../internal/open.ts"
import { ContentBlock } from "./Content.ts"
import { pageFields, requestFields, resultFields } from "./Payload.ts"

export const PromptArgument = open({
  name: Schema.String,
  description: Schema.optionalKey(Schema.String),
  required: Schema.optionalKey(Schema.Boolean)
})

export const Prompt = open({
  name: Schema.String,
  description: Schema.optionalKey(Schema.String),
  arguments: Schema.optionalKey(Schema.Array(PromptArgument))
})

export const ListPromptsResult = open({ ...pageFields, prompts: Schema.Array(Prompt) })

export const GetPromptRequestParams = open({
  ...requestFields,
  name: Schema.String,
  arguments: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
})

export const PromptMessage = open({ role: Role, content: ContentBlock })

export const GetPromptResult = open({
  ...resultFields,
  description: Schema.optionalKey(Schema.String),
  messages: Schema.Array(PromptMessage)
})
