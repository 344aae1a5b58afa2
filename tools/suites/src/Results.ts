/** Reading what tools answer with. */
import type { Content } from "@effect-mcp/schema"

/** All of the text, a line a block. */
export const textOf = (result: { readonly content: ReadonlyArray<Content.ContentBlock> }): string =>
  result.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("\n")
