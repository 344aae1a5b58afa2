/**
 * What a tool's handler gives, as the specification's result.
 */
import type { Content, Meta, Tool } from "@effect-mcp/schema"
import * as Schema from "effect/Schema"

type Blocks = ReadonlyArray<Content.ContentBlock>

/**
 * A tool's own failure: the model reads `content` and can do better.
 *
 * @spec 2026-07-28/server/tools#error-handling
 * @since 0.1.0
 */
export class Failed extends Schema.TaggedError<Failed>()("Failed", {
  message: Schema.String,
  content: Schema.Unknown
}) {}

export const failed = (what: string | Blocks): Failed =>
  typeof what === "string"
    ? new Failed({ message: what, content: [textBlock(what)] })
    : new Failed({ message: "The tool failed", content: what })

/**
 * What a result can say beside its structured content.
 *
 * @since 0.1.0
 */
export interface ResultParts {
  readonly content?: string | Blocks | undefined
  readonly meta?: Meta.MetaObject | undefined
}

/**
 * A result with more than the output.
 *
 * @since 0.1.0
 */
export class Result<out A> {
  readonly content: string | Blocks | undefined
  readonly structured: A
  readonly meta: Meta.MetaObject | undefined
  constructor(parts: ResultParts, structured: A) {
    this.content = parts.content
    this.structured = structured
    this.meta = parts.meta
  }
}

const textBlock = (text: string): Content.TextContent => ({ type: "text", text })

const isBlocks = (value: unknown): value is Blocks => Array.isArray(value)

/** Content as blocks. */
export const toBlocks = (content: unknown): Blocks => {
  if (content === undefined) return []
  if (typeof content === "string") return [textBlock(content)]
  return isBlocks(content) ? content : [content as Content.ContentBlock]
}

/** A result without structured content. */
export const plain = (content: unknown, meta?: Meta.MetaObject): Tool.CallToolResult =>
  meta === undefined ? { content: toBlocks(content) } : { content: toBlocks(content), _meta: meta }

/** Structured content is repeated as text for those who read only that. */
export const structured = (
  value: unknown,
  content?: string | Blocks,
  meta?: Meta.MetaObject
): Tool.CallToolResult => {
  const result = {
    content: content === undefined ? [textBlock(JSON.stringify(value))] : toBlocks(content),
    structuredContent: value
  }
  return meta === undefined ? result : { ...result, _meta: meta }
}

/** What went wrong in the tool, for the model. */
export const toError = (content: string | Blocks): Tool.CallToolResult => ({
  content: toBlocks(content),
  isError: true
})
