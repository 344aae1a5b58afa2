/** What a 2024-11-05 server asks of a client: sampling and roots. */
import * as Schema from "effect/Schema"

import { Role } from "../Annotations.ts"
import { open } from "../internal/open.ts"
import { FileUri } from "../internal/text.ts"
import { JsonObject } from "../Json.ts"
import { ModelPreferences } from "../Sampling.ts"
import { ImageContent, TextContent } from "./Content.ts"
import { requestFields, resultFields } from "./Payload.ts"

const content = Schema.Union([TextContent, ImageContent])

export const SamplingMessage = open({ role: Role, content })

export const CreateMessageRequestParams = open({
  ...requestFields,
  messages: Schema.Array(SamplingMessage),
  maxTokens: Schema.Int,
  modelPreferences: Schema.optionalKey(ModelPreferences),
  systemPrompt: Schema.optionalKey(Schema.String),
  includeContext: Schema.optionalKey(Schema.Literals(["none", "thisServer", "allServers"])),
  temperature: Schema.optionalKey(Schema.Finite),
  stopSequences: Schema.optionalKey(Schema.Array(Schema.String)),
  metadata: Schema.optionalKey(JsonObject)
})

export const CreateMessageResult = open({
  ...resultFields,
  role: Role,
  content,
  model: Schema.String,
  stopReason: Schema.optionalKey(Schema.String)
})

export const Root = open({ uri: FileUri, name: Schema.optionalKey(Schema.String) })

export const ListRootsResult = open({ ...resultFields, roots: Schema.Array(Root) })
