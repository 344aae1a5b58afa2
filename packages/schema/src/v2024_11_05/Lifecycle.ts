/** The handshake of 2024-11-05, and the capabilities it exchanges. */
import * as Schema from "effect/Schema"

import { ListCapability, ResourcesCapability, RootsCapability } from "../Capabilities.ts"
import { open } from "../internal/open.ts"
import { JsonObject } from "../Json.ts"
import { requestFields, resultFields } from "./Payload.ts"

const experimental = Schema.optionalKey(Schema.Record(Schema.String, JsonObject))

export const Implementation = open({ name: Schema.String, version: Schema.String })

export const SamplingCapability = open({})

export const ClientCapabilities = open({
  experimental,
  roots: Schema.optionalKey(RootsCapability),
  sampling: Schema.optionalKey(SamplingCapability)
})

export const ServerCapabilities = open({
  experimental,
  logging: Schema.optionalKey(JsonObject),
  prompts: Schema.optionalKey(ListCapability),
  resources: Schema.optionalKey(ResourcesCapability),
  tools: Schema.optionalKey(ListCapability)
})

export const InitializeRequestParams = open({
  ...requestFields,
  protocolVersion: Schema.String,
  capabilities: ClientCapabilities,
  clientInfo: Implementation
})

export const InitializeResult = open({
  ...resultFields,
  protocolVersion: Schema.String,
  capabilities: ServerCapabilities,
  serverInfo: Implementation,
  instructions: Schema.optionalKey(Schema.String)
})
