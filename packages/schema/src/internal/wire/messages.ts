/** Results of a server, and the small messages, as a revision has them. */
import type { CompleteRequestParams } from "../../Completion.ts"
import type { ContentBlock } from "../../Content.ts"
import { isObject } from "../../Json.ts"
import type { ProgressNotificationParams } from "../../Progress.ts"
import type { GetPromptResult, PromptMessage } from "../../Prompt.ts"
import type { ReadResourceResult } from "../../Resource.ts"
import type { Revision } from "../../Revision.ts"
import type { CallToolResult } from "../../Tool.ts"
import { type Lacks, lacksOf, mapSame, replace, without } from "../lacks.ts"
import { contentOf, contents } from "./content.ts"

const contentBlocks = (
  revision: Revision,
  lacks: Lacks,
  blocks: ReadonlyArray<ContentBlock>
): ReadonlyArray<ContentBlock> => mapSame(blocks, (block) => contentOf(revision, lacks, block))

/**
 * What a tool answered. Structured content goes where there is none, and where it has to be an object
 * and is not; its text beside it stays.
 *
 * @spec 2026-07-28/server/tools#structured-content
 * @since 0.1.0
 */
export const callToolResult = (revision: Revision, value: CallToolResult): CallToolResult => {
  const lacks = lacksOf(revision)
  const known = without(value, lacks.CallToolResult)
  const rest =
    revision.structuredContent === "Object" &&
    known.structuredContent !== undefined &&
    !isObject(known.structuredContent)
      ? without(known, ["structuredContent"])
      : known
  return replace(rest, "content", contentBlocks(revision, lacks, rest.content))
}

/**
 * A prompt, filled in.
 *
 * @since 0.1.0
 */
export const getPromptResult = (revision: Revision, value: GetPromptResult): GetPromptResult => {
  const lacks = lacksOf(revision)
  const rest = without(value, lacks.GetPromptResult)
  const message = (from: PromptMessage): PromptMessage =>
    replace(from, "content", contentOf(revision, lacks, from.content))
  return replace(rest, "messages", mapSame(rest.messages, message))
}

/**
 * What was read.
 *
 * @since 0.1.0
 */
export const readResourceResult = (
  revision: Revision,
  value: ReadResourceResult
): ReadResourceResult => {
  const lacks = lacksOf(revision)
  const rest = without(value, lacks.ReadResourceResult)
  return replace(
    rest,
    "contents",
    mapSame(rest.contents, (each) => contents(lacks, each))
  )
}

/**
 * How far a request has come.
 *
 * @since 0.1.0
 */
export const progress = (
  revision: Revision,
  value: ProgressNotificationParams
): ProgressNotificationParams => without(value, lacksOf(revision).ProgressNotificationParams)

/**
 * What to complete.
 *
 * @since 0.1.0
 */
export const completeRequest = (
  revision: Revision,
  value: CompleteRequestParams
): CompleteRequestParams => {
  const lacks = lacksOf(revision)
  const rest = without(value, lacks.CompleteRequestParams)
  return rest.ref.type === "ref/prompt"
    ? replace(rest, "ref", without(rest.ref, lacks.PromptReference))
    : rest
}
