/**
 * The objects whose members differ between revisions.
 *
 * A revision lists its own version of each (`Revision.shapes`). What it lacks of the domain model is
 * read from the two, so nothing has to say it again; `Wire` drops just that.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"

import { Annotations } from "./Annotations.ts"
import * as Capabilities from "./Capabilities.ts"
import { CompleteRequestParams, PromptReference } from "./Completion.ts"
import * as Content from "./Content.ts"
import * as Elicitation from "./Elicitation.ts"
import { Implementation } from "./Implementation.ts"
import { ProgressNotificationParams } from "./Progress.ts"
import * as Prompt from "./Prompt.ts"
import * as Resource from "./Resource.ts"
import { Root } from "./Roots.ts"
import * as Sampling from "./Sampling.ts"
import * as Tool from "./Tool.ts"

/**
 * The domain model's shapes, by name.
 *
 * @since 0.1.0
 */
export const domain = {
  Implementation,
  ClientCapabilities: Capabilities.ClientCapabilities,
  RootsCapability: Capabilities.RootsCapability,
  SamplingCapability: Capabilities.SamplingCapability,
  ElicitationCapability: Capabilities.ElicitationCapability,
  ServerCapabilities: Capabilities.ServerCapabilities,
  Annotations,
  TextContent: Content.TextContent,
  ImageContent: Content.ImageContent,
  AudioContent: Content.AudioContent,
  ResourceLink: Content.ResourceLink,
  EmbeddedResource: Content.EmbeddedResource,
  TextResourceContents: Content.TextResourceContents,
  BlobResourceContents: Content.BlobResourceContents,
  Tool: Tool.Tool,
  ToolAnnotations: Tool.ToolAnnotations,
  CallToolResult: Tool.CallToolResult,
  Resource: Resource.Resource,
  ResourceTemplate: Resource.ResourceTemplate,
  ReadResourceResult: Resource.ReadResourceResult,
  Prompt: Prompt.Prompt,
  PromptArgument: Prompt.PromptArgument,
  GetPromptResult: Prompt.GetPromptResult,
  CompleteRequestParams,
  PromptReference,
  ProgressNotificationParams,
  SamplingMessage: Sampling.SamplingMessage,
  ToolUseContent: Sampling.ToolUseContent,
  ToolResultContent: Sampling.ToolResultContent,
  CreateMessageRequestParams: Sampling.CreateMessageRequestParams,
  CreateMessageResult: Sampling.CreateMessageResult,
  Root,
  ElicitRequestFormParams: Elicitation.ElicitRequestFormParams,
  ElicitRequestURLParams: Elicitation.ElicitRequestURLParams,
  StringSchema: Elicitation.StringSchema,
  NumberSchema: Elicitation.NumberSchema,
  BooleanSchema: Elicitation.BooleanSchema,
  UntitledSingleSelectEnumSchema: Elicitation.UntitledSingleSelectEnumSchema,
  TitledSingleSelectEnumSchema: Elicitation.TitledSingleSelectEnumSchema,
  UntitledMultiSelectEnumSchema: Elicitation.UntitledMultiSelectEnumSchema,
  TitledMultiSelectEnumSchema: Elicitation.TitledMultiSelectEnumSchema,
  LegacyTitledEnumSchema: Elicitation.LegacyTitledEnumSchema
}

/**
 * The name of a shape.
 *
 * @since 0.1.0
 */
export type Name = keyof typeof domain

/**
 * The schema of a shape, whose members have names.
 *
 * @since 0.1.0
 */
export interface Shape extends Schema.Codec<unknown, unknown> {
  readonly fields: Schema.Struct.Fields
}

/**
 * A revision's shapes. One it does not list, it does not have.
 *
 * @since 0.1.0
 */
export type Shapes = { readonly [K in Name]?: Shape }

/**
 * The members of the domain's `name` that `shapes` has not; all of them when it has no such shape.
 *
 * @since 0.1.0
 */
export const lacking = (shapes: Shapes, name: Name): ReadonlyArray<string> => {
  const has = shapes[name]?.fields ?? {}
  return Object.keys(domain[name].fields).filter((field) => !Object.hasOwn(has, field))
}
