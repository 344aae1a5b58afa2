/**
 * Calling tools: by name with plain JSON, or by definition with types.
 *
 * @spec 2026-07-28/server/tools#calling-tools
 * @since 0.1.0
 */
import { type Outgoing, RequestError } from "@effect-mcp/protocol"
import type { Tool } from "@effect-mcp/schema"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

import type { CallOptions } from "../CallOptions.ts"
import { type ClientError, InvalidArguments } from "../ClientError.ts"
import type { Round } from "../Round.ts"
import * as ToolDefinition from "../ToolDefinition.ts"
import { text, type ToolEvent, type ToolResult } from "../ToolResult.ts"
import type { Calls } from "./calls.ts"
import { failed } from "./reason.ts"
import type { StructuredOutput } from "./structuredOutput.ts"
import * as ToolCodec from "./toolCodec.ts"

const method = "tools/call"

type JsonObject = Outgoing.JsonObject

/** The ways to call a tool. @since 0.1.0 */
export class ToolCalls {
  private readonly calls: Calls
  private readonly output: StructuredOutput

  constructor(calls: Calls, output: StructuredOutput) {
    this.calls = calls
    this.output = output
  }

  callTool = (
    name: string,
    args?: JsonObject,
    options?: CallOptions
  ): Effect.Effect<ToolResult, ClientError> =>
    Effect.flatMap(this.calls.request(method, parameters(name, args), options), (result) =>
      this.checked(name, result)
    )

  /** The first round of a call whose questions the caller answers. */
  beginTool = (
    name: string,
    args?: JsonObject,
    options?: CallOptions
  ): Effect.Effect<Round<ToolResult>, ClientError> => {
    const check = (
      round: Round<Tool.CallToolResult>
    ): Effect.Effect<Round<ToolResult>, ClientError> =>
      round._tag === "Complete"
        ? Effect.map(this.checked(name, round.result), (result) => ({ _tag: "Complete", result }))
        : Effect.succeed({
            ...round,
            answer: (responses) => Effect.flatMap(round.answer(responses), check)
          })
    return Effect.flatMap(this.calls.begin(method, parameters(name, args), options), check)
  }

  /** The call as a stream: its progress, then its result. Who falls behind loses the oldest of the progress. */
  watchTool = (
    name: string,
    args?: JsonObject,
    options?: CallOptions
  ): Stream.Stream<ToolEvent, ClientError> =>
    Stream.callback<ToolEvent, ClientError>(
      (queue) => {
        const onProgress = (progress: Outgoing.ProgressReport) => {
          options?.onProgress?.(progress)
          Queue.offerUnsafe(queue, { _tag: "Progress", progress })
        }
        return this.callTool(name, args, { ...options, onProgress }).pipe(
          Effect.matchCauseEffect({
            onSuccess: (result) =>
              Effect.andThen(Queue.offer(queue, { _tag: "Result", result }), Queue.end(queue)),
            onFailure: (cause: Cause.Cause<ClientError>) => Queue.failCause(queue, cause)
          }),
          Effect.forkScoped
        )
      },
      { bufferSize: 1024, strategy: "sliding" }
    )

  call = <T extends ToolDefinition.ToolDefinition>(
    tool: T,
    args: ToolDefinition.Arguments<T["input"]>,
    options?: CallOptions
  ): Effect.Effect<
    ToolDefinition.Output<T>,
    ClientError | ToolDefinition.ToolFailed | ToolDefinition.Failure<T>,
    ToolDefinition.Services<T>
  > =>
    ToolCodec.encode(tool, args).pipe(
      Effect.mapError((issue) => failed(method, new InvalidArguments({ issue }))),
      // An object-rooted schema encodes to an object.
      Effect.flatMap((encoded) => this.callTool(tool.name, encoded as JsonObject, options)),
      Effect.flatMap((result) => read(tool, result))
    )

  private checked(
    name: string,
    result: Tool.CallToolResult
  ): Effect.Effect<ToolResult, ClientError> {
    return Effect.mapError(this.output.check(name, result), (reason) => failed(method, reason))
  }
}

const parameters = (
  name: string,
  args: JsonObject | undefined
): JsonObject & { readonly name: string } =>
  args === undefined ? { name } : { name, arguments: args }

const read = <T extends ToolDefinition.ToolDefinition>(
  tool: T,
  result: ToolResult
): Effect.Effect<
  ToolDefinition.Output<T>,
  ClientError | ToolDefinition.ToolFailed | ToolDefinition.Failure<T>,
  ToolDefinition.Services<T>
> => {
  if (result.isError === true) return readFailure(tool, result)
  const { output } = tool
  // `Output` says of `output` what its value is here.
  if (output === undefined) return Effect.succeed(result as ToolDefinition.Output<T>)
  return ToolCodec.decode<ToolDefinition.Shape, ToolDefinition.Services<T>>(
    output,
    structured(result)
  ).pipe(
    Effect.map((value) => value as ToolDefinition.Output<T>),
    Effect.mapError((issue) => failed(method, new RequestError.InvalidResult({ issue })))
  )
}

const readFailure = <T extends ToolDefinition.ToolDefinition>(
  tool: T,
  result: ToolResult
): Effect.Effect<
  never,
  ToolDefinition.ToolFailed | ToolDefinition.Failure<T>,
  ToolDefinition.Services<T>
> => {
  const plain = new ToolDefinition.ToolFailed({ tool: tool.name, content: result.content })
  if (tool.error === undefined) return Effect.fail(plain)
  const value = result.structuredContent ?? parsed(text(result))
  return ToolCodec.decode<Schema, ToolDefinition.Services<T>>(tool.error, value).pipe(
    Effect.mapError(() => plain),
    Effect.flatMap((error) => Effect.fail(error as ToolDefinition.Failure<T>))
  )
}

type Schema = NonNullable<ToolDefinition.ToolDefinition["error"]>

/** Revisions without structured content carry it as text. */
const structured = (result: ToolResult): unknown => {
  if (result.structuredContent !== undefined) return result.structuredContent
  const [first] = result.content
  return first?.type === "text" ? parsed(first.text) : undefined
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
