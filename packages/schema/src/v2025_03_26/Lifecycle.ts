/** 2025-03-26 gives completion a capability. */
import * as Schema from "effect/Schema"

import { open } from "../internal/open.ts"
import { JsonObject } from "../Json.ts"
import * as Previous from "../v2024_11_05/Lifecycle.ts"

export const ServerCapabilities = open({
  ...Previous.ServerCapabilities.fields,
  completions: Schema.optionalKey(JsonObject)
})

export const InitializeResult = open({
  ...Previous.InitializeResult.fields,
  capabilities: ServerCapabilities
})
