/**
 * What a call by a tool's definition sends, and what it makes of the result. `Client.call` does both; an extension
 * that brings the result by another way does them itself.
 *
 * @since 0.1.0
 */
import { type Outgoing, RequestError } from "@effect-mcp/protocol"
import * as Effect from "effect/Effect"

import { type ClientError, InvalidArguments } from "./ClientError.ts"
import { failed } from "./internal/reason.ts"
import * as ToolCodec from "./internal/toolCodec.ts"
import * as ToolDefinition from "./ToolDefinition.ts"
import { text, type ToolResult } from "./ToolResult.ts"

const method = "tools/call"

/**
 * The arguments as they are sent; `InvalidArguments` if they do not fit the definition.
 *
 * @since 0.1.0
 */
export const encode = <T extends ToolDefinition.ToolDefinition>(
  tool: T,
  args: ToolDefinition.Arguments<T["input"]>
): Effect.Effect<Outgoing.JsonObject, ClientError, ToolDefinition.Services<T>> =>
  ToolCodec.encode(tool, args).pipe(
    Effect.mapError((issue) => failed(method, new InvalidArguments({ issue }))),
    // An object-rooted schema encodes to an object.
    Effect.map((encoded) => encoded as Outgoing.JsonObject)
  )

/**
 * What a result says in the definition's types: the output, or the tool's own failure.
 *
 * @spec 2026-07-28/server/tools#structured-content
 * @since 0.1.0
 */
export const read = <T extends ToolDefinition.ToolDefinition>(
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
