/** 2025-11-25: icons and more on implementations; modes of elicitation, tools and context of sampling; tasks. */
import * as Schema from "effect/Schema"

import { ElicitationCapability, SamplingCapability, TasksCapability } from "../Capabilities.ts"
import { Implementation } from "../Implementation.ts"
import { open } from "../internal/open.ts"
import { JsonObject } from "../Json.ts"
import { ServerCapabilities as PreviousServerCapabilities } from "../v2025_03_26/Lifecycle.ts"
import * as Previous from "../v2025_06_18/Lifecycle.ts"

export { Implementation }

// Its own text does not name `extensions`; those that exist are negotiated by it here as well.
const added = {
  extensions: Schema.optionalKey(Schema.Record(Schema.String, JsonObject)),
  tasks: Schema.optionalKey(TasksCapability)
}

export const ClientCapabilities = open({
  ...Previous.ClientCapabilities.fields,
  ...added,
  elicitation: Schema.optionalKey(ElicitationCapability),
  sampling: Schema.optionalKey(SamplingCapability)
})

export const ServerCapabilities = open({ ...PreviousServerCapabilities.fields, ...added })

export const InitializeRequestParams = open({
  ...Previous.InitializeRequestParams.fields,
  capabilities: ClientCapabilities,
  clientInfo: Implementation
})

export const InitializeResult = open({
  ...Previous.InitializeResult.fields,
  capabilities: ServerCapabilities,
  serverInfo: Implementation
})
