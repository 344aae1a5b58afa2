/**
 * What messages for a model have to be like.
 */
import type { Sampling } from "@effect-mcp/schema"

type Message = Sampling.SamplingMessage
type Block = Sampling.SamplingMessageContentBlock

const isMany = (content: Message["content"]): content is ReadonlyArray<Block> =>
  Array.isArray(content)

const blocksOf = (message: Message): ReadonlyArray<Block> =>
  isMany(message.content) ? message.content : [message.content]

const idsOf = (
  message: Message | undefined,
  type: "tool_use" | "tool_result"
): ReadonlyArray<string> =>
  message === undefined
    ? []
    : blocksOf(message).flatMap((block) =>
        block.type === "tool_use" && type === "tool_use"
          ? [block.id]
          : block.type === "tool_result" && type === "tool_result"
            ? [block.toolUseId]
            : []
      )

/** The same ids, in any order. */
const isSame = (uses: ReadonlyArray<string>, results: ReadonlyArray<string>): boolean =>
  JSON.stringify(uses.toSorted()) === JSON.stringify(results.toSorted())

/** What is wrong with the messages, if anything is. */
export const problemOf = (messages: ReadonlyArray<Message>): string | undefined => {
  for (let at = 0; at < messages.length; at++) {
    const message = messages[at] as Message
    const uses = idsOf(message, "tool_use")
    const results = idsOf(message, "tool_result")
    if (uses.length > 0 && message.role !== "assistant") return "Only an assistant uses tools"
    if (results.length > 0 && message.role !== "user") return "Only a user gives results of tools"
    if (results.length > 0 && results.length !== blocksOf(message).length) {
      return "A message with results of tools must hold nothing else"
    }
    if (results.length > 0 && idsOf(messages[at - 1], "tool_use").length === 0) {
      return "Results of tools must follow the message that uses them"
    }
    if (uses.length > 0 && !isSame(uses, idsOf(messages[at + 1], "tool_result"))) {
      return "Every use of a tool must be answered by a result in the next message, and nothing else"
    }
  }
  return undefined
}
