/**
 * The model of this showcase, which is a rule: it knows the two questions that agents ask.
 *
 * @since 0.1.0
 */
import type { Sampling } from "@effect-mcp/schema"

const answerTo = (question: string): string => {
  const described = /the (\d+) names in the area "(.*)", such as (\S+) and (\S+)\./.exec(question)
  if (described !== null) {
    const [, count, area, first, last] = described
    return `Finds the modules of ${count} names (${area}), from ${first} to ${last}.`
  }
  const judged = /was wrong about (\d+)\./.exec(question)
  if (judged !== null) return judged[1] === "0" ? "approve" : "reject"
  return "I do not know."
}

/** Answers, in the words of the protocol. */
export const createMessage = ({
  messages
}: Pick<Sampling.CreateMessageRequestParams, "messages">): Sampling.CreateMessageResult => {
  const [last] = messages.slice(-1)
  const parts = last === undefined ? [] : [last.content].flat()
  const question = parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")
  return {
    role: "assistant",
    model: "a rule",
    stopReason: "endTurn",
    content: { type: "text", text: answerTo(question) }
  }
}
