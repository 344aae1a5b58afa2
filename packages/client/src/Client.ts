/**
 * What a connected client can do.
 *
 * @since 0.1.0
 */
import type { Caller, Outgoing, RequestError, RpcError } from "@effect-mcp/protocol"
import type {
  Capabilities,
  Completion,
  Implementation,
  InputRequired,
  Logging,
  Methods,
  Prompt,
  Resource,
  Revision,
  Tool
} from "@effect-mcp/schema"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"

import type { CallOptions, Params, RequestOptions, Result } from "./CallOptions.ts"
import type { ClientError } from "./ClientError.ts"
import type { Change, ClientEvent, LogMessage } from "./ClientEvent.ts"
import type { Round } from "./Round.ts"
import type { Filter, Listening } from "./Subscription.ts"
import type {
  Arguments,
  Failure,
  Output,
  Services,
  ToolDefinition,
  ToolFailed
} from "./ToolDefinition.ts"
import type { Started, ToolEvent, ToolResult } from "./ToolResult.ts"

/** What a server says about itself. @since 0.1.0 */
export interface Server {
  /** For people and logs: nothing may be decided by it. */
  readonly info: Implementation.Implementation | undefined
  readonly capabilities: Capabilities.ServerCapabilities
  /** May be put before a model. */
  readonly instructions: string | undefined
}

/** What each list holds. @since 0.1.0 */
export interface Items {
  readonly tools: Tool.Tool
  readonly prompts: Prompt.Prompt
  readonly resources: Resource.Resource
  readonly resourceTemplates: Resource.ResourceTemplate
}

/** A client that is connected. @since 0.1.0 */
export interface Client extends Caller.Caller<ClientError> {
  /** What is spoken; after a reconnect it may be another. */
  readonly revision: Revision.Revision
  /** The connection has ended, and no other will be opened. */
  readonly over: boolean
  readonly server: Server

  /**
   * Calls a tool by its definition: arguments and output have its types, and what it fails with is a typed failure.
   *
   * @spec 2026-07-28/server/tools#calling-tools
   */
  readonly call: <T extends ToolDefinition>(
    tool: T,
    args: Arguments<T["input"]>,
    options?: CallOptions
  ) => Effect.Effect<Output<T>, ClientError | ToolFailed | Failure<T>, Services<T>>
  /**
   * Calls a tool by its name. A tool that fails gives a result with `isError`, which is for the model to read.
   *
   * @spec 2026-07-28/server/tools#calling-tools
   */
  readonly callTool: (
    name: string,
    args?: Outgoing.JsonObject,
    options?: CallOptions
  ) => Effect.Effect<ToolResult, ClientError>
  /** As `callTool`, with its progress before its result. */
  readonly watchTool: (
    name: string,
    args?: Outgoing.JsonObject,
    options?: CallOptions
  ) => Stream.Stream<ToolEvent, ClientError>
  /** As `callTool`, and what the server asks on the way is answered by the caller instead of by handlers. */
  readonly beginTool: (
    name: string,
    args?: Outgoing.JsonObject,
    options?: CallOptions
  ) => Effect.Effect<Round<ToolResult>, ClientError>

  /** As `callTool`, and an answer that an extension has to go on from is handed over as it is. */
  readonly startTool: (
    name: string,
    args?: Outgoing.JsonObject,
    options?: Omit<CallOptions, "onProgress">
  ) => Effect.Effect<Started, ClientError>
  /** What an extension brought in place of an answer, read and checked as the result of this tool. */
  readonly readTool: (
    name: string,
    brought: Effect.Effect<
      Outgoing.JsonObject,
      ClientError | RequestError.RequestError | Caller.Unresolved
    >
  ) => Effect.Effect<ToolResult, ClientError>

  /** All tools, from all pages. */
  readonly listTools: (
    options?: CallOptions
  ) => Effect.Effect<ReadonlyArray<Tool.Tool>, ClientError>
  readonly listPrompts: (
    options?: CallOptions
  ) => Effect.Effect<ReadonlyArray<Prompt.Prompt>, ClientError>
  readonly listResources: (
    options?: CallOptions
  ) => Effect.Effect<ReadonlyArray<Resource.Resource>, ClientError>
  readonly listResourceTemplates: (
    options?: CallOptions
  ) => Effect.Effect<ReadonlyArray<Resource.ResourceTemplate>, ClientError>
  /** A list as its pages arrive. */
  readonly stream: <K extends keyof Items>(
    list: K,
    options?: CallOptions
  ) => Stream.Stream<Items[K], ClientError>
  /** A list now, and whenever it has changed. */
  readonly watch: <K extends keyof Items>(
    list: K
  ) => Stream.Stream<ReadonlyArray<Items[K]>, ClientError>

  /**
   * The contents of a resource; `ResourceNotFound` if there is none.
   *
   * @spec 2026-07-28/server/resources#reading-resources
   */
  readonly readResource: (
    uri: string,
    options?: CallOptions
  ) => Effect.Effect<Resource.ReadResourceResult, ClientError>
  /** @spec 2026-07-28/server/prompts#getting-a-prompt */
  readonly getPrompt: (
    name: string,
    args?: { readonly [name: string]: string },
    options?: CallOptions
  ) => Effect.Effect<Prompt.GetPromptResult, ClientError>
  /**
   * Proposals for one argument; `context` holds those that are settled.
   *
   * @spec 2026-07-28/server/utilities/completion#requesting-completions
   */
  readonly complete: (
    question: Params<"completion/complete">,
    options?: CallOptions
  ) => Effect.Effect<Completion.CompleteResult["completion"], ClientError>

  /**
   * Asks to be told of changes, as long as the scope is open.
   *
   * @spec 2026-07-28/basic/patterns/subscriptions#opening-a-stream
   */
  readonly listen: (filter: Filter) => Effect.Effect<Listening, ClientError, Scope.Scope>
  /**
   * All that happens without being asked for, from the moment it is run: a fiber that has been forked and has not begun
   * hears nothing yet, so fork with `{ startImmediately: true }`. The setting `onEvent` misses nothing.
   *
   * A stream is read by a fiber of its own. It may come to a message after the call that caused it has returned.
   */
  readonly events: Stream.Stream<ClientEvent>
  /** The changes among `events`. */
  readonly changes: Stream.Stream<Change>
  /** The log messages among `events`. */
  readonly logs: Stream.Stream<LogMessage>
  /**
   * From which level on log messages are wanted: of the session, or of every request that comes after, as the
   * revision has it.
   *
   * @spec 2026-07-28/server/utilities/logging#requesting-log-messages
   */
  readonly setLogLevel: (level: Logging.LoggingLevel) => Effect.Effect<void, ClientError>
  /** Whether the server is still there; only in revisions that have it. */
  readonly ping: (options?: RequestOptions) => Effect.Effect<void, ClientError>

  /** Any request of the protocol, typed by its method. */
  readonly request: <M extends keyof Methods.ClientRequests>(
    method: M,
    params: Params<M>,
    options?: CallOptions
  ) => Effect.Effect<Result<M>, ClientError>
  /** As `request`, and what the server asks on the way is answered by the caller. */
  readonly begin: <M extends keyof Methods.ClientRequests>(
    method: M,
    params: Params<M>,
    options?: CallOptions
  ) => Effect.Effect<Round<Result<M>>, ClientError>
  /** What the handlers would answer, for those who answer by hand and not all of it. */
  readonly answer: (
    question: InputRequired.InputRequest
  ) => Effect.Effect<InputRequired.InputResponse, RpcError.RpcError>
  /** As `answer`, for an extension whose question has a key; `NotAnswered` where no handler comes to an answer. */
  readonly fulfil: (
    key: string,
    question: InputRequired.InputRequest
  ) => Effect.Effect<InputRequired.InputResponse, ClientError>
  /** A request of an extension: sent as it is, and its result comes as it is. */
  readonly send: (
    method: string,
    params: Outgoing.JsonObject | undefined,
    options?: RequestOptions
  ) => Effect.Effect<Outgoing.JsonObject, ClientError>
  /** A notification of an extension. */
  readonly notify: (
    method: string,
    params: Outgoing.JsonObject | undefined
  ) => Effect.Effect<void, ClientError>
}
