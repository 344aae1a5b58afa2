/**
 * Log messages for the client.
 *
 * `Effect.log` and its siblings are enough: while a call is answered, what is at or above the level that
 * the client asked for goes to it as well, on the call's own stream. What a client asked for, once for its
 * session or with each request, is for that client alone.
 *
 * Nobody strips what is logged: keep secrets and personal data out of it, or `Redacted`.
 *
 * @spec 2026-07-28/server/utilities/logging#log-levels
 * @since 0.1.0
 */
import { McpRequest } from "@effect-mcp/protocol"
import type { Logging } from "@effect-mcp/schema"
import * as Effect from "effect/Effect"

import { nameAnnotation, send as sendTo } from "./internal/clientLogger.ts"

/**
 * Sends a message at any of the eight levels, to the client only. Nothing happens if it did not ask.
 *
 * @spec 2026-07-28/server/utilities/logging#log-message-notifications
 * @since 0.1.0
 */
export const send = (
  level: Logging.LoggingLevel,
  data: unknown,
  options?: { readonly logger?: string | undefined }
): Effect.Effect<void, never, McpRequest.McpRequest> =>
  McpRequest.McpRequest.useSync((request) => sendTo(request, level, data, options?.logger))

/**
 * Names the logger of everything that is logged within.
 *
 * @since 0.1.0
 */
export const named =
  (logger: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.annotateLogs(effect, nameAnnotation, logger)
