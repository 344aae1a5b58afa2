/**
 * How far a call has got.
 *
 * @spec 2026-07-28/basic/patterns/progress#progress-flow
 * @since 0.1.0
 */
import { McpRequest } from "@effect-mcp/protocol"
import type * as Effect from "effect/Effect"

/**
 * Tells the client how far the call is, if it asked to know. `progress` must rise; what does not is
 * dropped. At most one notification in 20 ms is sent, and the last one always.
 *
 * @spec 2026-07-28/basic/patterns/progress#behavior-requirements
 * @since 0.1.0
 */
export const report = (
  progress: number,
  options?: { readonly total?: number | undefined; readonly message?: string | undefined }
): Effect.Effect<void, never, McpRequest.McpRequest> =>
  McpRequest.McpRequest.useSync((request) => request.progress({ progress, ...options }))
