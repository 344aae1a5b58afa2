/** 2025-11-25: sampling with tools, elicitation by page, defaults and titled enums in forms. */
import * as Schema from "effect/Schema"

import * as Elicitation from "../Elicitation.ts"
import { open } from "../internal/open.ts"
import { MetaObject } from "../Meta.ts"
import { ToolChoice } from "../Sampling.ts"
import { requestFields } from "../v2024_11_05/Payload.ts"
import * as Previous from "../v2025_06_18/Client.ts"
import * as PreviousElicitation from "../v2025_06_18/Elicitation.ts"
import { SamplingContent } from "./Content.ts"
import { Tool } from "./Definitions.ts"

export const SamplingMessage = open({
  ...Previous.SamplingMessage.fields,
  content: SamplingContent,
  _meta: Schema.optionalKey(MetaObject)
})

export const CreateMessageRequestParams = open({
  ...Previous.CreateMessageRequestParams.fields,
  messages: Schema.Array(SamplingMessage),
  tools: Schema.optionalKey(Schema.Array(Tool)),
  toolChoice: Schema.optionalKey(ToolChoice)
})

export const CreateMessageResult = open({
  ...Previous.CreateMessageResult.fields,
  content: SamplingContent
})

export const ElicitRequestFormParams = open({
  ...PreviousElicitation.ElicitRequestParams.fields,
  mode: Schema.optionalKey(Schema.Literal("form")),
  requestedSchema: Elicitation.RequestedSchema
})

export const ElicitRequestURLParams = open({
  ...requestFields,
  mode: Schema.Literal("url"),
  message: Schema.String,
  url: Elicitation.ElicitRequestURLParams.fields.url,
  elicitationId: Schema.String
})

export const ElicitRequestParams = Schema.Union([ElicitRequestURLParams, ElicitRequestFormParams])

export const ElicitResult = open({
  ...PreviousElicitation.ElicitResult.fields,
  content: Elicitation.ElicitResult.fields.content
})
