/**
 * What the agents ask a model for, and how its answer is read.
 *
 * @since 0.1.0
 */
import type { Sampling } from "@effect-mcp/schema"

const ask = (
  text: string
): Pick<Sampling.CreateMessageRequestParams, "messages" | "maxTokens"> => ({
  messages: [{ role: "user", content: { type: "text", text } }],
  maxTokens: 100
})

/** For the comment above a module. */
export const describe = (area: string, names: ReadonlyArray<string>) =>
  ask(
    `Describe in one sentence a module that finds the ${names.length} names in the area "${area}", such as ${names[0] ?? ""} and ${names.at(-1) ?? ""}.`
  )

/** For a verdict of one word. */
export const judge = (area: string, figures: { readonly names: number; readonly wrong: number }) =>
  ask(
    `The finder for "${area}" was tried with ${figures.names} names and was wrong about ${figures.wrong}. Answer with one word: approve or reject.`
  )

/** The text of an answer, or of a question. */
export const text = ({ content }: Pick<Sampling.CreateMessageResult, "content">): string => {
  const parts = Array.isArray(content) ? content : [content]
  return parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")
}

/** Whether the verdict is good. */
export const isApproval = (answer: string): boolean => /^\W*approve\W*$/i.test(answer)
