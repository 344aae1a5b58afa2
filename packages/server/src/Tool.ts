/**
 * Tools: what a model can call.
 *
 * A definition says what goes in and out; `handle` makes the layer that serves it. The same definition is
 * what a client calls with types, so it is best kept in a module of its own.
 *
 * ```ts
 * const Add = Tool.make("add", {
 *   description: "Adds two numbers.",
 *   input: Schema.Struct({ a: Schema.Finite, b: Schema.Finite }),
 *   output: Schema.Struct({ sum: Schema.Finite })
 * })
 * const AddLive = Add.handle(({ a, b }) => Effect.succeed({ sum: a + b }))
 * ```
 *
 * @spec 2026-07-28/server/tools#tool
 * @since 0.1.0
 */
import type { Interaction, RpcError } from "@effect-mcp/protocol"
import {
  type Content,
  type Icon,
  type Meta,
  ParamHeaders,
  type Tool as Wire
} from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

import * as register from "./internal/registerTool.ts"
import { type Failed, failed, Result, type ResultParts } from "./internal/toolResult.ts"
import type { CallServices, McpServer } from "./McpServer.ts"
import type * as Shape from "./Shape.ts"
import type { AnnotationServices, ToolAnnotations } from "./ToolAnnotations.ts"

/**
 * What a tool can be made of. Without `input` it takes no arguments; without `output` its results are
 * text and other content only.
 *
 * @since 0.1.0
 */
export interface Options {
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly input?: Shape.Shape | undefined
  readonly output?: Shape.Shape | undefined
  /** Failures the model should read: sent as JSON text in a result with `isError`. */
  readonly error?: Schema.Constraint | undefined
  /** Hints for the client; it need not believe them. */
  readonly annotations?: Wire.ToolAnnotations | undefined
  readonly icons?: ReadonlyArray<Icon.Icon> | undefined
  readonly meta?: Meta.MetaObject | undefined
}

/**
 * A tool that takes no arguments.
 *
 * @spec 2026-07-28/server/tools#tool-with-no-parameters
 * @since 0.1.0
 */
export const NoInput = Schema.Struct({})

type InputOf<O> = O extends { readonly input: infer I extends Shape.Shape } ? I : typeof NoInput
type OutputOf<O> = O extends { readonly output: infer T extends Shape.Shape } ? T : undefined
type ErrorOf<O> = O extends { readonly error: infer E extends Schema.Constraint }
  ? E
  : typeof Schema.Never

/** What the compiler says of a key that is neither an option nor anybody's annotation. */
interface UnknownOption {
  readonly "This is neither an option of Tool.make nor an annotation that a package adds": never
}

type Known<O> = {
  readonly [K in Exclude<keyof O, keyof Options | keyof ToolAnnotations>]: UnknownOption
}

/**
 * What a handler may answer with: its output, a string, content blocks, or a `result` of both.
 *
 * @since 0.1.0
 */
export type Answer<Output> = Output extends undefined
  ? void | string | Content.ContentBlock | ReadonlyArray<Content.ContentBlock> | Result<undefined>
  : Shape.Given<Output> | Result<Shape.Given<Output>>

/**
 * What a handler may fail with beside its own error: a failure for the model, a question that came to
 * nothing, a JSON-RPC error.
 *
 * @since 0.1.0
 */
export type Failure = Failed | Interaction.InteractionError | RpcError.RpcError

/**
 * The definition of a tool.
 *
 * @since 0.1.0
 */
export interface Tool<
  out Name extends string,
  out Input extends Shape.Shape,
  out Output extends Shape.Shape | undefined,
  out Error extends Schema.Constraint,
  out Services
> {
  readonly name: Name
  readonly input: Input
  readonly output: Output
  readonly error: Error
  readonly options: Options & ToolAnnotations
  /**
   * Serves the tool while the layer lives. The handler is run with what the layer is given, and may be
   * run more than once for a call that asks questions: see `Step`.
   */
  handle<R = never>(
    handler: (input: Shape.Type<Input>) => Effect.Effect<Answer<Output>, Error["Type"] | Failure, R>
  ): Layer.Layer<
    never,
    never,
    | McpServer
    | Services
    | Exclude<
        | R
        | Shape.DecodingServices<Input>
        | Shape.EncodingServices<Output>
        | Error["EncodingServices"],
        CallServices
      >
  >
}

/**
 * Any tool, for those who keep several.
 *
 * @since 0.1.0
 */
export type Any = Tool<string, Shape.Shape, Shape.Shape | undefined, Schema.Constraint, unknown>

/**
 * Defines a tool. A name outside the specification's rule works and is warned about when served.
 *
 * @spec 2026-07-28/server/tools#tool-names
 * @since 0.1.0
 */
export const make = <const Name extends string, const O extends Options & ToolAnnotations>(
  name: Name,
  options: O & Known<O> & { readonly input?: Shape.ObjectRooted<InputOf<O>> }
): Tool<Name, InputOf<O>, OutputOf<O>, ErrorOf<O>, AnnotationServices<O>> => {
  const definition = {
    name,
    input: options.input ?? NoInput,
    output: options.output,
    error: options.error ?? Schema.Never,
    options
  }
  const handle = (handler: register.Handler) =>
    register.layer(register.fromShapes(definition, handler))
  // The conditional types above say of `options` what its runtime value is.
  return { ...definition, handle } as never
}

/**
 * A tool whose schemas are JSON Schemas from elsewhere, sent as they are. Arguments are checked against
 * `inputSchema`; what cannot be checked (a reference to the network) is passed on unchecked, with one
 * warning when the tool is served.
 *
 * @spec 2026-07-28/server/tools#schema-examples
 * @since 0.1.0
 */
export const fromJsonSchema = (
  name: string,
  options: Omit<Options, "input" | "output" | "error"> &
    ToolAnnotations & {
      readonly inputSchema: { readonly type: "object"; readonly [keyword: string]: unknown }
      readonly outputSchema?: { readonly [keyword: string]: unknown } | undefined
    }
): JsonSchemaTool => ({
  name,
  handle: (handler) =>
    // The handler's services are those of the layer's type.
    register.layer(register.fromJsonSchemas(name, options, handler))
})

/**
 * A tool made of JSON Schemas: arguments and structured content are plain JSON.
 *
 * @since 0.1.0
 */
export interface JsonSchemaTool {
  readonly name: string
  handle<R = never>(
    handler: (input: {
      readonly [key: string]: unknown
    }) => Effect.Effect<Answer<undefined> | Result<unknown>, Failure, R>
  ): Layer.Layer<never, never, McpServer | Exclude<R, CallServices>>
}

/**
 * Fails the call with something the model should read, as text or as content blocks.
 *
 * @spec 2026-07-28/server/tools#error-handling
 * @since 0.1.0
 */
export const fail = (
  what: string | ReadonlyArray<Content.ContentBlock>
): Effect.Effect<never, Failed> => Effect.fail(failed(what))

/**
 * A result that says more than the output alone: content of one's own beside it, or `_meta`.
 *
 * @spec 2026-07-28/server/tools#structured-content
 * @since 0.1.0
 */
export const result = <A = undefined>(
  parts: ResultParts & ([A] extends [undefined] ? unknown : { readonly structured: A })
): Result<A> =>
  // Without `structured`, A is `undefined`.
  new Result(parts, ("structured" in parts ? parts.structured : undefined) as A)

/**
 * What a call of the tool is answered with if its handler gives `answer`: for who ends a call from
 * outside. An answer that does not fit is a defect.
 *
 * @since 0.1.0
 */
export const resultOf = <T extends Any>(
  tool: T,
  answer: Answer<T["output"]>
): Effect.Effect<Wire.CallToolResult> =>
  register.resultOf(
    register.fromShapes(tool, () => Effect.succeed(answer)),
    answer
  )

/**
 * An argument that clients repeat in the header `Mcp-Param-<name>`, where the transport has headers, so that a gateway
 * can route by it. The call is refused if the two differ. Strings, integers and booleans, at any depth of structs; an
 * optional one is `Schema.optionalKey`. Never a secret: headers are logged on the way.
 *
 * ```ts
 * input: Schema.Struct({ region: Schema.String.pipe(Tool.header("Region")), sql: Schema.String })
 * ```
 *
 * @spec 2026-07-28/server/tools#x-mcp-header
 * @since 0.1.0
 */
export const header =
  (name: string) =>
  <S extends Schema.Top>(schema: S): S["Rebuild"] =>
    // What the wire carries has it, whatever it is decoded to. Turned round twice, a schema is what it was.
    Schema.flip(Schema.flip(schema).annotateKey({ [ParamHeaders.keyword]: name })) as S["Rebuild"]

export { Failed, Result } from "./internal/toolResult.ts"
