/**
 * From a tool's definition and handler to what the server calls.
 */
import {
  Handler as ProtocolHandler,
  Interaction,
  JsonSchemaValidator,
  type McpRequest,
  RpcError,
  SchemaIssues
} from "@effect-mcp/protocol"
import { type Tool as Wire, ToolName } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"

import { McpServer } from "../McpServer.ts"
import type { Shape } from "../Shape.ts"
import type { Options } from "../Tool.ts"
import type { ToolAnnotations } from "../ToolAnnotations.ts"
import * as ArgumentHeaders from "./argumentHeaders.ts"
import { clientLogging } from "./clientLogger.ts"
import { bounded } from "./depth.ts"
import { once } from "./once.ts"
import * as rawSchema from "./rawSchema.ts"
import { type Invalid, nothing, type Reader, reader } from "./reader.ts"
import type { ToolEntry, Work } from "./registry.ts"
import { serve } from "./serve.ts"
import { Failed, plain, Result, structured, toError } from "./toolResult.ts"
import { begunWithin } from "./within.ts"

/** A handler whose types were checked where it was given. */
export type Handler = (input: never) => Effect.Effect<unknown, unknown, unknown>

/** What differs between the ways to describe a tool. */
export interface Described {
  readonly name: string
  readonly options: Options & ToolAnnotations
  readonly input: Reader
  /** What `input` was made of, if not of a JSON Schema. */
  readonly shape: Shape | undefined
  readonly output: Reader | undefined
  readonly error: Reader | undefined
}

export const fromShapes = (
  tool: {
    readonly name: string
    readonly input: Shape
    readonly output: Shape | undefined
    readonly error: Schema.Constraint
    readonly options: Options & ToolAnnotations
  },
  handler: Handler
): Effect.Effect<readonly [Described, Handler]> =>
  Effect.sync(() => [
    {
      name: tool.name,
      options: tool.options,
      input: tool.options.input === undefined ? nothing : bounded(reader(tool.input, "input")),
      shape: tool.input,
      output: tool.output === undefined ? undefined : reader(tool.output, "output"),
      error: tool.options.error === undefined ? undefined : reader(tool.error, "output")
    },
    handler
  ])

export const fromJsonSchemas = (
  name: string,
  options: ToolAnnotations &
    Omit<Options, "input" | "output" | "error"> & {
      readonly inputSchema: rawSchema.JsonSchema
      readonly outputSchema?: rawSchema.JsonSchema | undefined
    },
  handler: Handler
): Effect.Effect<readonly [Described, Handler]> =>
  Effect.gen(function* () {
    const validator = yield* JsonSchemaValidator.current
    const input = yield* rawSchema.reader(validator, options.inputSchema, `input of tool ${name}`)
    const output =
      options.outputSchema === undefined
        ? undefined
        : yield* rawSchema.reader(validator, options.outputSchema, `output of tool ${name}`)
    return [{ name, options, input, shape: undefined, output, error: undefined }, handler]
  })

const known: ReadonlySet<string> = new Set([
  "title",
  "description",
  "input",
  "inputSchema",
  "output",
  "outputSchema",
  "error",
  "annotations",
  "icons",
  "meta"
])

const annotationsOf = (options: object): ToolAnnotations =>
  Object.fromEntries(Object.entries(options).filter(([key]) => !known.has(key)))

const definitionOf = ({ name, options, input, output }: Described): Wire.Tool => ({
  name,
  ...(options.title === undefined ? undefined : { title: options.title }),
  ...(options.description === undefined ? undefined : { description: options.description }),
  inputSchema: input.jsonSchema() as Wire.InputSchema,
  ...(output === undefined ? undefined : { outputSchema: output.jsonSchema() }),
  ...(options.annotations === undefined ? undefined : { annotations: options.annotations }),
  ...(options.icons === undefined ? undefined : { icons: options.icons }),
  ...(options.meta === undefined ? undefined : { _meta: options.meta })
})

/** A handler's answer that its own output schema refuses: the author's bug, so a defect. */
export class OutputInvalid extends Error {
  override readonly name = "OutputInvalid"
}

const invalidOutput = (tool: string, invalid: Invalid): OutputInvalid =>
  new OutputInvalid(
    `The output of tool "${tool}" does not fit its schema: ${SchemaIssues.describe(invalid.issues)}`
  )

/** What the caller learns about arguments that are wrong; who learns it differs between revisions. */
const invalidInput = (
  tool: string,
  invalid: Invalid,
  request: McpRequest.Request
): Work<Wire.CallToolResult> => {
  const text = `Invalid arguments for tool "${tool}": ${SchemaIssues.describe(invalid.issues)}`
  return request.revision.invalidToolInput === "ToolResult"
    ? Exit.succeed(toError(text))
    : Exit.fail(RpcError.invalidParams(text, { issues: invalid.issues.slice(0, 16) }))
}

class Calls {
  private readonly tool: Described
  private readonly handler: Handler

  constructor(tool: Described, handler: Handler) {
    this.tool = tool
    this.handler = handler
  }

  readonly call = (
    args: { readonly [key: string]: unknown },
    request: McpRequest.Request
  ): Effect.Effect<Wire.CallToolResult, ProtocolHandler.Failure, unknown> => {
    const read = this.tool.input.decode(args)
    const exit = ProtocolHandler.finished(read)
    if (exit !== undefined && Exit.isSuccess(exit)) return this.handle(exit.value)
    return Effect.matchEffect(read, {
      onSuccess: this.handle,
      onFailure: (invalid) => invalidInput(this.tool.name, invalid, request)
    })
  }

  readonly refusal = (
    args: { readonly [key: string]: unknown },
    request: McpRequest.Request
  ): Effect.Effect<Wire.CallToolResult | undefined, ProtocolHandler.Failure, unknown> =>
    Effect.matchEffect(this.tool.input.decode(args), {
      onSuccess: () => Effect.undefined,
      onFailure: (invalid) => invalidInput(this.tool.name, invalid, request)
    })

  /** The result of a call whose handler gave this. */
  readonly succeeded = (answer: unknown): Effect.Effect<Wire.CallToolResult> => {
    const { output, name } = this.tool
    const parts = answer instanceof Result ? answer : undefined
    const value: unknown = parts === undefined ? answer : parts.structured
    if (output === undefined) return Effect.succeed(unstructured(answer))
    return Effect.matchEffect(output.encode(value), {
      onFailure: (invalid) => Effect.die(invalidOutput(name, invalid)),
      onSuccess: (encoded) => Effect.succeed(structured(encoded, parts?.content, parts?.meta))
    })
  }

  private readonly handle = (
    input: unknown
  ): Effect.Effect<Wire.CallToolResult, ProtocolHandler.Failure, unknown> => {
    const work = this.handler(input as never)
    const exit = ProtocolHandler.finished(work)
    if (exit !== undefined && Exit.isSuccess(exit)) return this.succeeded(exit.value)
    return Effect.matchEffect(work, { onSuccess: this.succeeded, onFailure: this.failed })
  }

  private readonly failed = (
    error: unknown
  ): Effect.Effect<Wire.CallToolResult, ProtocolHandler.Failure> => {
    if (error instanceof Failed) return Effect.succeed(toError(error.content as never))
    if (error instanceof RpcError.RpcError || error instanceof Interaction.Unsupported) {
      return Effect.fail(error)
    }
    if (isEndOfQuestion(error)) return Effect.succeed(toError(error.message))
    if (this.tool.error === undefined) return Effect.die(error)
    return Effect.matchEffect(this.tool.error.encode(error), {
      onFailure: () => Effect.die(error),
      onSuccess: (encoded) => Effect.succeed(toError(JSON.stringify(encoded)))
    })
  }
}

/** The answer of a tool without output schema; what is structured all the same is passed on. */
const unstructured = (answer: unknown): Wire.CallToolResult => {
  if (!(answer instanceof Result)) return plain(answer)
  const { content, meta } = answer
  const value: unknown = answer.structured
  return value === undefined ? plain(content, meta) : structured(value, content, meta)
}

const isEndOfQuestion = (error: unknown): error is Interaction.InteractionError =>
  error instanceof Interaction.Declined ||
  error instanceof Interaction.Cancelled ||
  error instanceof Interaction.InvalidAnswer ||
  error instanceof Interaction.Refused ||
  error instanceof Interaction.TooManyQuestions

const register = (
  described: Effect.Effect<readonly [Described, Handler]>
): Effect.Effect<void, never, McpServer | Scope.Scope> =>
  Effect.gen(function* () {
    const server = yield* McpServer
    const [tool, handler] = yield* described
    const context = clientLogging(yield* Effect.context())
    const calls = new Calls(tool, handler)
    // The layer's type asks for all that the handler needs, so the context has it.
    const call: ToolEntry["call"] = (args, request) =>
      begunWithin(context as never, () => calls.call(args, request) as never)
    const refusal: ToolEntry["refusal"] = (args, request) =>
      begunWithin(context as never, () => calls.refusal(args, request) as never)
    const headers = yield* ArgumentHeaders.register(tool.name, tool.shape, tool.input)
    const entry: ToolEntry = {
      definition: once(() => definitionOf(tool)),
      annotations: annotationsOf(tool.options),
      call:
        headers.length === 0
          ? call
          : (args, request) =>
              ArgumentHeaders.refusal(headers, args, request) ?? call(args, request),
      refusal: (args, request) =>
        ArgumentHeaders.refusal(headers, args, request) ?? refusal(args, request)
    }
    for (const warning of ToolName.check(tool.name).warnings) yield* Effect.logWarning(warning)
    yield* serve(server.registry.tools, "tool", tool.name, entry)
  })

/** The result of a call of this tool whose handler gave `answer`. */
export const resultOf = (
  described: Effect.Effect<readonly [Described, Handler]>,
  answer: unknown
): Effect.Effect<Wire.CallToolResult> =>
  Effect.flatMap(described, ([tool, handler]) => new Calls(tool, handler).succeeded(answer))

export const layer = (
  described: Effect.Effect<readonly [Described, Handler]>
): Layer.Layer<never, never, McpServer> => Layer.effectDiscard(register(described))
