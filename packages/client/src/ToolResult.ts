/**
 * What comes of calling a tool.
 *
 * @spec 2026-07-28/server/tools#tool-result
 * @since 0.1.0
 */
import type { Outgoing } from "@effect-mcp/protocol"
import type { Tool } from "@effect-mcp/schema"

/**
 * What came of the check. `NotDeclared`: the tool has no output schema, was never listed, or reports a failure, which
 * no schema describes.
 *
 * @since 0.1.0
 */
export type Validation =
  | { readonly _tag: "Valid" }
  | { readonly _tag: "NotDeclared" }
  | { readonly _tag: "Unvalidated"; readonly reason: string; readonly detail: string }

/** A tool's result, and whether it was checked. @since 0.1.0 */
export interface ToolResult extends Tool.CallToolResult {
  readonly validation: Validation
}

/**
 * What a result says in words, a line for each block of text; other content is left out.
 *
 * @spec 2026-07-28/server/tools#text-content
 * @since 0.1.0
 */
export const text = ({ content }: Pick<ToolResult, "content">): string =>
  content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n")

/**
 * A call as it goes: how far it has got, and at last what it gave.
 *
 * @spec 2026-07-28/basic/patterns/progress#progress-flow
 * @since 0.1.0
 */
export type ToolEvent =
  | { readonly _tag: "Progress"; readonly progress: Outgoing.ProgressReport }
  | { readonly _tag: "Result"; readonly result: ToolResult }

/**
 * A call that was answered, or one that an extension goes on from: `raw` is what the server said instead.
 *
 * @spec 2026-07-28/basic#resulttype
 * @since 0.1.0
 */
export type Started =
  | { readonly _tag: "Complete"; readonly result: ToolResult }
  | { readonly _tag: "Further"; readonly raw: Outgoing.JsonObject }
