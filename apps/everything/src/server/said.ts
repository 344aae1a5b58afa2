/**
 * What a model said.
 *
 * @since 0.1.0
 */
import type { Sampling } from "@effect-mcp/schema"

/** The text of an answer; what is no text is left out. */
export const said = ({ content }: Sampling.CreateMessageResult): string =>
  [content]
    .flat()
    .flatMap((block) => (block.type === "text" ? [block.text] : []))
    .join("\n")
