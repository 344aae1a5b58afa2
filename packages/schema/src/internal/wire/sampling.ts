/** Sampling and roots, as a revision has them. */
import type { Revision } from "../../Revision.ts"
import type { ListRootsResult } from "../../Roots.ts"
import type {
  CreateMessageRequestParams,
  CreateMessageResult,
  SamplingMessage,
  SamplingMessageContentBlock
} from "../../Sampling.ts"
import { lacksOf, mapSame, replace, without } from "../lacks.ts"
import * as Content from "./content.ts"
import * as Definitions from "./definitions.ts"

type Blocks = SamplingMessage["content"]

/** A revision whose messages have several blocks is one that knows calls of tools. */
const severalBlocks = (revision: Revision): boolean => revision.shapes.ToolUseContent !== undefined

const blockText = (block: SamplingMessageContentBlock): string => {
  switch (block.type) {
    case "text":
      return block.text
    case "tool_use":
      return `[call of ${block.name}: ${JSON.stringify(block.input)}]`
    case "tool_result":
      return block.content
        .map((each) => (each.type === "text" ? each.text : `[${each.type}]`))
        .join("\n")
    default:
      return `[${block.type}, ${block.mimeType}]`
  }
}

const samplingBlock = (
  revision: Revision,
  block: SamplingMessageContentBlock
): SamplingMessageContentBlock => {
  const lacks = lacksOf(revision)
  switch (block.type) {
    case "tool_use":
      return severalBlocks(revision) ? block : { type: "text", text: blockText(block) }
    case "tool_result": {
      if (!severalBlocks(revision)) return { type: "text", text: blockText(block) }
      return replace(
        without(block, lacks.ToolResultContent),
        "content",
        mapSame(block.content, (each) => Content.content(revision, each))
      )
    }
    default:
      return Content.mediaOf(revision, lacks, block)
  }
}

const isSeveral = (content: Blocks): content is ReadonlyArray<SamplingMessageContentBlock> =>
  Array.isArray(content)

/**
 * A message for the model: several, where one message holds only one block. Calls of tools and their
 * results become text where the revision does not know them.
 *
 * @spec 2025-11-25/client/sampling#sampling-with-tools
 * @since 0.1.0
 */
export const samplingMessages = (
  revision: Revision,
  message: SamplingMessage
): ReadonlyArray<SamplingMessage> => {
  const rest = without(message, lacksOf(revision).SamplingMessage)
  const { content } = rest
  if (!isSeveral(content)) return [replace(rest, "content", samplingBlock(revision, content))]
  const blocks = mapSame(content, (block) => samplingBlock(revision, block))
  return severalBlocks(revision)
    ? [replace(rest, "content", blocks)]
    : blocks.map((block) => ({ ...rest, content: block }))
}

/**
 * What a server asks the client's model.
 *
 * @since 0.1.0
 */
export const createMessageRequest = (
  revision: Revision,
  params: CreateMessageRequestParams
): CreateMessageRequestParams => {
  const rest = without(params, lacksOf(revision).CreateMessageRequestParams)
  const messages = rest.messages.flatMap((message) => samplingMessages(revision, message))
  const same =
    messages.length === rest.messages.length &&
    messages.every((message, index) => message === rest.messages[index])
  const kept = same ? rest : { ...rest, messages }
  if (kept.tools === undefined) return kept
  return replace(
    kept,
    "tools",
    mapSame(kept.tools, (tool) => Definitions.tool(revision, tool))
  )
}

/**
 * What the model said. Several blocks become one text where a result holds only one.
 *
 * @since 0.1.0
 */
export const createMessageResult = (
  revision: Revision,
  value: CreateMessageResult
): CreateMessageResult => {
  const rest = without(value, lacksOf(revision).CreateMessageResult)
  const { content } = rest
  if (!isSeveral(content)) return replace(rest, "content", samplingBlock(revision, content))
  if (severalBlocks(revision)) {
    return replace(
      rest,
      "content",
      mapSame(content, (block) => samplingBlock(revision, block))
    )
  }
  const only = content.length === 1 ? content[0] : undefined
  const one: SamplingMessageContentBlock =
    only !== undefined
      ? samplingBlock(revision, only)
      : { type: "text", text: content.map(blockText).join("\n") }
  return { ...rest, content: one }
}

/**
 * The client's roots.
 *
 * @since 0.1.0
 */
export const listRootsResult = (revision: Revision, value: ListRootsResult): ListRootsResult => {
  const lacks = lacksOf(revision).Root
  return replace(
    value,
    "roots",
    mapSame(value.roots, (root) => without(root, lacks))
  )
}
