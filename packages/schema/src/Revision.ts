/**
 * What differs between revisions of the protocol, as data. Read it; never compare `version`.
 *
 * A new member makes every revision answer for itself. A method that a revision has not is absent from
 * its table, so nothing needs to remember to refuse it.
 *
 * @spec 2026-07-28/changelog#major-changes
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"

import type {
  ClientNotifications,
  ClientRequests,
  InputRequests,
  Request,
  ServerNotifications,
  ServerRequests
} from "./Methods.ts"
import type { Shapes } from "./Shapes.ts"

/**
 * The schemas of one request. Absent parameters decode as `{}`. The decoded form is the JSON itself, so
 * encoding only checks.
 *
 * @since 0.1.0
 */
export interface RequestPayloads<Params = unknown, Result = unknown> {
  readonly params: Schema.Codec<Params, unknown>
  /** Of a result that answers; one that asks is `InputRequired.InputRequiredResult`. */
  readonly result: Schema.Codec<Result, unknown>
  /** Whether the result may be one that asks. */
  readonly asks?: true
  /** Whether the result says how long it may be kept. */
  readonly cacheable?: true
  /** The parameter that says what the request is about, where requests have headers that say so. */
  readonly named?: "name" | "uri"
  /** Whether the request is meant to stay open: its answer comes when somebody ends it. */
  readonly stays?: true
}

/**
 * The schema of one notification.
 *
 * @since 0.1.0
 */
export interface NotificationPayload<Params = unknown> {
  readonly params: Schema.Codec<Params, unknown>
}

/**
 * Requests by method: typed for a known one, open for any string.
 *
 * @since 0.1.0
 */
export type RequestTable<Methods> = {
  readonly [K in keyof Methods]?: Methods[K] extends Request<infer Params, infer Result>
    ? RequestPayloads<Params, Result>
    : never
} & { readonly [method: string]: RequestPayloads | undefined }

/**
 * Notifications by method.
 *
 * @since 0.1.0
 */
export type NotificationTable<Methods> = {
  readonly [K in keyof Methods]?: NotificationPayload<Methods[K]>
} & { readonly [method: string]: NotificationPayload | undefined }

/**
 * All that one side sends.
 *
 * @since 0.1.0
 */
export interface MethodTable<Requests, Notifications> {
  readonly requests: RequestTable<Requests>
  readonly notifications: NotificationTable<Notifications>
}

/**
 * One revision of the protocol.
 *
 * @since 0.1.0
 */
export interface Revision {
  /** Its name on the wire: a date. */
  readonly version: string
  /** Whether client and server agree once, or each request says everything itself. */
  readonly lifecycle: "Handshake" | "PerRequest"
  /** What losing the stream of a request does to it. */
  readonly disconnect: "LeavesRunning" | "Cancels"
  /** How a server gets an answer out of a client: its own request, or a result that asks. */
  readonly asks: "Push" | "Replay"
  /** Where notifications of changes go. */
  readonly changes: "Connection" | "Listen"
  /** Who says which log messages are wanted: one call for the session, or each request. */
  readonly logging: "Session" | "Request"
  /** Among which requests an id is to be unique. */
  readonly requestIds: "Session" | "Outstanding"
  /** Whether an array of messages is one frame. */
  readonly batches: boolean
  /** Whether an error may come without the id of a request. */
  readonly errorIdOptional: boolean
  /** Whether HTTP requests carry `MCP-Protocol-Version`. */
  readonly versionHeader: boolean
  /** Whether HTTP requests repeat in headers which method they call and on what: `Mcp-Method`, `Mcp-Name`, `Mcp-Param-*`. */
  readonly requestHeaders: boolean
  /** Whether a stream of events begins with an empty one that has an id, so that it can be resumed before anything came. */
  readonly primed: boolean
  /** Whether results say `resultType`, and who made them. */
  readonly resultEnvelope: boolean
  /** Whether results say how long they may be kept. */
  readonly caching: boolean
  /** What a tool's structured content may be. */
  readonly structuredContent: "None" | "Object" | "Any"
  /** Whether the person can be asked. */
  readonly elicitation: boolean
  /** How a call becomes a task: as the core has it, by the extension `io.modelcontextprotocol/tasks`, or not at all. */
  readonly tasks: "None" | "Core" | "Extension"
  /** How a page is asked for: not, by request or the error -32042, or by a result that asks. */
  readonly urlElicitation: "None" | "Request" | "Input"
  /** How a tool's caller learns that the arguments were wrong. */
  readonly invalidToolInput: "ProtocolError" | "ToolResult"
  /** The code for a resource that is not there. */
  readonly resourceNotFound: number
  /** The code for a request that needs a client capability nobody declared. */
  readonly capabilityRequired: number
  /** What a client sends. */
  readonly client: MethodTable<ClientRequests, ClientNotifications>
  /** What a server sends. */
  readonly server: MethodTable<ServerRequests, ServerNotifications>
  /** What a server may ask, by request or inside a result. */
  readonly inputRequests: RequestTable<InputRequests>
  /** The members its objects have. */
  readonly shapes: Shapes
}
