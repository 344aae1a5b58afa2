/**
 * What can be said about one call, and the types of what is called.
 *
 * @since 0.1.0
 */
import type { Outgoing } from "@effect-mcp/protocol"
import type { Logging, Methods } from "@effect-mcp/schema"
import type * as Duration from "effect/Duration"

/** What can be said about one request. @since 0.1.0 */
export interface RequestOptions {
  /**
   * How long to wait for the answer; a bare number is milliseconds. Progress restarts the wait.
   *
   * @default "60 seconds"
   * @spec 2026-07-28/basic/patterns/cancellation#timeouts
   */
  readonly timeout?: Duration.Input | undefined
  /**
   * How long to wait for the server at most, whatever progress there is: for all rounds of a call together, and all
   * pages of a list.
   *
   * @default "10 minutes"
   */
  readonly ceiling?: Duration.Input | undefined
  /** Asks for progress, and is told of it; not after the end. */
  readonly onProgress?: ((report: Outgoing.ProgressReport) => void) | undefined
  /**
   * The least severe log messages wanted of this request, in revisions where each request says so.
   *
   * @spec 2026-07-28/server/utilities/logging#per-request-log-level
   */
  readonly logLevel?: Logging.LoggingLevel | undefined
  /** Further parameters, which an extension has added to the method. */
  readonly params?: Outgoing.JsonObject | undefined
  /** Further members of `_meta`. */
  readonly meta?: { readonly [key: string]: unknown } | undefined
  /** Told the request's id before it is sent. */
  readonly onId?: Outgoing.RequestOptions["onId"]
}

/** The parameters of a method a client may call. @since 0.1.0 */
export type Params<M extends keyof Methods.ClientRequests> = Omit<
  Methods.ClientRequests[M]["params"],
  "_meta"
>

/** The result of a method a client may call. @since 0.1.0 */
export type Result<M extends keyof Methods.ClientRequests> = Methods.ClientRequests[M]["result"]

/** What can be said about one call. @since 0.1.0 */
export interface CallOptions extends RequestOptions {
  /**
   * How many rounds the server may want before `TooManyRounds`.
   *
   * @default 16
   */
  readonly maxRounds?: number | undefined
  /** Asks the server even if a kept result is still fresh. */
  readonly refresh?: boolean | undefined
}
