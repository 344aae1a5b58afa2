/**
 * Log messages from a server: the levels of RFC 5424, and who asks for which.
 *
 * In handshake revisions a session has one level, set by `logging/setLevel`; in 2026-07-28 each request
 * says its own (`Revision.logging`).
 *
 * @spec 2026-07-28/server/utilities/logging#log-levels
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

import { open } from "./internal/open.ts"
import { JsonObject } from "./Json.ts"

/**
 * The levels, least severe first.
 *
 * @spec 2026-07-28/server/utilities/logging#log-levels
 * @since 0.1.0
 */
export const levels = [
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency"
] as const

/**
 * How severe a message is.
 *
 * @spec 2026-07-28/schema#logginglevel
 * @since 0.1.0
 */
export const LoggingLevel = Schema.Literals(levels)
export type LoggingLevel = typeof LoggingLevel.Type

const severity: Readonly<Record<LoggingLevel, number>> = {
  debug: 0,
  info: 1,
  notice: 2,
  warning: 3,
  error: 4,
  critical: 5,
  alert: 6,
  emergency: 7
}

/**
 * Whether a message of `level` is to be sent to a peer that asked for `minimum`.
 *
 * @spec 2026-07-28/server/utilities/logging#per-request-log-level
 * @since 0.1.0
 */
export const atLeast = (level: LoggingLevel, minimum: LoggingLevel): boolean =>
  severity[level] >= severity[minimum]

/**
 * Parameters of `logging/setLevel`, in handshake revisions.
 *
 * @spec 2025-11-25/schema#setlevelrequestparams
 * @since 0.1.0
 */
export class SetLevelRequestParams extends Schema.Opaque<SetLevelRequestParams>()(
  open({
    level: LoggingLevel,
    _meta: Schema.optionalKey(JsonObject)
  })
) {}

/**
 * Parameters of `notifications/message`; `data` is any JSON value.
 *
 * @spec 2026-07-28/schema#loggingmessagenotificationparams
 * @since 0.1.0
 */
export class LoggingMessageNotificationParams extends Schema.Opaque<LoggingMessageNotificationParams>()(
  open({
    level: LoggingLevel,
    logger: Schema.optionalKey(Schema.String),
    data: Schema.Unknown,
    _meta: Schema.optionalKey(JsonObject)
  })
) {}
