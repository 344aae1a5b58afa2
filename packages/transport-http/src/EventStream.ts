/**
 * The stream that a call is answered on, from inside its handler.
 *
 * @since 0.1.0
 */
import { McpRequest } from "@effect-mcp/protocol"
import type * as Effect from "effect/Effect"

import { Post } from "./internal/server/post.ts"

/**
 * Gives the stream of this call back, though the call goes on: the client is told how long to wait, comes
 * back, and misses nothing. Spares an open connection for a call that takes long.
 *
 * Whether that was possible: not where the client speaks a revision without it, where streams are not
 * resumable, and over other transports; the call goes on all the same.
 *
 * @spec 2025-11-25/basic/transports#sending-messages-to-the-server
 * @since 0.1.0
 */
export const release: Effect.Effect<boolean, never, McpRequest.McpRequest> =
  McpRequest.McpRequest.useSync(({ exchange }) => exchange instanceof Post && exchange.detach())
