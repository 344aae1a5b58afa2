/** 2025-03-26: prompts may hold audio. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import * as Previous from "../v2024_11_05/Prompt.ts"
import { ContentBlock } from "./Content.ts"

export const PromptMessage = open({ ...Previous.PromptMessage.fields, content: ContentBlock })

export const GetPromptResult = open({
  ...Previous.GetPromptResult.fields,
  messages: Schema.Array(PromptMessage)
})
