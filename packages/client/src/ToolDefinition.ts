/**
 * What a client has to know of a tool to call it with types: its name and its schemas. A server's definition of the
 * tool is one; so is an object written by hand.
 *
 * @spec 2026-07-28/server/tools#tool
 * @since 0.1.0
 */
import type { Shape as Values } from "@effect-mcp/protocol"
import type { Content } from "@effect-mcp/schema"
import * as Schema from "effect/Schema"

import { text, type ToolResult } from "./ToolResult.ts"

/** A schema of another library, such as zod. @since 0.1.0 */
export type Standard = Values.Standard

/** A schema of either kind. @since 0.1.0 */
export type Shape = Values.Shape

/** The definition. @since 0.1.0 */
export interface ToolDefinition {
  readonly name: string
  readonly input: Shape
  readonly output?: Shape | undefined
  /** What the tool fails with, by its own word; the model would read it as text. */
  readonly error?: Schema.Constraint | undefined
}

/** What a caller gives. @since 0.1.0 */
export type Arguments<S> = Values.Given<S>

/** What a caller gets. @since 0.1.0 */
export type Read<S> = Values.Read<S>

/** What a tool fails with. @since 0.1.0 */
export type Failure<T extends ToolDefinition> = T["error"] extends Schema.Constraint
  ? T["error"]["Type"]
  : never

/** What encoding and decoding take beside the values. @since 0.1.0 */
export type Services<T extends ToolDefinition> =
  | (T["input"] extends Schema.Constraint ? T["input"]["EncodingServices"] : never)
  | (T["output"] extends Schema.Constraint ? T["output"]["DecodingServices"] : never)
  | (T["error"] extends Schema.Constraint ? T["error"]["DecodingServices"] : never)

/**
 * The tool ran and did not succeed. `content` says why, in words a model can act on.
 *
 * @spec 2026-07-28/server/tools#error-handling
 * @since 0.1.0
 */
export class ToolFailed extends Schema.TaggedError<ToolFailed>()("ToolFailed", {
  tool: Schema.String,
  content: Schema.Unknown
}) {
  override get message() {
    return `${this.tool}: ${text({ content: this.blocks })}`
  }
  get blocks(): ReadonlyArray<Content.ContentBlock> {
    return Array.isArray(this.content) ? this.content : []
  }
}

/** What a typed call gives: the decoded output, or the whole result of a tool that declares none. @since 0.1.0 */
export type Output<T extends ToolDefinition> = T["output"] extends Shape
  ? Read<T["output"]>
  : ToolResult
