/**
 * A call that may be a task, in the caller's hands: to be watched, answered, left, and come back to after a restart.
 *
 * ```ts
 * const handle = yield* TaskHandle.start(client, Deploy, { env: "prod" })
 * yield* save(handle.id)
 * const deployed = yield* handle.result
 * ```
 *
 * @spec 2025-11-25/basic/utilities/tasks#basic-task-lifecycle
 * @since 0.1.0
 */
import {
  type Client,
  type ClientError,
  type ToolDefinition,
  type ToolResult,
  TypedCall
} from "@effect-mcp/client"
import type { JsonObject } from "@effect-mcp/protocol"
import type { InputRequired } from "@effect-mcp/schema"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"

import * as Handles from "./internal/client/handles.ts"
import { listing } from "./internal/client/listing.ts"
import type { Snapshot } from "./TaskSnapshot.ts"

/**
 * One call. `E` is what its tool fails with.
 *
 * @since 0.1.0
 */
export interface Handle<out A, out E = never, out R = never> {
  /** To be kept, for `resume`. `undefined` where the server answered at once. */
  readonly id: string | undefined
  /** What the model may be told meanwhile, if the server says something. */
  readonly immediate: string | undefined
  /** How it is now. */
  readonly get: Effect.Effect<Snapshot, ClientError.ClientError>
  /** How it is, and whenever that has changed, until it is over. Answers nothing. */
  readonly status: Stream.Stream<Snapshot, ClientError.ClientError>
  /**
   * Waits for what the call gives, as `client.call` does; what is asked meanwhile goes to the client's handlers. Who
   * stops waiting does not stop the task.
   */
  readonly result: Effect.Effect<A, ClientError.ClientError | E, R>
  /** Answers a question by hand, in revisions that put questions into the task. */
  readonly answer: (
    key: string,
    response: InputRequired.InputResponse
  ) => Effect.Effect<void, ClientError.ClientError>
  /** Asks the server to stop. Nothing if it is over. */
  readonly cancel: Effect.Effect<void, ClientError.ClientError>
}

/**
 * What can be said about a task that is begun.
 *
 * @since 0.1.0
 */
export interface Options extends ResumeOptions {
  /** How long the server is asked to keep it, where the client says so. */
  readonly ttl?: Duration.Input | undefined
  /** How long the server may take to begin it. */
  readonly timeout?: Duration.Input | undefined
}

/**
 * How a task is waited for.
 *
 * @since 0.1.0
 */
export interface ResumeOptions {
  /**
   * The least time between two looks at it; the server's wish counts if it is more.
   *
   * @default the server's
   */
  readonly pollInterval?: Duration.Input | undefined
  /**
   * Whether the server is asked to tell of changes, beside looking, where that can be asked.
   *
   * @default true
   */
  readonly listen?: boolean | undefined
  /**
   * Who answers what the task asks while its `result` is waited for, in revisions that put questions into the task.
   *
   * @default "handlers"
   */
  readonly answers?: "handlers" | "hand" | undefined
}

/** A handle of a definition's types. @since 0.1.0 */
export type Typed<T extends ToolDefinition.ToolDefinition> = Handle<
  ToolDefinition.Output<T>,
  ToolDefinition.ToolFailed | ToolDefinition.Failure<T>,
  ToolDefinition.Services<T>
>

/**
 * Calls a tool, as a task if that can be had. Without one this is done when the call is, and the handle only holds what
 * it gave.
 *
 * @spec 2025-11-25/basic/utilities/tasks#creating-tasks
 * @since 0.1.0
 */
export function start<T extends ToolDefinition.ToolDefinition>(
  client: Client.Client,
  tool: T,
  args: ToolDefinition.Arguments<T["input"]>,
  options?: Options
): Effect.Effect<Typed<T>, ClientError.ClientError, ToolDefinition.Services<T>>
export function start(
  client: Client.Client,
  tool: string,
  args?: JsonObject.JsonObject,
  options?: Options
): Effect.Effect<Handle<ToolResult.ToolResult>, ClientError.ClientError>
export function start<T extends ToolDefinition.ToolDefinition>(
  client: Client.Client,
  tool: T | string,
  args?: ToolDefinition.Arguments<T["input"]>,
  options?: Options
) {
  if (typeof tool === "string") {
    // The signature for names says that they are an object.
    return Handles.begin(client, tool, args as JsonObject.JsonObject | undefined, options)
  }
  return TypedCall.encode(tool, args as ToolDefinition.Arguments<T["input"]>).pipe(
    Effect.flatMap((encoded) => Handles.begin(client, tool.name, encoded, options)),
    Effect.map((handle) => typed(tool, handle))
  )
}

/**
 * Comes back to a task by its id, after a restart too. Without its tool the result is what the server says, unchecked.
 *
 * @since 0.1.0
 */
export function resume<T extends ToolDefinition.ToolDefinition>(
  client: Client.Client,
  id: string,
  tool: T,
  options?: ResumeOptions
): Effect.Effect<Typed<T>, ClientError.ClientError>
export function resume(
  client: Client.Client,
  id: string,
  tool?: string,
  options?: ResumeOptions
): Effect.Effect<Handle<ToolResult.ToolResult>, ClientError.ClientError>
export function resume(
  client: Client.Client,
  id: string,
  tool: ToolDefinition.ToolDefinition | string = "",
  options?: ResumeOptions
) {
  if (typeof tool === "string") return Handles.find(client, id, tool, options)
  return Effect.map(Handles.find(client, id, tool.name, options), (handle) => typed(tool, handle))
}

/**
 * The tasks of this client that its server keeps, where it tells.
 *
 * @spec 2025-11-25/basic/utilities/tasks#listing-tasks
 * @since 0.1.0
 */
export const list = (client: Client.Client): Stream.Stream<Snapshot, ClientError.ClientError> =>
  listing(client)

const typed = <T extends ToolDefinition.ToolDefinition>(
  tool: T,
  handle: Handle<ToolResult.ToolResult>
): Typed<T> => ({
  ...handle,
  result: Effect.flatMap(handle.result, (result) => TypedCall.read(tool, result))
})
