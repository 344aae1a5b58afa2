/** 2025-06-18: titles and `_meta` on prompts. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import { MetaObject } from "../Meta.ts"
import * as First from "../v2024_11_05/Prompt.ts"
import * as Previous from "../v2025_03_26/Prompt.ts"
import { ContentBlock } from "./Content.ts"

const title = Schema.optionalKey(Schema.String)

export const PromptArgument = open({ ...First.PromptArgument.fields, title })

export const Prompt = open({
  ...First.Prompt.fields,
  title,
  arguments: Schema.optionalKey(Schema.Array(PromptArgument)),
  _meta: Schema.optionalKey(MetaObject)
})

export const ListPromptsResult = open({
  ...First.ListPromptsResult.fields,
  prompts: Schema.Array(Prompt)
})

export const PromptMessage = open({ ...Previous.PromptMessage.fields, content: ContentBlock })

export const GetPromptResult = open({
  ...Previous.GetPromptResult.fields,
  messages: Schema.Array(PromptMessage)
})
