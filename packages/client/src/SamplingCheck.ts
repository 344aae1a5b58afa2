/**
 * What a sampling request and its answer have to keep to.
 *
 * @spec 2025-11-25/client/sampling#message-content-constraints
 * @since 0.1.0
 */
import type { Sampling } from "@effect-mcp/schema"

type Block = Sampling.SamplingMessageContentBlock

const blocks = (content: Sampling.SamplingMessage["content"]): ReadonlyArray<Block> =>
  isList(content) ? content : [content]

const isList = (content: Sampling.SamplingMessage["content"]): content is ReadonlyArray<Block> =>
  Array.isArray(content)

/**
 * What is wrong with a request, in one sentence for the server; `undefined` if nothing is.
 *
 * @spec 2025-11-25/client/sampling#tool-use-and-result-balance
 * @since 0.1.0
 */
export const request = (
  params: Sampling.CreateMessageRequestParams,
  mayUseTools: boolean
): string | undefined => {
  if (!mayUseTools && (params.tools !== undefined || params.toolChoice !== undefined)) {
    return "tools and toolChoice need the capability sampling.tools"
  }
  return messages(params.messages)
}

const messages = (all: ReadonlyArray<Sampling.SamplingMessage>): string | undefined => {
  let open: ReadonlyArray<string> = []
  for (const message of all) {
    const content = blocks(message.content)
    const results = content.flatMap((block) =>
      block.type === "tool_result" ? [block.toolUseId] : []
    )
    if (results.length > 0 && (message.role !== "user" || results.length < content.length)) {
      return "A message with tool results must be a user's and hold nothing else"
    }
    if (!sameIds(open, results)) return "Tool result missing in request"
    open = content.flatMap((block) => (block.type === "tool_use" ? [block.id] : []))
    if (open.length > 0 && message.role !== "assistant") return "Only an assistant uses tools"
  }
  return open.length === 0 ? undefined : "Tool result missing in request"
}

/** Each use answered once, in any order, and nothing answered that was not used. */
const sameIds = (uses: ReadonlyArray<string>, results: ReadonlyArray<string>): boolean =>
  uses.length === results.length &&
  uses.every((id) => results.includes(id)) &&
  new Set(results).size === results.length

/**
 * How often the conversation has used tools: a loop that does not end has to be ended by somebody.
 *
 * @spec 2026-07-28/client/sampling#multi-turn-tool-loop
 * @since 0.1.0
 */
export const toolTurns = ({ messages }: Sampling.CreateMessageRequestParams): number =>
  messages.filter(({ content }) => blocks(content).some(({ type }) => type === "tool_use")).length

/**
 * What is wrong with our own answer; `undefined` if nothing is.
 *
 * @spec 2025-11-25/client/sampling#tool-choice-modes
 * @since 0.1.0
 */
export const result = (
  params: Sampling.CreateMessageRequestParams,
  answer: Sampling.CreateMessageResult
): string | undefined => {
  const uses = blocks(answer.content).some((block) => block.type === "tool_use")
  const mode = params.toolChoice?.mode ?? "auto"
  if (uses && (params.tools === undefined || mode === "none"))
    return "The answer uses tools it was not given"
  if (!uses && mode === "required" && params.tools !== undefined)
    return "The answer uses no tool and has to"
  return undefined
}
