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
export class ToolAnnotations extends Schema.Opaque<ToolAnnotations>()(
  open({
    title: optionalString,
    readOnlyHint: optionalBoolean,
    destructiveHint: optionalBoolean,
    idempotentHint: optionalBoolean,
    openWorldHint: optionalBoolean
  })
) {}

/**
 * 2025-11-25: whether a call may, or must, run as a task.
 *
 * @spec 2025-11-25/schema#toolexecution
 * @since 0.1.0
 */
export class ToolExecution extends Schema.Opaque<ToolExecution>()(
  open({
    taskSupport: Schema.optionalKey(Schema.Literals(["forbidden", "optional", "required"]))
  })
) {}

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
export class Tool extends Schema.Opaque<Tool>()(
  open({
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
) {}

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
export class ListToolsResult extends Schema.Opaque<ListToolsResult>()(
  open({
    ...resultFields,
    ...cacheFields,
    tools: Schema.Array(Tool),
    nextCursor: Schema.optionalKey(Cursor)
  })
) {}

/**
 * Parameters of `tools/call`.
 *
 * @spec 2026-07-28/schema#calltoolrequestparams
 * @since 0.1.0
 */
export class CallToolRequestParams extends Schema.Opaque<CallToolRequestParams>()(
  open({
    ...requestFields,
    ...inputResponseFields,
    name: Schema.String,
    arguments: Schema.optionalKey(JsonObject)
  })
) {}

/**
 * What a tool answered. A failure the model should read is a result with `isError`.
 *
 * @spec 2026-07-28/schema#calltoolresult
 * @since 0.1.0
 */
export class CallToolResult extends Schema.Opaque<CallToolResult>()(
  open({
    ...resultFields,
    content: Schema.Array(ContentBlock),
    structuredContent: Schema.optionalKey(Schema.Unknown),
    isError: optionalBoolean
  })
) {}
