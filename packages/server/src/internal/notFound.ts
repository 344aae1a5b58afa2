/**
 * A resource that is not there.
 */
import { RpcError } from "@effect-mcp/protocol"
import type { Revision } from "@effect-mcp/schema"
import * as Schema from "effect/Schema"

/**
 * There is no such resource. The code it becomes differs between revisions.
 *
 * @spec 2026-07-28/server/resources#error-handling
 * @since 0.1.0
 */
export class NotFound extends Schema.TaggedError<NotFound>()("NotFound", { uri: Schema.String }) {}

/** In the words of the revision spoken. */
export const toRpc = (revision: Revision.Revision, uri: string): RpcError.RpcError =>
  RpcError.make(revision.resourceNotFound, "Resource not found", { uri: uri.slice(0, 2048) })
