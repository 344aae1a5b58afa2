/**
 * Calling tools: by name with plain JSON, or by definition with types.
 *
 * @spec 2026-07-28/server/tools#calling-tools
 * @since 0.1.0
 */
import type { Outgoing } from "@effect-mcp/protocol"
import type { Tool } from "@effect-mcp/schema"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

import type { CallOptions } from "../CallOptions.ts"
import type { ClientError } from "../ClientError.ts"
import type { Round } from "../Round.ts"
import type * as ToolDefinition from "../ToolDefinition.ts"
import type { Started, ToolEvent, ToolResult } from "../ToolResult.ts"
import * as TypedCall from "../TypedCall.ts"
import type { Calls } from "./calls.ts"
import { type Ended, Further } from "./further.ts"
import { failed } from "./reason.ts"
import type { StructuredOutput } from "./structuredOutput.ts"

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
    TypedCall.encode(tool, args).pipe(
      Effect.flatMap((encoded) => this.callTool(tool.name, encoded, options)),
      Effect.flatMap((result) => TypedCall.read(tool, result))
    )

  /** As `callTool`, and what an extension has to go on from is handed over. */
  startTool = (
    name: string,
    args?: JsonObject,
    options?: CallOptions
  ): Effect.Effect<Started, ClientError> =>
    Effect.flatMap(
      this.calls.start(method, parameters(name, args), options),
      (result): Effect.Effect<Started, ClientError> => {
        if (!(result instanceof Further)) {
          return Effect.map(this.checked(name, result), (result) => ({ _tag: "Complete", result }))
        }
        result.leave()
        return Effect.succeed({ _tag: "Further", raw: result.raw })
      }
    )

  /** What an extension brought, as `callTool` would have given it. */
  readTool = (
    name: string,
    brought: Effect.Effect<JsonObject, Ended>
  ): Effect.Effect<ToolResult, ClientError> =>
    Effect.flatMap(this.calls.read(method, brought), (result) => this.checked(name, result))

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
