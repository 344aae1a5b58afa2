/**
 * Prompts: messages a person can pick, with arguments.
 *
 * ```ts
 * const Review = Prompt.make("review", {
 *   description: "Asks for a review.",
 *   arguments: Schema.Struct({ language: Schema.String, focus: Schema.optionalKey(Schema.String) })
 * })
 * const ReviewLive = Review.handle(({ language }) => Effect.succeed(`Review this ${language} code.`))
 * ```
 *
 * @spec 2026-07-28/server/prompts#prompt
 * @since 0.1.0
 */
import type { Handler } from "@effect-mcp/protocol"
import type { Content, Icon, Meta, Prompt as Wire } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

import * as Completion from "./Completion.ts"
import * as ContentBuilder from "./Content.ts"
import { clientLogging } from "./internal/clientLogger.ts"
import { once } from "./internal/once.ts"
import { argumentsOf, readArguments } from "./internal/promptArguments.ts"
import { serve } from "./internal/serve.ts"
import { within } from "./internal/within.ts"
import { type CallServices, McpServer, type RequestServices } from "./McpServer.ts"

/**
 * What arguments are read from: strings by name.
 *
 * @since 0.1.0
 */
export type Arguments = Schema.Constraint & {
  readonly Encoded: { readonly [name: string]: string | undefined }
  readonly fields: Schema.Struct.Fields
}

/**
 * A prompt without arguments.
 *
 * @since 0.1.0
 */
export const NoArguments = Schema.Struct({})

/**
 * @since 0.1.0
 */
export interface Options {
  readonly title?: string | undefined
  readonly description?: string | undefined
  /** A struct of strings, or of what is read from strings. Titles and descriptions are annotations. */
  readonly arguments?: Arguments | undefined
  readonly icons?: ReadonlyArray<Icon.Icon> | undefined
  readonly meta?: Meta.MetaObject | undefined
}

type ArgumentsOf<O> = O extends { readonly arguments: infer A extends Arguments }
  ? A
  : typeof NoArguments

/**
 * What a handler may answer with: a text the user says, messages, or messages with a description.
 *
 * @since 0.1.0
 */
export type Answer =
  | string
  | Wire.PromptMessage
  | ReadonlyArray<Wire.PromptMessage>
  | { readonly description: string; readonly messages: ReadonlyArray<Wire.PromptMessage> }

/**
 * The definition of a prompt.
 *
 * @since 0.1.0
 */
export interface Prompt<out Name extends string, A extends Arguments> {
  readonly name: Name
  readonly arguments: A
  readonly options: Options
  /** Serves the prompt while the layer lives. Arguments that do not fit are the caller's mistake. */
  handle<R = never, RC = never>(
    handler: (args: A["Type"]) => Effect.Effect<Answer, Handler.Failure, R>,
    options?: {
      readonly complete?: Completion.Completers<keyof A["Encoded"] & string, RC> | undefined
    }
  ): Layer.Layer<
    never,
    never,
    McpServer | Exclude<R | A["DecodingServices"], CallServices> | Exclude<RC, RequestServices>
  >
}

/**
 * Defines a prompt.
 *
 * @since 0.1.0
 */
export const make = <const Name extends string, const O extends Options>(
  name: Name,
  options: O
): Prompt<Name, ArgumentsOf<O>> => {
  const args = (options.arguments ?? NoArguments) as ArgumentsOf<O>
  return {
    name,
    arguments: args,
    options,
    handle: (handler, extra) =>
      Layer.effectDiscard(register(name, args, options, handler, extra?.complete ?? {}))
  }
}

const register = <A extends Arguments, R, RC>(
  name: string,
  args: A,
  options: Options,
  handler: (args: A["Type"]) => Effect.Effect<Answer, Handler.Failure, R>,
  complete: Completion.Completers<string, RC>
): Effect.Effect<
  void,
  never,
  | McpServer
  | Scope.Scope
  | Exclude<R | A["DecodingServices"], CallServices>
  | Exclude<RC, RequestServices>
> =>
  Effect.gen(function* () {
    const server = yield* McpServer
    const context = clientLogging(
      yield* Effect.context<
        Exclude<R | A["DecodingServices"], CallServices> | Exclude<RC, RequestServices>
      >()
    )
    const read = readArguments(name, args)
    yield* serve(server.registry.prompts, "prompt", name, {
      definition: once(() => definitionOf(name, args, options)),
      get: (given) => within(context, Effect.map(Effect.flatMap(read(given), handler), toResult)),
      completers: Completion.bind(context, complete)
    })
  })

const definitionOf = (name: string, args: Arguments, options: Options): Wire.Prompt => {
  const list = argumentsOf(args)
  return {
    name,
    ...(options.title === undefined ? undefined : { title: options.title }),
    ...(options.description === undefined ? undefined : { description: options.description }),
    ...(list.length === 0 ? undefined : { arguments: list }),
    ...(options.icons === undefined ? undefined : { icons: options.icons }),
    ...(options.meta === undefined ? undefined : { _meta: options.meta })
  }
}

const isMany = (answer: Answer): answer is ReadonlyArray<Wire.PromptMessage> =>
  Array.isArray(answer)

const toResult = (answer: Answer): Wire.GetPromptResult => {
  if (typeof answer === "string") return { messages: [user(answer)] }
  if (isMany(answer)) return { messages: answer }
  return "messages" in answer ? answer : { messages: [answer] }
}

const message = (
  role: "user" | "assistant",
  content: string | Content.ContentBlock
): Wire.PromptMessage => ({
  role,
  content: typeof content === "string" ? ContentBuilder.text(content) : content
})

/**
 * Something the user says.
 *
 * @spec 2026-07-28/server/prompts#promptmessage
 * @since 0.1.0
 */
export const user = (content: string | Content.ContentBlock): Wire.PromptMessage =>
  message("user", content)

/**
 * Something the assistant says.
 *
 * @spec 2026-07-28/server/prompts#promptmessage
 * @since 0.1.0
 */
export const assistant = (content: string | Content.ContentBlock): Wire.PromptMessage =>
  message("assistant", content)
