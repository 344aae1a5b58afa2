/**
 * What happens at a client without being asked for.
 *
 * @since 0.1.0
 */
import type { Logging, Revision } from "@effect-mcp/schema"

/** A list that can change. @since 0.1.0 */
export type List = "tools" | "prompts" | "resources"

/**
 * A list, or one resource, is no longer what it was: ask for it again.
 *
 * @spec 2026-07-28/basic/patterns/subscriptions#receiving-notifications
 * @since 0.1.0
 */
export type Change =
  | { readonly _tag: "ListChanged"; readonly list: List }
  | { readonly _tag: "ResourceUpdated"; readonly uri: string }

/**
 * Something the server wrote into its log.
 *
 * @spec 2026-07-28/server/utilities/logging#log-message-notifications
 * @since 0.1.0
 */
export interface LogMessage {
  readonly _tag: "LogMessage"
  readonly level: Logging.LoggingLevel
  readonly logger: string | undefined
  readonly data: unknown
}

/**
 * The user is done on a page this client sent them to.
 *
 * @spec 2025-11-25/client/elicitation#completion-notifications-for-url-mode-elicitation
 * @since 0.1.0
 */
export interface ElicitationComplete {
  readonly _tag: "ElicitationComplete"
  readonly elicitationId: string
}

/** The connection ended by itself; with a reconnect policy, `Restored` may follow. @since 0.1.0 */
export interface Lost {
  readonly _tag: "Lost"
  readonly cause: unknown
}

/** There is a connection again. Nothing that was in flight has survived. @since 0.1.0 */
export interface Restored {
  readonly _tag: "Restored"
  readonly revision: Revision.Revision
}

/**
 * The server did what the revision spoken forbids; it was ignored. `method` is empty where it was no method that
 * was wrong.
 *
 * @since 0.1.0
 */
export interface Violation {
  readonly _tag: "Violation"
  readonly what: "Request" | "Batch" | "Malformed" | "Notification" | "OrphanError"
  readonly method: string
  readonly detail: string
}

/** One of them. @since 0.1.0 */
export type ClientEvent = Change | LogMessage | ElicitationComplete | Lost | Restored | Violation
