/** 2025-06-18: `_meta` on sampled content and on roots. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import { Root } from "../Roots.ts"
import * as First from "../v2024_11_05/Client.ts"
import * as Previous from "../v2025_03_26/Client.ts"
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

export const ListRootsResult = open({
  ...First.ListRootsResult.fields,
  roots: Schema.Array(Root)
})
