/** 2025-03-26: a model may be sent audio, and may answer with it. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import * as Previous from "../v2024_11_05/Client.ts"
import { SamplingContent } from "./Content.ts"

export const SamplingMessage = open({
  ...Previous.SamplingMessage.fields,
  content: SamplingContent
})

export const CreateMessageRequestParams = open({
  ...Previous.CreateMessageRequestParams.fields,
  messages: Schema.Array(SamplingMessage)
})

export const CreateMessageResult = open({
  ...Previous.CreateMessageResult.fields,
  content: SamplingContent
})
