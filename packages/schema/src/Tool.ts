/**
 * Tools: what a model can call.
 *
 * @spec 2026-07-28/server/tools#protocol-messages
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { ContentBlock } from "./Content.ts"
import { Icon } from "./Icon.ts"
import { open } from "./internal/open.ts"
import { JsonObject, ObjectSchema } from "./Json.ts"
import { MetaObject } from "./Meta.ts"
import {
  cacheFields,
  Cursor,
  inputResponseFields,
  PaginatedRequestParams,
  requestFields,
  resultFields
} from "./Payload.ts"

const optionalString = Schema.optionalKey(Schema.String)
const optionalBoolean = Schema.optionalKey(Schema.Boolean)

/**
 * What a tool says about itself. Not to be trusted unless the server is.
 *
 * @spec 2026-07-28/schema#toolannotations
 * @since 0.1.0
 */
export const ToolAnnotations = open({
  title: optionalString,
  readOnlyHint: optionalBoolean,
  destructiveHint: optionalBoolean,
  idempotentHint: optionalBoolean,
  openWorldHint: optionalBoolean
})
export type ToolAnnotations = typeof ToolAnnotations.Type

/**
 * 2025-11-25: whether a call may, or must, run as a task.
 *
 * @spec 2025-11-25/schema#toolexecution
 * @since 0.1.0
 */
export const ToolExecution = open({
  taskSupport: Schema.optionalKey(Schema.Literals(["forbidden", "optional", "required"]))
})
export type ToolExecution = typeof ToolExecution.Type

/**
 * A JSON Schema whose root says `type: "object"`, kept key for key as it came.
 *
 * @spec 2026-07-28/basic#json-schema-usage
 * @since 0.1.0
 */
export const InputSchema = ObjectSchema
export type InputSchema = typeof InputSchema.Type

/**
 * A JSON Schema, kept key for key as it came. Before 2026-07-28 its root says `type: "object"`.
 *
 * @spec 2026-07-28/server/tools#output-schema
 * @since 0.1.0
 */
export const OutputSchema = JsonObject
export type OutputSchema = typeof OutputSchema.Type

/**
 * The definition of a tool.
 *
 * @spec 2026-07-28/schema#tool
 * @since 0.1.0
 */
export const Tool = open({
  name: Schema.String,
  title: optionalString,
  description: optionalString,
  inputSchema: InputSchema,
  outputSchema: Schema.optionalKey(OutputSchema),
  annotations: Schema.optionalKey(ToolAnnotations),
  execution: Schema.optionalKey(ToolExecution),
  icons: Schema.optionalKey(Schema.Array(Icon)),
  _meta: Schema.optionalKey(MetaObject)
})
export type Tool = typeof Tool.Type

/**
 * Parameters of `tools/list`.
 *
 * @spec 2026-07-28/schema#listtoolsrequest
 * @since 0.1.0
 */
export const ListToolsRequestParams = PaginatedRequestParams
export type ListToolsRequestParams = typeof ListToolsRequestParams.Type

/**
 * One page of a server's tools.
 *
 * @spec 2026-07-28/schema#listtoolsresult
 * @since 0.1.0
 */
export const ListToolsResult = open({
  ...resultFields,
  ...cacheFields,
  tools: Schema.Array(Tool),
  nextCursor: Schema.optionalKey(Cursor)
})
export type ListToolsResult = typeof ListToolsResult.Type

/**
 * Parameters of `tools/call`.
 *
 * @spec 2026-07-28/schema#calltoolrequestparams
 * @since 0.1.0
 */
export const CallToolRequestParams = open({
  ...requestFields,
  ...inputResponseFields,
  name: Schema.String,
  arguments: Schema.optionalKey(JsonObject)
})
export type CallToolRequestParams = typeof CallToolRequestParams.Type

/**
 * What a tool answered. A failure the model should read is a result with `isError`.
 *
 * @spec 2026-07-28/schema#calltoolresult
 * @since 0.1.0
 */
export const CallToolResult = open({
  ...resultFields,
  content: Schema.Array(ContentBlock),
  structuredContent: Schema.optionalKey(Schema.Unknown),
  isError: optionalBoolean
})
export type CallToolResult = typeof CallToolResult.Type
