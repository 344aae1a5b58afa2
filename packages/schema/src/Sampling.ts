/**
 * Sampling: a server asks the client's model.
 *
 * @spec 2026-07-28/client/sampling#protocol-messages
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { Role } from "./Annotations.ts"
import { AudioContent, ContentBlock, ImageContent, TextContent } from "./Content.ts"
import { open } from "./internal/open.ts"
import { UnitInterval } from "./internal/text.ts"
import { JsonObject } from "./Json.ts"
import { MetaObject } from "./Meta.ts"
import { requestFields } from "./Payload.ts"
import { Tool } from "./Tool.ts"

const meta = Schema.optionalKey(MetaObject)

/**
 * The model wants a tool called. `id` ties the answer to it.
 *
 * @spec 2026-07-28/schema#toolusecontent
 * @since 0.1.0
 */
export class ToolUseContent extends Schema.Opaque<ToolUseContent>()(
  open({
    type: Schema.Literal("tool_use"),
    id: Schema.String,
    name: Schema.String,
    input: JsonObject,
    _meta: meta
  })
) {}

/**
 * What that tool answered.
 *
 * @spec 2026-07-28/schema#toolresultcontent
 * @since 0.1.0
 */
export class ToolResultContent extends Schema.Opaque<ToolResultContent>()(
  open({
    type: Schema.Literal("tool_result"),
    toolUseId: Schema.String,
    content: Schema.Array(ContentBlock),
    structuredContent: Schema.optionalKey(Schema.Unknown),
    isError: Schema.optionalKey(Schema.Boolean),
    _meta: meta
  })
) {}

/**
 * One piece of a sampling message.
 *
 * @spec 2026-07-28/schema#samplingmessagecontentblock
 * @since 0.1.0
 */
export const SamplingMessageContentBlock = Schema.Union([
  TextContent,
  ImageContent,
  AudioContent,
  ToolUseContent,
  ToolResultContent
])
export type SamplingMessageContentBlock = typeof SamplingMessageContentBlock.Type

const blocks = Schema.Union([
  SamplingMessageContentBlock,
  Schema.Array(SamplingMessageContentBlock)
])

/**
 * One message for the model: a block, or several.
 *
 * @spec 2026-07-28/schema#samplingmessage
 * @since 0.1.0
 */
export class SamplingMessage extends Schema.Opaque<SamplingMessage>()(
  open({ role: Role, content: blocks, _meta: meta })
) {}

/**
 * Part of a model's name.
 *
 * @spec 2026-07-28/schema#modelhint
 * @since 0.1.0
 */
export class ModelHint extends Schema.Opaque<ModelHint>()(
  open({ name: Schema.optionalKey(Schema.String) })
) {}

/**
 * Which model is wanted: hints, the first that fits wins, and what matters, each from 0 to 1.
 *
 * @spec 2026-07-28/schema#modelpreferences
 * @since 0.1.0
 */
export class ModelPreferences extends Schema.Opaque<ModelPreferences>()(
  open({
    hints: Schema.optionalKey(Schema.Array(ModelHint)),
    costPriority: Schema.optionalKey(UnitInterval),
    speedPriority: Schema.optionalKey(UnitInterval),
    intelligencePriority: Schema.optionalKey(UnitInterval)
  })
) {}

/**
 * Whether the model may, must or must not call tools. Absent means `auto`.
 *
 * @spec 2026-07-28/schema#toolchoice
 * @since 0.1.0
 */
export class ToolChoice extends Schema.Opaque<ToolChoice>()(
  open({
    mode: Schema.optionalKey(Schema.Literals(["auto", "required", "none"]))
  })
) {}

/**
 * Parameters of `sampling/createMessage`.
 *
 * @spec 2026-07-28/schema#createmessagerequestparams
 * @since 0.1.0
 */
export class CreateMessageRequestParams extends Schema.Opaque<CreateMessageRequestParams>()(
  open({
    ...requestFields,
    messages: Schema.Array(SamplingMessage),
    maxTokens: Schema.Int,
    modelPreferences: Schema.optionalKey(ModelPreferences),
    systemPrompt: Schema.optionalKey(Schema.String),
    includeContext: Schema.optionalKey(Schema.Literals(["none", "thisServer", "allServers"])),
    temperature: Schema.optionalKey(Schema.Finite),
    stopSequences: Schema.optionalKey(Schema.Array(Schema.String)),
    metadata: Schema.optionalKey(JsonObject),
    tools: Schema.optionalKey(Schema.Array(Tool)),
    toolChoice: Schema.optionalKey(ToolChoice)
  })
) {}

/**
 * What the model said, which model it was, and why it stopped: `endTurn`, `stopSequence`, `maxTokens`,
 * `toolUse`, or the provider's own word.
 *
 * @spec 2026-07-28/schema#createmessageresult
 * @since 0.1.0
 */
export class CreateMessageResult extends Schema.Opaque<CreateMessageResult>()(
  open({
    role: Role,
    content: blocks,
    model: Schema.String,
    stopReason: Schema.optionalKey(Schema.String),
    _meta: meta
  })
) {}
