/** 2025-06-18: an implementation has a title, a client may be able to ask the person. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import * as First from "../v2024_11_05/Lifecycle.ts"
import * as Previous from "../v2025_03_26/Lifecycle.ts"

export const Implementation = open({
  ...First.Implementation.fields,
  title: Schema.optionalKey(Schema.String)
})

export const ElicitationCapability = open({})

export const ClientCapabilities = open({
  ...First.ClientCapabilities.fields,
  elicitation: Schema.optionalKey(ElicitationCapability)
})

export const InitializeRequestParams = open({
  ...First.InitializeRequestParams.fields,
  capabilities: ClientCapabilities,
  clientInfo: Implementation
})

export const InitializeResult = open({
  ...Previous.InitializeResult.fields,
  serverInfo: Implementation
})
