/**
 * Asking the client's model, in the middle of a call.
 *
 * @spec 2026-07-28/client/sampling#creating-messages
 * @since 0.1.0
 */
import { Interaction, type McpRequest } from "@effect-mcp/protocol"
import { Sampling as Wire, Wire as Words } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

import { ask } from "./internal/question.ts"
import { problemOf } from "./internal/samplingRules.ts"

/**
 * What asking needs: it happens within a call.
 *
 * @since 0.1.0
 */
export type Services = Interaction.Interaction | McpRequest.McpRequest

/**
 * What is asked, and under which name.
 *
 * @since 0.1.0
 */
export interface Options extends Wire.CreateMessageRequestParams {
  /** A name for the question, unique within the handler; else one is made from what is asked. */
  readonly key?: string | undefined
}

const decode = Schema.decodeUnknownEffect(Wire.CreateMessageResult)

/** `context` is needed for what looks beyond the messages. */
const requirements = (params: Wire.CreateMessageRequestParams): ReadonlyArray<string> => [
  "sampling",
  ...(params.tools === undefined && params.toolChoice === undefined ? [] : ["sampling.tools"]),
  ...(params.includeContext === undefined || params.includeContext === "none"
    ? []
    : ["sampling.context"])
]

/**
 * Has the client's model answer. The client's user may look at it first, and refuse.
 *
 * Messages have to be balanced: every call of a tool is answered by the very next message, which holds
 * results only. Anything else is a defect.
 *
 * @spec 2026-07-28/client/sampling#message-content-constraints
 * @since 0.1.0
 */
export const createMessage = (
  options: Options
): Effect.Effect<Wire.CreateMessageResult, Interaction.AskError, Services> =>
  Effect.suspend(() => {
    const { key, ...params } = options
    const problem = problemOf(params.messages)
    if (problem !== undefined) return Effect.die(new Interaction.Misuse({ message: problem }))
    return ask({
      method: "sampling/createMessage",
      key,
      requires: requirements(params),
      params,
      inWordsOf: Words.createMessageRequest,
      decode
    })
  })

/**
 * A tool the model may use while it answers, run here.
 *
 * @since 0.1.0
 */
export interface LoopTool<E, R> {
  readonly definition: NonNullable<Wire.CreateMessageRequestParams["tools"]>[number]
  /** Its text goes to the model; so does a failure's message. */
  readonly run: (input: { readonly [key: string]: unknown }) => Effect.Effect<string, E, R>
}

/**
 * @since 0.1.0
 */
export interface LoopOptions<E, R> extends Omit<Options, "tools"> {
  readonly tools: ReadonlyArray<LoopTool<E, R>>
  /**
   * How often the model is asked at most; the last time without tools.
   *
   * @default 8
   */
  readonly maxRounds?: number | undefined
}

type Blocks = ReadonlyArray<Wire.SamplingMessageContentBlock>

const isMany = (content: Wire.SamplingMessage["content"]): content is Blocks =>
  Array.isArray(content)

const usesOf = (result: Wire.CreateMessageResult): ReadonlyArray<Wire.ToolUseContent> =>
  (isMany(result.content) ? result.content : [result.content]).filter(
    (block): block is Wire.ToolUseContent => block.type === "tool_use"
  )

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

const resultOf = (
  use: Wire.ToolUseContent,
  text: string,
  isError: boolean
): Wire.ToolResultContent => ({
  type: "tool_result",
  toolUseId: use.id,
  content: [{ type: "text", text }],
  ...(isError ? { isError } : undefined)
})

const answered = <E, R>(
  tools: ReadonlyArray<LoopTool<E, R>>,
  use: Wire.ToolUseContent
): Effect.Effect<Wire.ToolResultContent, never, R> => {
  const tool = tools.find(({ definition }) => definition.name === use.name)
  if (tool === undefined) return Effect.succeed(resultOf(use, `Unknown tool: ${use.name}`, true))
  return Effect.match(tool.run(use.input), {
    onSuccess: (text) => resultOf(use, text, false),
    onFailure: (error) => resultOf(use, messageOf(error), true)
  })
}

/**
 * Asks until the model has no more use for tools. Every call of a tool is answered, unknown tools and
 * failures included. Tools run again when the handler does: wrap what must happen once in `Step.once`.
 *
 * @spec 2026-07-28/client/sampling#multi-turn-tool-loop
 * @since 0.1.0
 */
export const loop = <E, R>(
  options: LoopOptions<E, R>
): Effect.Effect<Wire.CreateMessageResult, Interaction.AskError, Services | R> => {
  const { key, maxRounds = 8, tools, toolChoice, ...rest } = options
  const definitions = tools.map(({ definition }) => definition)
  const round = (
    messages: ReadonlyArray<Wire.SamplingMessage>,
    left: number
  ): Effect.Effect<Wire.CreateMessageResult, Interaction.AskError, Services | R> => {
    const choice = left > 1 ? toolChoice : ({ mode: "none" } as const)
    const asked = createMessage({
      ...rest,
      messages,
      tools: definitions,
      ...(choice === undefined ? undefined : { toolChoice: choice }),
      key: key === undefined ? undefined : `${key} ${left}`
    })
    return Effect.flatMap(asked, (result) => {
      const uses = usesOf(result)
      if (uses.length === 0 || left <= 1) return Effect.succeed(result)
      return Effect.flatMap(
        Effect.forEach(uses, (use) => answered(tools, use)),
        (results) =>
          round([...messages, said(result), { role: "user", content: results }], left - 1)
      )
    })
  }
  return round(rest.messages, maxRounds)
}

const said = (result: Wire.CreateMessageResult): Wire.SamplingMessage => ({
  role: "assistant",
  content: result.content
})
