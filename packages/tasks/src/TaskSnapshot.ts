/**
 * A task as its server last told a client of it.
 *
 * @since 0.1.0
 */
import type { InputRequired } from "@effect-mcp/schema"

import type { Status } from "./Task.ts"

/**
 * Times are milliseconds since 1970, durations are milliseconds. A time the server did not say in a way that can be
 * read is `undefined`.
 *
 * @spec 2025-11-25/schema#task
 * @since 0.1.0
 */
export interface Snapshot {
  /** `undefined` where the server answered at once, and there is no task. */
  readonly id: string | undefined
  readonly status: Status
  /** For people. */
  readonly statusMessage: string | undefined
  readonly createdAt: number | undefined
  readonly updatedAt: number | undefined
  /** From its creation; `null` is for ever. */
  readonly ttl: number | null | undefined
  /** How long the server wants to be left alone between two looks. */
  readonly pollInterval: number | undefined
  /** What it waits for, by key, in revisions that put questions into the task. */
  readonly questions: InputRequired.InputRequests
}
